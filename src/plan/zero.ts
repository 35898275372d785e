import { hasOpenLabel, type Metric } from '../model/metric.ts';
import type { Model } from '../model/model.ts';
import { type Matcher, matchesAll } from '../model/selector.ts';
import type { RecordRule, Rule, RulePlan } from './plan.ts';
import { metricsRead, type Read, readsOfPanel, readsOfRule, writersOf } from './reads.ts';

/** Label values by label name; a label that is not there can have any value. */
export type ZeroPattern = ReadonlyMap<string, readonly string[]>;

/**
 * Series of each metric that rules and panels read, directly or through records. They are exposed from the start: a
 * counter that appears with its first event has no increase for Prometheus to see. Gauges only where objectives and
 * alerts read them and operations move them up and down from zero: a measured gauge has no value before it is measured.
 * @see https://prometheus.io/docs/practices/instrumentation/#avoid-missing-metrics
 */
export function zeroInitialised(model: Model, plan: RulePlan): ReadonlyMap<string, readonly ZeroPattern[]> {
  const moved = movedGauges(model);
  const patterns = new Map<string, Map<string, ZeroPattern>>();
  for (const { read, judged } of metricReads(model, plan)) {
    // Zeros from the start would answer the question whether the series are there.
    if (read.presence) continue;
    for (const { name } of metricsRead(model, read)) {
      const metric = model.metrics.get(name);
      if (metric === undefined || (metric.type === 'gauge' && !(judged && moved.has(name)))) continue;
      // The values of an open set are not known before they occur.
      if (hasOpenLabel(metric)) continue;
      const pattern = patternOf(metric, read.matchers);
      if (pattern === undefined) continue;
      const found = patterns.get(name) ?? new Map<string, ZeroPattern>();
      patterns.set(name, found.set(JSON.stringify([...pattern]), pattern));
    }
  }
  return new Map([...patterns].map(([name, found]) => [name, withoutCovered([...found.values()])]));
}

function movedGauges({ operations }: Model): ReadonlySet<string> {
  const effects = operations.flatMap(({ start, marks, outcomes }) => [
    ...start,
    ...marks.flatMap((mark) => mark.effects),
    ...outcomes.flatMap((outcome) => outcome.effects),
  ]);
  return new Set(effects.flatMap(({ action, metric }) => (action === 'set' ? [] : [metric.name])));
}

/**
 * What rules and panels read; what objectives and alerts read of records is followed to what those are made of. `judged`
 * is what objectives and alerts depend on.
 */
function metricReads(
  { service, dashboards }: Model,
  { groups }: RulePlan,
): { readonly read: Read; readonly judged: boolean }[] {
  const rules = groups.flatMap((group) => group.rules);
  const writers = writersOf(rules.filter((rule): rule is RecordRule => rule.kind === 'record'));
  const followed = new Set<Rule>(rules.filter(({ origin }) => origin.kind !== 'recording'));
  const found: { read: Read; judged: boolean }[] = [];
  // A set goes on with what is added to it on the way.
  for (const rule of followed) {
    for (const read of readsOfRule(rule, service.prometheus)) {
      found.push({ read, judged: true });
      for (const record of writers(read)) followed.add(record);
    }
  }
  const others = rules
    .filter((rule) => !followed.has(rule))
    .flatMap((rule) => readsOfRule(rule, service.prometheus));
  const panels = dashboards
    .flatMap(({ rows }) => rows.flatMap((row) => row.panels))
    .flatMap(({ source }) => readsOfPanel(source, service.prometheus));
  return [...found, ...[...others, ...panels].map((read) => ({ read, judged: false }))];
}

/** The label values that pass every matcher; undefined when no combination does. */
function patternOf(metric: Metric, matchers: readonly Matcher[]): ZeroPattern | undefined {
  const pattern = new Map<string, readonly string[]>();
  for (const { name, values = [] } of metric.labels) {
    const own = matchers.filter(({ label }) => label === name);
    if (own.length === 0) continue;
    const passing = values.filter((value) => matchesAll(own, new Map([[name, value]])));
    if (passing.length === 0) return undefined;
    if (passing.length < values.length) pattern.set(name, passing);
  }
  return pattern;
}

function withoutCovered(patterns: readonly ZeroPattern[]): ZeroPattern[] {
  return patterns.filter((pattern) =>
    patterns.every((other) => other === pattern || !covers(other, pattern)),
  );
}

/** Every combination of `narrow` is one of `wide`. */
function covers(wide: ZeroPattern, narrow: ZeroPattern): boolean {
  return [...wide].every(
    ([name, values]) => narrow.get(name)?.every((value) => values.includes(value)) ?? false,
  );
}
