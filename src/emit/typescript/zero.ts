import type { Condition } from '../../model/alert.ts';
import type { Metric } from '../../model/metric.ts';
import type { Model } from '../../model/model.ts';
import type { Recording, RecordingDefinition } from '../../model/recording.ts';
import type { Matcher, MetricSelector } from '../../model/selector.ts';
import { walk } from '../../promql/ast.ts';
import { parseExpression } from '../../promql/parse.ts';
import { compileRegexp } from '../../promql/regexp.ts';

/** Label values by label name; a label that is not there can have any value. */
export type ZeroPattern = ReadonlyMap<string, readonly string[]>;

/** A read of a metric or of a recording. */
interface Read {
  readonly name: string;
  readonly matchers: readonly Matcher[];
}

/**
 * Series of each metric that objectives and alerts read, directly or through recordings. They are exposed from the
 * start: a counter that appears with its first event has no increase for Prometheus to see. Gauges only where
 * operations move them up and down from zero, because a measured gauge has no value before it is measured.
 * @see https://prometheus.io/docs/practices/instrumentation/#avoid-missing-metrics
 */
export function zeroInitialised(model: Model): ReadonlyMap<string, readonly ZeroPattern[]> {
  const moved = movedGauges(model);
  const patterns = new Map<string, Map<string, ZeroPattern>>();
  for (const { name, matchers } of metricReads(model)) {
    const metric = model.metrics.get(name);
    if (metric === undefined || (metric.type === 'gauge' && !moved.has(name))) continue;
    // The values of an open set are not known before they occur.
    if (metric.labels.some(({ values }) => values === undefined)) continue;
    const pattern = patternOf(metric, matchers);
    if (pattern === undefined) continue;
    const found = patterns.get(name) ?? new Map<string, ZeroPattern>();
    patterns.set(name, found.set(JSON.stringify([...pattern]), pattern));
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

/** Reads of metrics; those of recordings are followed to what the recording is computed from. */
function metricReads(model: Model): Read[] {
  const recordings = new Map(model.recordings.map((recording) => [recording.record, recording]));
  const found: Read[] = [];
  const followed = new Set<Recording>();
  const queue = [...sloReads(model), ...alertReads(model)];
  for (let read = queue.shift(); read !== undefined; read = queue.shift()) {
    const recording = recordings.get(read.name);
    if (recording === undefined) found.push(read);
    else if (!followed.has(recording)) {
      followed.add(recording);
      queue.push(...definitionReads(recording.definition, model));
    }
  }
  return found;
}

const selectorRead = ({ metric, matchers }: MetricSelector): Read => ({ name: metric.name, matchers });

function sloReads(model: Model): Read[] {
  return model.slos.flatMap(({ sli }): Read[] => {
    if (sli.kind === 'threshold') return expressionReads(sli.expr, model);
    if (sli.kind === 'latency') return [selectorRead(sli.of)];
    return [sli.bad, sli.good, sli.total].flatMap((selector) => (selector ? [selectorRead(selector)] : []));
  });
}

function alertReads(model: Model): Read[] {
  return model.alerts.flatMap(({ condition }) => conditionReads(condition, model));
}

function conditionReads(condition: Condition, model: Model): Read[] {
  switch (condition.kind) {
    case 'metric':
      return [condition.of, condition.dividedBy].flatMap((selector) =>
        selector ? [selectorRead(selector)] : [],
      );
    case 'recording':
      return [{ name: condition.of.record, matchers: [] }];
    case 'expr':
      return expressionReads(condition.expr, model);
    // Zeros from the start would answer the question whether the series are there.
    case 'absent':
      return [];
  }
}

function definitionReads(definition: RecordingDefinition, model: Model): Read[] {
  if (definition.kind === 'expr') return expressionReads(definition.expr, model);
  const read = [selectorRead(definition.of)];
  return definition.kind === 'ratio' ? [...read, selectorRead(definition.to)] : read;
}

/** Selectors of an expression; one that does not parse is reported elsewhere and reads nothing here. */
function expressionReads(text: string, model: Model): Read[] {
  const parsed = parseExpression(text, { version: model.service.prometheus });
  if (parsed.ast === undefined) return [];
  const reads: Read[] = [];
  walk(parsed.ast, (node) => {
    const name = node.type === 'vector' ? node.name?.name : undefined;
    if (node.type !== 'vector' || name === undefined) return;
    const matchers = node.matchers.map(({ name: label, op, value }) => ({ label: label.name, op, value }));
    reads.push({ name: familyOf(name, model), matchers });
  });
  return reads;
}

/** The histogram that a `_bucket`, `_sum` or `_count` series belongs to. */
function familyOf(name: string, { metrics }: Model): string {
  const family = name.replace(/_(?:bucket|sum|count)$/, '');
  return metrics.get(family)?.type === 'histogram' ? family : name;
}

/** The label values that pass every matcher; undefined when no combination does. */
function patternOf(metric: Metric, matchers: readonly Matcher[]): ZeroPattern | undefined {
  const pattern = new Map<string, readonly string[]>();
  for (const { name, values = [] } of metric.labels) {
    const own = matchers.filter(({ label }) => label === name);
    if (own.length === 0) continue;
    const passing = values.filter((value) => own.every((matcher) => passes(matcher, value)));
    if (passing.length === 0) return undefined;
    if (passing.length < values.length) pattern.set(name, passing);
  }
  return pattern;
}

function passes({ op, value }: Matcher, candidate: string): boolean {
  if (op === '=') return candidate === value;
  if (op === '!=') return candidate !== value;
  const regexp = compileRegexp(value);
  if ('problem' in regexp) return false;
  return regexp.matches(candidate) === (op === '=~');
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
