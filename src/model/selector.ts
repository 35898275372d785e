import type { Matcher as ParsedMatcher } from '../promql/ast.ts';
import { valueTest } from '../promql/label-values.ts';
import type { SpecPath } from '../spec/path.ts';
import type { AnyMetric } from './metric.ts';

export interface Matcher {
  readonly label: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** A selector of a known metric, without the suffix of a histogram's series. */
export interface MetricSelector {
  readonly metric: AnyMetric;
  readonly matchers: readonly Matcher[];
  /** As the spec writes it. */
  readonly text: string;
  readonly path: SpecPath;
}

/** A selector of a recorded series: a recording of the spec, or a record of one of its SLOs. */
export interface RecordSelector {
  readonly record: string;
  readonly matchers: readonly Matcher[];
  readonly text: string;
  readonly path: SpecPath;
}

/** What a scope adds to matchers: one that names a label itself stands in place of the scope's. */
export function addedBy(scope: ReadonlyMap<string, string>, matchers: readonly Matcher[]): Matcher[] {
  const named = new Set(matchers.map(({ label }) => label));
  return [...scope]
    .filter(([label]) => !named.has(label))
    .map(([label, value]) => ({ label, op: '=', value }));
}

/** The series of a metric in its scope, or those of them that pass the matchers. */
export function selectorOf(
  metric: AnyMetric,
  path: SpecPath,
  { text = metric.name, matchers = [] }: { text?: string; matchers?: readonly Matcher[] } = {},
): MetricSelector {
  return { metric, matchers: [...addedBy(metric.target.scope, matchers), ...matchers], text, path };
}

/** Matchers of a parsed selector, without their places. */
export function matchersOf(parsed: readonly ParsedMatcher[]): Matcher[] {
  return parsed.map(({ name, op, value }) => ({ label: name.name, op, value }));
}

/** Whether a series with these labels passes every matcher; a missing label is empty. */
export function matchesAll(matchers: readonly Matcher[], labels: ReadonlyMap<string, string>): boolean {
  return matchers.every((matcher) => valueTest(matcher)(labels.get(matcher.label) ?? ''));
}

/** The labels that a result keeps: those named, and those judged apart that the series of every selector have. */
export function kept(by: readonly string[], ...selectors: readonly MetricSelector[]): string[] {
  const [first = [], ...others] = selectors.map(({ metric }) => metric.target.apart);
  return [...new Set([...by, ...first.filter((name) => others.every((apart) => apart.includes(name)))])];
}
