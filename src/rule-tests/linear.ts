import type { Model } from '../model/model.ts';
import { type Matcher, matchersOf } from '../model/selector.ts';
import { type ComparisonOp, type Expr, isComparison, type VectorSelector } from '../promql/ast.ts';
import { pick, sampleLabels, standIn } from './samples.ts';

/** An expression that is proportional to one series. */
export interface Linear {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  /**
   * What it is proportional to: the growth a second over `range` seconds, or between the last two samples in it; the mean,
   * the smallest or the greatest sample in it; else the value.
   */
  readonly of: 'value' | 'rate' | 'last rate' | 'average' | 'min' | 'max';
  /** Seconds; 0 where the value itself is read. */
  readonly range: number;
  readonly factor: number;
  readonly guards: readonly Guard[];
}

/** What has to hold for an expression to yield anything. */
export interface Guard {
  readonly of: Linear;
  /** A level at which it holds, and one at which it does not; undefined where it holds at any. */
  readonly level: number;
  readonly off?: number;
  readonly holds: (value: number) => boolean;
}

const READERS: Readonly<Record<string, Linear['of']>> = {
  rate: 'rate',
  increase: 'rate',
  irate: 'last rate',
  avg_over_time: 'average',
  min_over_time: 'min',
  max_over_time: 'max',
  last_over_time: 'value',
};
const AGGREGATES = new Set(['sum', 'avg', 'min', 'max']);

/** How an expression follows from a single series; undefined where it does not, or not in proportion. */
export function linearOf(expr: Expr, model: Model, by: readonly string[]): Linear | undefined {
  return linear(expr, { model, by, fixed: [] });
}

interface Context {
  readonly model: Model;
  /** Labels that the result is told apart by. */
  readonly by: readonly string[];
  /** What is known of their values. */
  readonly fixed: readonly Matcher[];
}

function linear(expr: Expr, context: Context): Linear | undefined {
  switch (expr.type) {
    case 'vector':
      return ofSeries(expr, context, 'value', 0);
    case 'aggregate':
      return AGGREGATES.has(expr.op) ? linear(expr.expr, context) : undefined;
    case 'unary':
      return scaled(linear(expr.expr, context), expr.op === '-' ? -1 : 1);
    case 'binary': {
      const { op, left, right } = expr;
      if (op === 'and') return guarded(linear(left, context), right, context);
      if (op === '*' && left.type === 'number') return scaled(linear(right, context), left.value);
      if (right.type !== 'number' || (op !== '*' && op !== '/')) return undefined;
      return scaled(linear(left, context), op === '*' ? right.value : 1 / right.value);
    }
    case 'call': {
      const [argument] = expr.args;
      if (argument?.type !== 'matrix' || expr.args.length !== 1) return undefined;
      const range = argument.range.ms / 1000;
      const { selector } = argument;
      const of = READERS[expr.func];
      if (of === undefined) return undefined;
      return scaled(ofSeries(selector, context, of, range), expr.func === 'increase' ? range : 1);
    }
    default:
      return undefined;
  }
}

function guarded(guarded: Linear | undefined, guard: Expr, context: Context): Linear | undefined {
  if (guarded === undefined) return undefined;
  const same = [...pick(guarded.labels, context.by)].map(([label, value]) => ({
    label,
    op: '=' as const,
    value,
  }));
  const known = guardOf(guard, { ...context, fixed: same });
  return known && { ...guarded, guards: [...guarded.guards, known] };
}

/** The right side of `and`: there as it is, or there while it compares. */
function guardOf(expr: Expr, context: Context): Guard | undefined {
  if (expr.type !== 'binary' || !isComparison(expr.op) || expr.right.type !== 'number') {
    const of = linear(expr, context);
    return of && { of, level: 1, holds: () => true };
  }
  const of = linear(expr.left, context);
  if (of === undefined || expr.bool) return undefined;
  const { value } = expr.right;
  const apart = Math.abs(value) || 1;
  // Zero is met to the last bit; any other level is kept away from.
  const near = value === 0 ? 0 : apart / 2;
  const compared: Record<ComparisonOp, Omit<Guard, 'of'>> = {
    '>': { level: value + apart, off: value - near, holds: (actual) => actual > value },
    '>=': { level: value + apart, off: value - apart, holds: (actual) => actual >= value },
    '<': { level: value - apart, off: value + near, holds: (actual) => actual < value },
    '<=': { level: value - apart, off: value + apart, holds: (actual) => actual <= value },
    '==': { level: value, off: value + apart, holds: (actual) => actual === value },
    '!=': { level: value + apart, off: value, holds: (actual) => actual !== value },
  };
  return { of, ...compared[expr.op] };
}

function scaled(of: Linear | undefined, factor: number): Linear | undefined {
  return of && factor !== 0 ? { ...of, factor: of.factor * factor } : undefined;
}

function ofSeries(
  { name, matchers }: VectorSelector,
  { model, by, fixed }: Context,
  of: Linear['of'],
  range: number,
): Linear | undefined {
  if (name === undefined) return undefined;
  const metric = model.metrics.get(name.name) ?? model.external.get(name.name);
  const plain = matchersOf(matchers);
  if (metric === undefined) {
    // A record: its labels are those that the objective distinguishes by.
    if (!model.recordings.some(({ record }) => record === name.name)) return undefined;
    const labels = new Map(by.map((label) => [label, standIn(label)]));
    for (const { label, op, value } of [...fixed, ...plain]) if (op === '=') labels.set(label, value);
    return { name: name.name, labels, of, range, factor: 1, guards: [] };
  }
  const also = fixed.filter(({ label }) => metric.labels.some((own) => own.name === label));
  const labels = sampleLabels({
    service: model.service,
    of: { metric, matchers: plain, text: name.name, path: [] },
    also,
  });
  return labels && { name: name.name, labels, of, range, factor: 1, guards: [] };
}
