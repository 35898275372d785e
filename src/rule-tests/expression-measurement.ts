import { metricNamed } from '../model/metric.ts';
import type { Model } from '../model/model.ts';
import { type Matcher, matchersOf } from '../model/selector.ts';
import { type ComparisonOp, type Expr, isComparison, type VectorSelector } from '../promql/ast.ts';
import { type LabelSet, pick, sampleLabels, standIn } from './sample-labels.ts';
import type { Reading } from './series.ts';

/** What a raw expression measures: it is proportional to what it reads of one series. */
export interface ExpressionMeasurement extends Reading {
  readonly series: string;
  readonly labels: LabelSet;
  /** What the reading is multiplied by; never 0. */
  readonly times: number;
  readonly guards: readonly Guard[];
}

/** What has to hold for an expression to yield anything. */
export interface Guard {
  readonly of: ExpressionMeasurement;
  /** A level at which it holds, and one at which it does not; undefined where it holds at any. */
  readonly level: number;
  readonly off?: number;
  readonly holds: (value: number) => boolean;
}

const READERS: ReadonlyMap<string, Reading['read']> = new Map([
  ['rate', 'rate'],
  ['increase', 'rate'],
  ['irate', 'last rate'],
  ['avg_over_time', 'average'],
  ['min_over_time', 'min'],
  ['max_over_time', 'max'],
  ['last_over_time', 'value'],
]);
const AGGREGATES = new Set(['sum', 'avg', 'min', 'max']);

interface Context {
  readonly model: Model;
  /** Labels that the result is told apart by. */
  readonly by: readonly string[];
  /** What is known of their values. */
  readonly fixed?: readonly Matcher[];
}

/** What an expression measures; undefined where that is not one series, or not in proportion to it. */
export function measuredIn(expr: Expr, context: Context): ExpressionMeasurement | undefined {
  switch (expr.type) {
    case 'vector':
      return ofSeries(expr, context, { read: 'value', over: 0 });
    case 'aggregate':
      return AGGREGATES.has(expr.op) ? measuredIn(expr.expr, context) : undefined;
    case 'unary':
      return multiplied(measuredIn(expr.expr, context), expr.op === '-' ? -1 : 1);
    case 'binary': {
      const { op, left, right } = expr;
      if (op === 'and') return guarded(measuredIn(left, context), right, context);
      if (op === '*' && left.type === 'number') return multiplied(measuredIn(right, context), left.value);
      if (right.type !== 'number' || (op !== '*' && op !== '/')) return undefined;
      return multiplied(measuredIn(left, context), op === '*' ? right.value : 1 / right.value);
    }
    case 'call': {
      const [argument] = expr.args;
      const read = READERS.get(expr.func);
      if (argument?.type !== 'matrix' || expr.args.length !== 1 || read === undefined) return undefined;
      const over = argument.range.ms / 1000;
      const times = expr.func === 'increase' ? over : 1;
      return multiplied(ofSeries(argument.selector, context, { read, over }), times);
    }
    default:
      return undefined;
  }
}

function guarded(
  of: ExpressionMeasurement | undefined,
  guard: Expr,
  context: Context,
): ExpressionMeasurement | undefined {
  if (of === undefined) return undefined;
  const fixed = [...pick(of.labels, context.by)].map(
    ([label, value]): Matcher => ({ label, op: '=', value }),
  );
  const known = guardOf(guard, { ...context, fixed });
  return known && { ...of, guards: [...of.guards, known] };
}

/** The right side of `and`: there as it is, or there while it compares. */
function guardOf(expr: Expr, context: Context): Guard | undefined {
  if (expr.type !== 'binary' || !isComparison(expr.op) || expr.right.type !== 'number') {
    const of = measuredIn(expr, context);
    return of && { of, level: 1, holds: () => true };
  }
  const of = measuredIn(expr.left, context);
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

function multiplied(of: ExpressionMeasurement | undefined, times: number): ExpressionMeasurement | undefined {
  return of && times !== 0 ? { ...of, times: of.times * times } : undefined;
}

function ofSeries(
  { name, matchers }: VectorSelector,
  { model, by, fixed = [] }: Context,
  reading: Reading,
): ExpressionMeasurement | undefined {
  if (name === undefined) return undefined;
  const labels = labelsOf(model, name.name, matchersOf(matchers), by, fixed);
  return labels && { series: name.name, labels, ...reading, times: 1, guards: [] };
}

function labelsOf(
  model: Model,
  name: string,
  matchers: readonly Matcher[],
  by: readonly string[],
  fixed: readonly Matcher[],
): LabelSet | undefined {
  const metric = metricNamed(model, name);
  if (metric !== undefined) {
    const also = fixed.filter(({ label }) => metric.labels.some((own) => own.name === label));
    return sampleLabels({ service: model.service, of: { metric, matchers, text: name, path: [] }, also });
  }
  // A recording: its labels are those that the objective distinguishes by.
  if (!model.recordings.some(({ record }) => record === name)) return undefined;
  const labels = new Map(by.map((label) => [label, standIn(label)]));
  for (const { label, op, value } of [...fixed, ...matchers]) if (op === '=') labels.set(label, value);
  return labels;
}
