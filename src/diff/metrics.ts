import { plural } from '../finding/prose.ts';
import type { Metric } from '../model/metric.ts';
import type { Matcher } from '../model/selector.ts';
import { readsOf } from '../plan/reads.ts';
import type { VectorSelector } from '../promql/ast.ts';
import { boundaryOf, literalsOf, valueTest } from '../promql/label-values.ts';
import { breaking, type Change, info, quoted, warning } from './change.ts';
import { type Pairing, pair } from './pair.ts';
import { presenceChanges } from './presence.ts';
import { keepsLabel, namesLabel, type Query, readersOf, readsMetric } from './readers.ts';
import { meaning, same } from './same.ts';
import type { Side } from './side.ts';

export function pairMetrics(before: Side, after: Side): Pairing<Metric> {
  const shape = ({ type, unit, labels, buckets, help }: Metric) => ({
    type,
    unit,
    buckets,
    help,
    labels: labels.map(({ name }) => name),
  });
  return pair(
    before.model.metrics.values(),
    after.model.metrics.values(),
    ({ name }) => name,
    (old, now) => same(shape(old), shape(now)),
  );
}

/** What a change of the metrics means for those who read them; `queries` are those of the old spec. */
export function* metricChanges(
  before: Side,
  pairing: Pairing<Metric>,
  queries: readonly Query[],
): Iterable<Change> {
  const readers = ({ name }: Metric) =>
    readersOf(queries, ({ reads }) => reads.some(readsMetric(before, name)));
  yield* presenceChanges(pairing, {
    what: 'metric',
    section: 'metrics',
    level: 'breaking',
    nameOf: ({ name }) => name,
    loses: 'queries that read it find nothing',
    affects: readers,
  });
  for (const [old, now] of [...pairing.both, ...pairing.renamed]) {
    const object = `metrics.${now.name}`;
    const name = quoted(now.name);
    for (const key of ['type', 'unit'] as const)
      if (old[key] !== now[key])
        yield breaking(
          `metric-${key}`,
          object,
          `the ${key} of ${name} changes from ${old[key]} to ${now[key]}`,
          readers(old),
        );
    if (old.help !== now.help) yield info('metric-help', object, `the help of ${name} changes`);
    if (old.acrossTargets !== now.acrossTargets)
      yield info(
        'metric-across-targets',
        object,
        `targets of ${name} combine by ${now.acrossTargets} instead of ${old.acrossTargets}`,
      );
    yield* labelChanges(before, old, now, queries, readers(old));
    yield* bucketChanges(before, old, now, queries);
    yield* impossibleChanges(old, now);
  }
}

function* labelChanges(
  before: Side,
  old: Metric,
  now: Metric,
  queries: readonly Query[],
  readers: readonly string[],
): Iterable<Change> {
  const [had, has] = [old, now].map(({ labels }) => labels.map(({ name }) => name)) as [string[], string[]];
  const name = quoted(now.name);
  const reads = readsMetric(before, old.name);
  for (const label of had.filter((known) => !has.includes(known)))
    yield breaking(
      'label-removed',
      `metrics.${now.name}.labels.${label}`,
      `${name} loses the label ${quoted(label)}: matchers, \`by\` and joins on it break`,
      readersOf(queries, (query) => query.reads.some(reads) && namesLabel(query, label)),
    );
  const picks = (selector: VectorSelector) => readsOf(selector).some(reads);
  for (const label of has.filter((known) => !had.includes(known))) {
    const object = `metrics.${now.name}.labels.${label}`;
    const keeping = readersOf(queries, ({ expr }) => expr !== undefined && keepsLabel(expr, picks, label));
    const gains = `${name} gains the label ${quoted(label)}`;
    if (keeping.length > 0)
      yield breaking(
        'label-added',
        object,
        `${gains}, which queries keep: their results change identity`,
        keeping,
      );
    else
      yield warning('label-added', object, `${gains}; every query of the spec aggregates it away`, readers);
  }
}

function* bucketChanges(before: Side, old: Metric, now: Metric, queries: readonly Query[]): Iterable<Change> {
  if (old.type !== 'histogram' || now.type !== 'histogram') return;
  const has = (metric: Metric, bound: number) => metric.buckets.some(({ le }) => le === bound);
  const reads = readsMetric(before, old.name);
  for (const { le, text } of old.buckets) {
    if (has(now, le)) continue;
    const affected = readersOf(queries, (query) =>
      query.reads.some((read) => reads(read) && read.matchers.some((matcher) => asksFor(matcher, le))),
    );
    const change = affected.length > 0 ? breaking : warning;
    const message = `${quoted(now.name)} loses the bucket ${quoted(text)}${affected.length > 0 ? ', which is read' : ''}`;
    yield change('bucket-removed', `metrics.${now.name}.buckets.${le}`, message, affected);
  }
  for (const { le, text } of now.buckets)
    if (!has(old, le))
      yield info(
        'bucket-added',
        `metrics.${now.name}.buckets.${le}`,
        `${quoted(now.name)} gains the bucket ${quoted(text)}`,
      );
}

/** Whether a matcher asks for a bucket boundary, however it is spelt. */
function asksFor(matcher: Matcher, bound: number): boolean {
  if (matcher.label !== 'le') return false;
  return literalsOf(matcher)?.some((text) => boundaryOf(text) === bound) ?? valueTest(matcher)(String(bound));
}

function* impossibleChanges(old: Metric, now: Metric): Iterable<Change> {
  const keys = ({ impossible }: Metric) => impossible.map((entry) => meaning(entry));
  const [had, has] = [keys(old), keys(now)];
  const object = `metrics.${now.name}.impossible`;
  const more = has.filter((key) => !had.includes(key)).length;
  const fewer = had.filter((key) => !has.includes(key)).length;
  if (more > 0)
    yield warning(
      'impossible-added',
      object,
      `the module refuses ${plural(more, 'more combination')} of labels of ${quoted(now.name)}`,
    );
  if (fewer > 0)
    yield info(
      'impossible-removed',
      object,
      `${plural(fewer, 'combination')} of labels of ${quoted(now.name)} can occur from now on`,
    );
}
