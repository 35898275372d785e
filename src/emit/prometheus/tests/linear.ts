import type { Model } from '../../../model/model.ts';
import { type Expr, isComparison, type VectorSelector } from '../../../promql/ast.ts';
import { sampleLabels } from './samples.ts';

/** An expression that is proportional to one series. */
export interface Linear {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  /** `rate`: proportional to the growth a second over `range` seconds; `average`: to the mean over it; else to the value. */
  readonly of: 'value' | 'rate' | 'average';
  readonly range: number;
  readonly factor: number;
  /** What has to hold for the expression to yield anything, each with a level at which it does. */
  readonly guards: readonly { readonly of: Linear; readonly level: number }[];
}

const RATES = new Set(['rate', 'irate', 'deriv']);
const AVERAGES = new Set(['avg_over_time', 'min_over_time', 'max_over_time', 'last_over_time']);
const AGGREGATES = new Set(['sum', 'avg', 'min', 'max']);

/** How an expression follows from a single series; undefined where it does not, or not in proportion. */
export function linearOf(expr: Expr, model: Model, by: readonly string[]): Linear | undefined {
  switch (expr.type) {
    case 'vector':
      return ofSeries(expr, model, by, 'value', 0);
    case 'aggregate':
      return AGGREGATES.has(expr.op) ? linearOf(expr.expr, model, by) : undefined;
    case 'unary':
      return scaled(linearOf(expr.expr, model, by), expr.op === '-' ? -1 : 1);
    case 'binary': {
      const { op, left, right } = expr;
      if (op === 'and') return guarded(linearOf(left, model, by), guardOf(right, model, by));
      if (op === '*' && left.type === 'number') return scaled(linearOf(right, model, by), left.value);
      if (right.type !== 'number' || (op !== '*' && op !== '/')) return undefined;
      return scaled(linearOf(left, model, by), op === '*' ? right.value : 1 / right.value);
    }
    case 'call': {
      const [argument] = expr.args;
      if (argument?.type !== 'matrix' || expr.args.length !== 1) return undefined;
      const range = argument.range.ms / 1000;
      const { selector } = argument;
      if (RATES.has(expr.func)) return ofSeries(selector, model, by, 'rate', range);
      if (expr.func === 'increase') return scaled(ofSeries(selector, model, by, 'rate', range), range);
      return AVERAGES.has(expr.func) ? ofSeries(selector, model, by, 'average', range) : undefined;
    }
    default:
      return undefined;
  }
}

function guarded(
  linear: Linear | undefined,
  guard: Linear['guards'][number] | undefined,
): Linear | undefined {
  return linear && guard && { ...linear, guards: [...linear.guards, guard] };
}

/** The right side of `and`: there as it is, or there while it compares. */
function guardOf(expr: Expr, model: Model, by: readonly string[]): Linear['guards'][number] | undefined {
  if (expr.type !== 'binary' || !isComparison(expr.op) || expr.right.type !== 'number') {
    const of = linearOf(expr, model, by);
    return of && { of, level: 1 };
  }
  const of = linearOf(expr.left, model, by);
  if (of === undefined || expr.bool) return undefined;
  const { value } = expr.right;
  const apart = Math.abs(value) || 1;
  const above = { '>': apart, '>=': apart, '!=': apart, '<': -apart, '<=': -apart, '==': 0 }[expr.op];
  return { of, level: value + above };
}

function scaled(linear: Linear | undefined, factor: number): Linear | undefined {
  return linear && { ...linear, factor: linear.factor * factor };
}

function ofSeries(
  { name, matchers }: VectorSelector,
  model: Model,
  by: readonly string[],
  of: Linear['of'],
  range: number,
): Linear | undefined {
  if (name === undefined) return undefined;
  const metric = model.metrics.get(name.name) ?? model.external.get(name.name);
  const plain = matchers.map((each) => ({ label: each.name.name, op: each.op, value: each.value }));
  if (metric === undefined) {
    // A record: its labels are those that the objective distinguishes by.
    if (!model.recordings.some(({ record }) => record === name.name)) return undefined;
    const labels = new Map(by.map((label) => [label, `a-${label.replaceAll('_', '-')}`]));
    for (const { label, op, value } of plain) if (op === '=') labels.set(label, value);
    return { name: name.name, labels, of, range, factor: 1, guards: [] };
  }
  const labels = sampleLabels({
    service: model.service,
    of: { metric, matchers: plain, text: name.name, path: [] },
  });
  return labels && { name: name.name, labels, of, range, factor: 1, guards: [] };
}
