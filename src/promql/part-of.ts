import type { Expr, Grouping, Matcher } from './ast.ts';
import { boundaryOf, literalsOf } from './label-values.ts';
import { printDurationOf } from './print.ts';

/** Functions and aggregations that keep "part of" true: they add up or scale what they are given. */
const ADDITIVE: ReadonlySet<string> = new Set(['rate', 'increase', 'sum_over_time', 'last_over_time']);

/** Whether `part` counts some of what `whole` counts; see `narrowedBy`. */
export function isPartOf(part: Expr, whole: Expr): boolean {
  return narrowedBy(part, whole) !== undefined;
}

/**
 * The matchers by which `part` counts only some of what `whole` counts: it is the same expression, except that its
 * selectors hold these matchers too, or that it reads one bucket of the histogram whose `_count` the other reads.
 * `undefined` where it is no such part.
 */
export function narrowedBy(part: Expr, whole: Expr): readonly Matcher[] | undefined {
  if (part.type === 'call' && whole.type === 'call') {
    const [a] = part.args;
    const [b] = whole.args;
    const same = part.func === whole.func && ADDITIVE.has(part.func);
    return same && a !== undefined && b !== undefined ? narrowedBy(a, b) : undefined;
  }
  if (part.type === 'aggregate' && whole.type === 'aggregate') {
    const same = part.op === 'sum' && whole.op === 'sum' && noCoarser(part.grouping, whole.grouping);
    return same ? narrowedBy(part.expr, whole.expr) : undefined;
  }
  if (part.type === 'matrix' && whole.type === 'matrix') {
    const same = printDurationOf(part.range) === printDurationOf(whole.range) && part.edges === whole.edges;
    return same && isNow(part) && isNow(whole) ? narrowedBy(part.selector, whole.selector) : undefined;
  }
  if (part.type !== 'vector' || whole.type !== 'vector' || !isNow(part) || !isNow(whole)) return undefined;
  const bucketOf = /^(.*)_bucket$/.exec(part.name?.name ?? '')?.[1];
  const counted = part.matchers.some(isOneBoundary) && whole.name?.name === `${bucketOf}_count`;
  const shared = (matcher: Matcher) => whole.matchers.some((other) => sameMatcher(matcher, other));
  const all = whole.matchers.every((matcher) => part.matchers.some((other) => sameMatcher(matcher, other)));
  const same = part.name !== undefined && part.name.name === whole.name?.name;
  return (same || counted) && all ? part.matchers.filter((matcher) => !shared(matcher)) : undefined;
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

function isNow(expr: Extract<Expr, { type: 'vector' | 'matrix' }>): boolean {
  return expr.shift === undefined && expr.at === undefined;
}
