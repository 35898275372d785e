import type { AnyMetric, Metric } from '../model/metric.ts';
import type { Model, Service } from '../model/model.ts';
import {
  boundaryValues,
  type DeclaredLabel,
  type LabelValues,
  type SeriesDeclaration,
} from '../promql/catalogue.ts';

/** The series that are there without any rule: those of declared and external metrics, of the module and of alerts. */
export function declaredSeries(model: Model): SeriesDeclaration[] {
  const metrics = [...model.own.values(), ...model.external.values(), ...model.metrics.values()];
  return [...alertSeries(model), ...metrics.flatMap((metric) => metricSeries(metric, model))];
}

/** Every series of a metric, over all targets. */
function metricSeries(metric: AnyMetric, model: Model): SeriesDeclaration[] {
  const { service } = model;
  const targets = metric.origin === 'declared' ? service.targets : metric.targets;
  const labels = new Map<string, DeclaredLabel>(
    metric.labels.map((label) => [label.name, { values: valuesOf(label) }]),
  );
  for (const [name, label] of targetLabels(metric, targets, service))
    if (!labels.has(name)) labels.set(name, label);
  const base: SeriesDeclaration = {
    series: metric.name,
    metric: metric.name,
    origin: metric.origin === 'external' ? 'external' : 'declared',
    kind: metric.type === 'gauge' ? 'gauge' : 'counter',
    part: 'value',
    unit: metric.unit,
    labels,
    maxSeries: combinationsOf(metric) * targets,
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

/** Label combinations of one target. */
function combinationsOf(metric: AnyMetric): number {
  switch (metric.origin) {
    case 'declared':
      return metric.combinations;
    case 'own':
      return metric.series.length;
    case 'external':
      return metric.labels.reduce((product, label) => product * label.cardinality, 1);
  }
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

/** What Prometheus adds to every series that it scrapes; of the targets of others it may be anything that ours have. */
function targetLabels(
  { origin, target }: AnyMetric,
  targets: number,
  service: Service,
): [string, DeclaredLabel][] {
  const isOurs = origin !== 'external';
  const job: LabelValues = isOurs ? { kind: 'closed', values: [service.job] } : { kind: 'unknown' };
  const declared = isOurs ? target.labels : service.target.labels;
  return [
    ['job', { values: job }],
    ...declared.map((label): [string, DeclaredLabel] => [
      label.name,
      isOurs ? { values: valuesOf(label) } : { values: { kind: 'unknown' }, optional: true },
    ]),
    ['instance', { values: { kind: 'open', atMost: targets } }],
  ];
}
