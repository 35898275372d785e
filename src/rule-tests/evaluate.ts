import type { Aggregate, Binary, Call, Expr, VectorSelector } from '../promql/ast.ts';
import { ARITHMETIC, COMPARE } from '../promql/operators.ts';
import { type LabelSet, pick } from './sample-labels.ts';
import { combine } from './series.ts';

/** A result of an expression. */
export interface Sample {
  readonly labels: LabelSet;
  readonly value: number;
}

/** What a selector yields: the value of each series, or its growth a second where `rate` is asked for. */
type Lookup = (selector: VectorSelector, what: 'value' | 'rate') => readonly Sample[];

/** Thrown where an expression holds something that has no steady value that could be told. */
export class NotSteady extends Error {}

/**
 * The value of an expression while every series is steady: gauges stand still, counters grow evenly. Knows the part of
 * PromQL that recordings are made of; throws NotSteady at anything else. Scalars are samples without labels.
 */
export function evaluate(expr: Expr, lookup: Lookup): readonly Sample[] | number {
  switch (expr.type) {
    case 'number':
      return expr.value;
    case 'vector':
      return lookup(expr, 'value');
    case 'unary': {
      const inner = evaluate(expr.expr, lookup);
      const sign = expr.op === '-' ? -1 : 1;
      return typeof inner === 'number'
        ? sign * inner
        : inner.map((each) => nameless(each, sign * each.value));
    }
    case 'call':
      return evaluateCall(expr, lookup);
    case 'aggregate':
      return evaluateAggregate(expr, lookup);
    case 'binary':
      return evaluateBinary(expr, lookup);
    default:
      throw new NotSteady(expr.type);
  }
}

/** A result without the metric name, as operators and functions leave it. */
export function nameless({ labels }: Sample, value: number): Sample {
  return { labels: filtered(labels, 'without', []), value };
}

/** The labels but the metric name: those named, or all without those named. */
function filtered(labels: LabelSet, how: 'only' | 'without', names: readonly string[]): LabelSet {
  return new Map(
    [...labels].filter(([name]) => name !== '__name__' && names.includes(name) === (how === 'only')),
  );
}

function namesOf(of: { readonly labels: readonly { readonly name: string }[] } | undefined): string[] {
  return of?.labels.map(({ name }) => name) ?? [];
}

function evaluateCall({ func, args }: Call, lookup: Lookup): readonly Sample[] | number {
  const [first, second] = args;
  if (first?.type === 'matrix') {
    const rates = func === 'rate' || func === 'irate' || func === 'increase';
    if (!rates && !['avg_over_time', 'min_over_time', 'max_over_time', 'last_over_time'].includes(func))
      throw new NotSteady(func);
    const times = func === 'increase' ? first.range.ms / 1000 : 1;
    return lookup(first.selector, rates ? 'rate' : 'value').map((each) => nameless(each, each.value * times));
  }
  if (func !== 'clamp_min' && func !== 'clamp_max') throw new NotSteady(func);
  if (first === undefined || second === undefined) throw new NotSteady(func);
  const [inner, bound] = [evaluate(first, lookup), evaluate(second, lookup)];
  if (typeof inner === 'number' || typeof bound !== 'number') throw new NotSteady(func);
  const clamp = func === 'clamp_min' ? Math.max : Math.min;
  return inner.map((each) => nameless(each, clamp(each.value, bound)));
}

const AGGREGATIONS: ReadonlyMap<string, (values: readonly number[]) => number> = new Map([
  ['sum', (values) => combine('sum', values)],
  ['avg', (values) => combine('average', values)],
  ['min', (values) => combine('min', values)],
  ['max', (values) => combine('max', values)],
  ['count', (values) => values.length],
]);

function evaluateAggregate({ op, expr, grouping }: Aggregate, lookup: Lookup): readonly Sample[] {
  const aggregation = AGGREGATIONS.get(op);
  const inner = evaluate(expr, lookup);
  if (aggregation === undefined || typeof inner === 'number') throw new NotSteady(op);
  const how = grouping?.kind === 'without' ? 'without' : 'only';
  const groups = new Map<string, { labels: LabelSet; values: number[] }>();
  for (const { labels, value } of inner) {
    const kept = filtered(labels, how, namesOf(grouping));
    const group = groups.get(keyOf(kept)) ?? { labels: kept, values: [] };
    group.values.push(value);
    groups.set(keyOf(kept), group);
  }
  return [...groups.values()].map(({ labels, values }) => ({ labels, value: aggregation(values) }));
}

/** The same text for the same labels, in whatever order. */
export function keyOf(labels: LabelSet): string {
  return JSON.stringify([...labels].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function evaluateBinary(expr: Binary, lookup: Lookup): readonly Sample[] | number {
  const [left, right] = [evaluate(expr.left, lookup), evaluate(expr.right, lookup)];
  const arithmetic = ARITHMETIC.get(expr.op);
  if (typeof left === 'number' && typeof right === 'number') {
    if (arithmetic === undefined) throw new NotSteady(expr.op);
    return arithmetic(left, right);
  }
  if (typeof right === 'number' && typeof left !== 'number') {
    return left.flatMap((each) => combined(expr, each, each.value, right));
  }
  if (typeof left === 'number' && typeof right !== 'number') {
    return right.flatMap((each) => combined(expr, each, left, each.value, each.value));
  }
  if (typeof left === 'number' || typeof right === 'number') throw new NotSteady(expr.op);
  return matched(expr, left, right);
}

/** One result, or none where a comparison filters it; `kept` is what a comparison passes on. */
function combined({ op, bool }: Binary, { labels }: Sample, a: number, b: number, kept = a): Sample[] {
  const arithmetic = ARITHMETIC.get(op);
  if (arithmetic !== undefined) return [nameless({ labels, value: 0 }, arithmetic(a, b))];
  const holds = COMPARE.get(op)?.(a, b);
  if (holds === undefined) throw new NotSteady(op);
  if (bool) return [nameless({ labels, value: 0 }, holds ? 1 : 0)];
  return holds ? [{ labels, value: kept }] : [];
}

function matched(expr: Binary, left: readonly Sample[], right: readonly Sample[]): readonly Sample[] {
  const { op, matching } = expr;
  const how = matching?.kind === 'on' ? 'only' : 'without';
  const signature = ({ labels }: Sample) => keyOf(filtered(labels, how, namesOf(matching)));
  const isIn = (others: readonly Sample[]) => {
    const known = new Set(others.map(signature));
    return (each: Sample) => known.has(signature(each));
  };
  const [inLeft, inRight] = [isIn(left), isIn(right)];
  if (op === 'and') return left.filter(inRight);
  if (op === 'unless') return left.filter((each) => !inRight(each));
  if (op === 'or') return [...left, ...right.filter((each) => !inLeft(each))];
  const flipped = matching?.group?.side === 'right';
  const [many, one] = flipped ? [right, left] : [left, right];
  return many.flatMap((each) => {
    const other = one.find((candidate) => signature(candidate) === signature(each));
    if (other === undefined) return [];
    const [a, b] = flipped ? [other.value, each.value] : [each.value, other.value];
    return combined(expr, matchedLabels(expr, each, other), a, b);
  });
}

/** Labels of a pair: all of the many side with those it takes over, or those that one-to-one matching looks at. */
function matchedLabels({ op, bool, matching }: Binary, each: Sample, other: Sample): Sample {
  if (matching?.group !== undefined) {
    const taken = pick(
      other.labels,
      matching.group.include.map(({ name }) => name),
    );
    return { labels: new Map([...each.labels, ...taken]), value: 0 };
  }
  const filters = COMPARE.has(op) && !bool;
  if (matching === undefined || (filters && matching.kind === 'ignoring')) return each;
  const how = matching.kind === 'on' ? 'only' : 'without';
  return { labels: filtered(each.labels, how, namesOf(matching)), value: 0 };
}
