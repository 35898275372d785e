import type { ExternalMetric, Metric } from '../model/metric.ts';
import type { Model } from '../model/model.ts';
import { exposedOwnMetrics } from '../model/own-metrics.ts';
import {
  boundaryValues,
  type DeclaredLabel,
  type LabelValues,
  type SeriesDeclaration,
} from '../promql/catalogue.ts';

/** The series that are there without any rule: those of declared and external metrics, of the module and of alerts. */
export function declaredSeries(model: Model): SeriesDeclaration[] {
  const metrics = [...model.external.values(), ...model.metrics.values()];
  return [
    ...alertSeries(model),
    ...ownSeries(model),
    ...metrics.flatMap((metric) => metricSeries(metric, model)),
  ];
}

/** Every series of a metric, over all targets. */
function metricSeries(metric: Metric | ExternalMetric, model: Model): SeriesDeclaration[] {
  const { service } = model;
  const targets = metric.origin === 'declared' ? service.targets : metric.targets;
  const combinations =
    metric.origin === 'declared'
      ? metric.combinations
      : metric.labels.reduce((product, label) => product * label.cardinality, 1);
  const labels = new Map<string, DeclaredLabel>(
    metric.labels.map((label) => [label.name, { values: valuesOf(label) }]),
  );
  const job: LabelValues =
    metric.origin === 'declared' ? { kind: 'closed', values: [service.job] } : { kind: 'unknown' };
  for (const [name, label] of targetLabels(job, targets)) if (!labels.has(name)) labels.set(name, label);
  const base: SeriesDeclaration = {
    series: metric.name,
    metric: metric.name,
    origin: metric.origin,
    kind: metric.type === 'gauge' ? 'gauge' : 'counter',
    part: 'value',
    unit: metric.unit,
    labels,
    maxSeries: combinations * targets,
    interval: service.scrapeInterval,
    retention: service.retention.raw,
    ...(metric.origin === 'declared' && metric.type === 'gauge' ? { range: metric.range } : {}),
  };
  if (metric.type !== 'histogram') return [base];
  const buckets = metric.buckets.map(({ le }) => le);
  const withLe = new Map(labels).set('le', { values: boundaryValues(buckets) });
  const counts = { ...base, unit: 'none', buckets };
  return [
    {
      ...counts,
      series: `${metric.name}_bucket`,
      part: 'bucket',
      labels: withLe,
      maxSeries: base.maxSeries * (buckets.length + 1),
    },
    { ...base, series: `${metric.name}_sum`, part: 'sum', buckets },
    { ...counts, series: `${metric.name}_count`, part: 'count' },
  ];
}

function valuesOf({ bound, values }: Metric['labels'][number]): LabelValues {
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

/** What the instrumentation module counts of itself can be alerted on like any other counter. */
function ownSeries(model: Model): SeriesDeclaration[] {
  const { service } = model;
  return exposedOwnMetrics(model).map(({ name, labels, series }) => ({
    series: name,
    metric: name,
    origin: 'declared',
    kind: 'counter',
    part: 'value',
    labels: new Map<string, DeclaredLabel>([
      ...labels.map((label, index): [string, DeclaredLabel] => {
        const values = [...new Set(series.flatMap((each) => each[index] ?? []))];
        return [label, { values: { kind: 'closed', values } }];
      }),
      ...targetLabels({ kind: 'closed', values: [service.job] }, service.targets),
    ]),
    maxSeries: series.length * service.targets,
    interval: service.scrapeInterval,
    retention: service.retention.raw,
  }));
}

/** What Prometheus adds to every series that it scrapes. */
function targetLabels(job: LabelValues, targets: number): [string, DeclaredLabel][] {
  return [
    ['job', { values: job }],
    ['instance', { values: { kind: 'open', atMost: targets } }],
  ];
}
