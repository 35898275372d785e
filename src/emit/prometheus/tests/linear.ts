import type { Model } from '../../../model/model.ts';
import type { Expr, VectorSelector } from '../../../promql/ast.ts';
import { sampleLabels } from './samples.ts';

/** An expression that is proportional to one series. */
export interface Linear {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  /** `rate`: proportional to the growth a second over `range` seconds; `average`: to the mean over it; else to the value. */
  readonly of: 'value' | 'rate' | 'average';
  readonly range: number;
  readonly factor: number;
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
    return { name: name.name, labels, of, range, factor: 1 };
  }
  const labels = sampleLabels({
    service: model.service,
    of: { metric, matchers: plain, text: name.name, path: [] },
  });
  return labels && { name: name.name, labels, of, range, factor: 1 };
}
