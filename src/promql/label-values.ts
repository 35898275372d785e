import type { Matcher } from './ast.ts';
import type { LabelValues } from './catalogue.ts';
import { compileRegexp } from './regexp.ts';
import { hasVariable } from './variables.ts';

export const UNKNOWN_VALUES: LabelValues = { kind: 'unknown' };

export function closed(values: Iterable<string>): LabelValues {
  return { kind: 'closed', values: [...new Set(values)] };
}

/** Whether the label can have this (not empty) value. */
export function admits(values: LabelValues, value: string): boolean {
  switch (values.kind) {
    case 'closed':
      return values.values.includes(value);
    case 'open': {
      const pattern = values.pattern === undefined ? undefined : compileRegexp(values.pattern);
      return pattern === undefined || 'problem' in pattern || pattern.matches(value);
    }
    case 'unknown':
      return true;
  }
}

/** How many values there can be. The two spellings of a bucket boundary are one. */
export function countValues(name: string, values: LabelValues): number {
  if (values.kind === 'open') return values.atMost;
  if (values.kind === 'unknown') return Number.POSITIVE_INFINITY;
  return name === 'le' ? new Set(values.values.map(boundaryOf)).size : values.values.length;
}

/** The boundary that a value of `le` names, as a number; NaN where it is none. */
export function boundaryOf(value: string): number {
  return value === '+Inf' ? Number.POSITIVE_INFINITY : value.trim() === '' ? Number.NaN : Number(value);
}

/** A test of one value, the empty one included; always true where a Grafana variable decides. */
export function matcherTest({ op, value }: Pick<Matcher, 'op' | 'value'>): (candidate: string) => boolean {
  return hasVariable(value) ? () => true : valueTest({ op, value });
}

/** A test of one value, the empty one included; what is not a regexp passes everything. */
export function valueTest({ op, value }: Pick<Matcher, 'op' | 'value'>): (candidate: string) => boolean {
  if (op === '=') return (candidate) => candidate === value;
  if (op === '!=') return (candidate) => candidate !== value;
  const regexp = compileRegexp(value);
  if ('problem' in regexp) return () => true;
  return (candidate) => regexp.matches(candidate) === (op === '=~');
}

/** The texts that a matcher asks for one by one (`a` or `a|b`), or `undefined` where it is more than a list. */
export function literalsOf({ op, value }: Pick<Matcher, 'op' | 'value'>): readonly string[] | undefined {
  if (hasVariable(value)) return undefined;
  if (op === '=' || op === '!=') return [value];
  const regexp = compileRegexp(value);
  if ('problem' in regexp) return undefined;
  const literals = regexp.alternatives
    .map(({ literal }) => literal)
    .filter((literal) => literal !== undefined);
  return literals.length === regexp.alternatives.length ? literals : undefined;
}

/** The alternatives of a regexp matcher which match none of these values; all of it where it has but one. */
export function deadAlternatives({ value }: Matcher, values: readonly string[]): readonly string[] {
  const regexp = hasVariable(value) ? undefined : compileRegexp(value);
  if (regexp === undefined || 'problem' in regexp) return [];
  return regexp.alternatives
    .filter((alternative) => !values.some(alternative.matches))
    .map(({ source }) => source);
}

/** The values that pass a matcher. */
export function narrowValues(values: LabelValues, matcher: Matcher): LabelValues {
  const test = matcherTest(matcher);
  if (values.kind === 'closed') return closed(values.values.filter(test));
  if (matcher.op !== '=' && matcher.op !== '=~') return values;
  const literals = literalsOf(matcher);
  return literals === undefined
    ? values
    : closed(literals.filter((literal) => literal !== '' && admits(values, literal)));
}

export function unionValues(a: LabelValues, b: LabelValues): LabelValues {
  if (a.kind === 'closed' && b.kind === 'closed') return closed([...a.values, ...b.values]);
  if (a.kind === 'unknown' || b.kind === 'unknown') return UNKNOWN_VALUES;
  const atMost = countValues('', a) + countValues('', b);
  return a.kind === 'open' && b.kind === 'open' && a.pattern === b.pattern && a.pattern !== undefined
    ? { kind: 'open', atMost, pattern: a.pattern }
    : { kind: 'open', atMost };
}

/** The values that both can have; where one is not a list, the narrower of the two. */
export function intersectValues(a: LabelValues, b: LabelValues): LabelValues {
  if (a.kind === 'closed') return closed(a.values.filter((value) => admits(b, value)));
  if (b.kind === 'closed') return closed(b.values.filter((value) => admits(a, value)));
  return countValues('', a) <= countValues('', b) ? a : b;
}
