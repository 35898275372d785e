import type { Label } from '../model/label.ts';
import type { AnyMetric } from '../model/metric.ts';
import type { Model, Service } from '../model/model.ts';
import {
  boundaryValues,
  type DeclaredLabel,
  type LabelValues,
  type SeriesDeclaration,
} from '../promql/catalogue.ts';
import { boundarySpellings } from '../promql/number.ts';

/** The series that are there without any rule: those of declared and external metrics, of the module and of alerts. */
export function declaredSeries(model: Model): SeriesDeclaration[] {
  const metrics = [...model.own.values(), ...model.external.values(), ...model.metrics.values()];
  return [...alertSeries(model), ...metrics.flatMap((metric) => metricSeries(metric, model))];
}

/** Every series of a metric, over all targets. */
function metricSeries(metric: AnyMetric, { service }: Model): SeriesDeclaration[] {
  const { name, type, range, targets, combinations } = metric;
  const labels = new Map<string, DeclaredLabel>(
    metric.labels.map((label) => [label.name, { values: valuesOf(label) }]),
  );
  for (const [added, label] of targetLabels(metric, targets, service))
    if (!labels.has(added)) labels.set(added, label);
  const source = metric.origin === 'external' ? metric.source : undefined;
  const base: SeriesDeclaration = {
    series: name,
    metric: name,
    origin: metric.origin === 'external' ? 'external' : 'declared',
    kind: KINDS[type],
    part: 'value',
    unit: metric.unit,
    labels,
    maxSeries: combinations * targets,
    interval: source?.scrape?.interval ?? service.scrapeInterval,
    retention: service.retention.raw,
    ...(type === 'counter' ? {} : { range }),
  };
  const sum: SeriesDeclaration = { ...base, series: `${name}_sum`, part: 'sum' };
  const count: SeriesDeclaration = {
    ...base,
    series: `${name}_count`,
    part: 'count',
    unit: 'none',
    range: {},
  };
  switch (metric.type) {
    case 'native_histogram':
      return [{ ...base, part: 'native' }];
    case 'info':
      return [{ ...base, unit: 'ratio', range: { min: 1, max: 1 } }];
    case 'summary':
      return [quantileSeries(base, metric.quantiles), sum, count];
    case 'histogram': {
      const buckets = metric.buckets.map(({ le }) => le);
      const withLe = new Map(labels).set('le', { values: boundaryValues(buckets) });
      const maxSeries = base.maxSeries * (buckets.length + 1);
      const bucket = {
        ...count,
        series: `${name}_bucket`,
        part: 'bucket',
        labels: withLe,
        maxSeries,
      } as const;
      return [bucket, sum, count].map((series) => ({ ...series, buckets }));
    }
    default:
      return [base];
  }
}

const KINDS = {
  counter: 'counter',
  histogram: 'counter',
  native_histogram: 'counter',
  summary: 'counter',
  gauge: 'gauge',
  info: 'gauge',
  untyped: 'unknown',
} as const;

/** What each target computes of its own observations: a measure of now. */
function quantileSeries(base: SeriesDeclaration, quantiles: readonly number[]): SeriesDeclaration {
  const values: LabelValues =
    quantiles.length === 0
      ? { kind: 'unknown' }
      : { kind: 'closed', values: quantiles.flatMap(boundarySpellings) };
  return {
    ...base,
    kind: 'gauge',
    part: 'quantile',
    labels: new Map(base.labels).set('quantile', { values }),
    maxSeries: quantiles.length === 0 ? Number.POSITIVE_INFINITY : base.maxSeries * quantiles.length,
  };
}

function valuesOf({ bound, values }: Label): LabelValues {
  if (values !== undefined) return { kind: 'closed', values };
  return bound.kind === 'open'
    ? { kind: 'open', atMost: bound.atMost, pattern: bound.pattern }
    : { kind: 'unknown' };
}

/** What Prometheus itself writes about alerts; their labels depend on each alert. */
function alertSeries({ service }: Model): SeriesDeclaration[] {
  const labels = new Map<string, DeclaredLabel>([
    ['alertname', { values: { kind: 'unknown' } }],
    ['alertstate', { values: { kind: 'closed', values: ['pending', 'firing'] } }],
  ]);
  return ['ALERTS', 'ALERTS_FOR_STATE'].map((series) => ({
    series,
    metric: series,
    origin: 'external',
    kind: 'gauge',
    part: 'value',
    labels,
    undeclaredLabels: true,
    maxSeries: Number.POSITIVE_INFINITY,
    interval: service.ruleInterval,
    retention: service.retention.raw,
  }));
}

/** What Prometheus adds to every series that it scrapes. What it adds to ours may be on those of others, too. */
function targetLabels(
  { target }: AnyMetric,
  targets: number,
  service: Service,
): ReadonlyMap<string, DeclaredLabel> {
  const job = target.scope.get('job');
  return new Map<string, DeclaredLabel>([
    ['job', { values: job === undefined ? { kind: 'unknown' } : { kind: 'closed', values: [job] } }],
    ...service.target.labels.map(
      ({ name }) => [name, { values: { kind: 'unknown' }, optional: true }] as const,
    ),
    ...target.labels.map((label) => [label.name, { values: valuesOf(label) }] as const),
    ['instance', { values: { kind: 'open', atMost: targets } }],
  ]);
}
