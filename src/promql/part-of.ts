import type { Expr, Grouping, Matcher } from './ast.ts';
import { boundaryOf, literalsOf } from './label-values.ts';

/** Functions and aggregations that keep "part of" true: they add up or scale what they are given. */
const ADDITIVE: ReadonlySet<string> = new Set(['rate', 'increase', 'sum', 'sum_over_time', 'last_over_time']);

/**
 * Whether `part` counts some of what `whole` counts: the same expression, except that its selectors hold further
 * matchers, or that it reads buckets below a boundary of the histogram whose `_count` the other reads.
 */
export function isPartOf(part: Expr, whole: Expr): boolean {
  if (part.type === 'call' && whole.type === 'call') {
    const [a] = part.args;
    const [b] = whole.args;
    return (
      part.func === whole.func &&
      ADDITIVE.has(part.func) &&
      a !== undefined &&
      b !== undefined &&
      isPartOf(a, b)
    );
  }
  if (part.type === 'aggregate' && whole.type === 'aggregate')
    return (
      part.op === 'sum' &&
      whole.op === 'sum' &&
      noCoarser(part.grouping, whole.grouping) &&
      isPartOf(part.expr, whole.expr)
    );
  if (part.type === 'matrix' && whole.type === 'matrix')
    return (
      part.range.ms === whole.range.ms &&
      part.range.variable === whole.range.variable &&
      sameTime(part, whole) &&
      isPartOf(part.selector, whole.selector)
    );
  if (part.type !== 'vector' || whole.type !== 'vector' || !sameTime(part, whole)) return false;
  const bucketOf = /^(.*)_bucket$/.exec(part.name?.name ?? '')?.[1];
  const oneBucket = part.matchers.some(isOneBoundary);
  const sameMetric =
    part.name?.name === whole.name?.name || (oneBucket && whole.name?.name === `${bucketOf}_count`);
  return (
    sameMetric &&
    whole.matchers.every((matcher) => part.matchers.some((other) => sameMatcher(matcher, other)))
  );
}

/** Whether each sum of the part lies within one sum of the whole. */
function noCoarser(part: Grouping | undefined, whole: Grouping | undefined): boolean {
  if (whole === undefined) return true;
  if (part?.kind !== whole.kind) return false;
  const names = (grouping: Grouping) =>
    [...new Set(grouping.labels.map(({ name }) => name))].sort().join(',');
  return names(part) === names(whole);
}

function isOneBoundary(matcher: Matcher): boolean {
  if (matcher.name.name !== 'le' || (matcher.op !== '=' && matcher.op !== '=~')) return false;
  return new Set(literalsOf(matcher)?.map(boundaryOf)).size === 1;
}

function sameMatcher(a: Matcher, b: Matcher): boolean {
  return a.name.name === b.name.name && a.op === b.op && a.value === b.value;
}

type Shifted = Extract<Expr, { type: 'vector' | 'matrix' }>;

function sameTime(a: Shifted, b: Shifted): boolean {
  return a.shift === undefined && b.shift === undefined && a.at === undefined && b.at === undefined;
}
