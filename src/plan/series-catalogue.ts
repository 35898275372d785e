import type { ExternalMetric, Metric } from '../model/metric.ts';
import type { Model } from '../model/model.ts';
import { exposedOwnMetrics } from '../model/own-metrics.ts';
import {
  boundaryValues,
  type DeclaredLabel,
  type LabelValues,
  type MetricCatalogue,
  type SeriesDeclaration,
} from '../promql/catalogue.ts';
import type { Flow } from '../promql/flow.ts';
import { inferFlow } from '../promql/infer.ts';
import { parseExpression } from '../promql/parse.ts';
import type { RecordRule, Rule, RulePlan } from './plan.ts';

/** What can be queried once the rules run: the declared metrics, external ones, and everything that rules record. */
export interface SeriesCatalogue extends MetricCatalogue {
  /** What is known of a rule's expression; undefined where it does not parse. */
  flowOf(rule: Rule): Flow | undefined;
}

const catalogues = new WeakMap<RulePlan, { readonly model: Model; readonly catalogue: SeriesCatalogue }>();

/** The same catalogue for the same model and plan: lint, reports and emitters share what it has worked out. */
export function seriesCatalogue(model: Model, plan: RulePlan): SeriesCatalogue {
  const known = catalogues.get(plan);
  if (known?.model === model) return known.catalogue;
  const declared = new Map<string, SeriesDeclaration>();
  const metrics = [...model.external.values(), ...model.metrics.values()];
  const sources = [
    ...alertSeries(model),
    ...ownSeries(model),
    ...metrics.flatMap((metric) => metricSeries(metric, model)),
  ];
  for (const series of sources) {
    declared.set(series.series, series);
  }
  const catalogue = new Catalogue(model, declared, plan);
  catalogues.set(plan, { model, catalogue });
  return catalogue;
}

/** Records are worked out when they are first asked for: a rule may read one that stands in a later group. */
class Catalogue implements SeriesCatalogue {
  readonly #model: Model;
  readonly #declared: ReadonlyMap<string, SeriesDeclaration>;
  readonly #writers = new Map<string, RecordRule[]>();
  readonly #records = new Map<string, SeriesDeclaration>();
  readonly #flows = new Map<Rule, Flow | undefined>();

  constructor(model: Model, declared: ReadonlyMap<string, SeriesDeclaration>, plan: RulePlan) {
    this.#model = model;
    this.#declared = declared;
    for (const rule of plan.groups.flatMap(({ rules }) => rules)) {
      if (rule.kind !== 'record') continue;
      this.#writers.set(rule.record, [...(this.#writers.get(rule.record) ?? []), rule]);
    }
  }

  names(): Iterable<string> {
    return [...this.#declared.keys(), ...this.#writers.keys()];
  }

  lookup(series: string): SeriesDeclaration | undefined {
    const known = this.#declared.get(series) ?? this.#records.get(series);
    const writers = this.#writers.get(series);
    if (known !== undefined || writers === undefined) return known;
    // While a record is worked out, a rule that reads itself learns nothing of it.
    this.#records.set(series, this.#unknownRecord(series));
    const declarations = writers.flatMap((rule) => this.#recorded(rule) ?? []);
    const declaration = declarations.reduce<SeriesDeclaration | undefined>(
      (left, right) => (left === undefined ? right : union(left, right)),
      undefined,
    );
    if (declaration !== undefined) {
      const parts = declarations.length > 1 ? { parts: declarations } : {};
      this.#records.set(series, { ...declaration, ...parts });
    }
    return this.#records.get(series);
  }

  flowOf(rule: Rule): Flow | undefined {
    if (this.#flows.has(rule)) return this.#flows.get(rule);
    const { prometheus: version, ruleInterval } = this.#model.service;
    const parsed = parseExpression(rule.expr, { version });
    const flow = parsed.ok
      ? inferFlow(parsed.ast, this, { evaluationInterval: ruleInterval }).root
      : undefined;
    this.#flows.set(rule, flow);
    return flow;
  }

  #recorded(rule: RecordRule): SeriesDeclaration | undefined {
    const flow = this.flowOf(rule);
    if (flow === undefined) return undefined;
    const { unit, kind, aggregated, range, series: maxSeries } = flow;
    const labels = new Map<string, DeclaredLabel>();
    for (const [name, fact] of flow.labels.known) {
      if (name === '__name__' || fact.status === 'impossible') continue;
      labels.set(name, { values: fact.values, optional: fact.status === 'possible' });
    }
    for (const [name, value] of rule.labels)
      labels.set(name, { values: { kind: 'closed', values: [value] } });
    return {
      ...this.#unknownRecord(rule.record),
      kind,
      aggregated,
      range,
      labels,
      undeclaredLabels: flow.labels.rest.status !== 'impossible',
      maxSeries,
      ...(unit === undefined ? {} : { unit }),
    };
  }

  #unknownRecord(series: string): SeriesDeclaration {
    const { outputs, service } = this.#model;
    const { raw, aggregated = raw } = service.retention;
    return {
      series,
      metric: series,
      origin: 'recording',
      kind: 'unknown',
      part: 'value',
      labels: new Map(),
      undeclaredLabels: true,
      maxSeries: Number.POSITIVE_INFINITY,
      interval: service.ruleInterval,
      // Aggregates outlive the raw samples only where long-term storage answers queries.
      retention: outputs.prometheus?.remote_read === undefined ? raw : aggregated,
    };
  }
}

/** Several rules can record under one name, told apart by the labels they set. */
function union(left: SeriesDeclaration, right: SeriesDeclaration): SeriesDeclaration {
  const labels = new Map<string, DeclaredLabel>();
  for (const name of new Set([...left.labels.keys(), ...right.labels.keys()])) {
    const [one, other] = [left.labels.get(name), right.labels.get(name)];
    const optional =
      one === undefined || other === undefined || one.optional === true || other.optional === true;
    labels.set(name, { values: unionValues(one?.values, other?.values), optional });
  }
  const { unit, range, kind, aggregated, ...rest } = left;
  return {
    ...rest,
    kind: kind === right.kind ? kind : 'unknown',
    aggregated: aggregated === true || right.aggregated === true,
    labels,
    undeclaredLabels: left.undeclaredLabels === true || right.undeclaredLabels === true,
    maxSeries: left.maxSeries + right.maxSeries,
    ...(unit !== undefined && unit === right.unit ? { unit } : {}),
    range: {
      min: Math.min(range?.min ?? Number.NEGATIVE_INFINITY, right.range?.min ?? Number.NEGATIVE_INFINITY),
      max: Math.max(range?.max ?? Number.POSITIVE_INFINITY, right.range?.max ?? Number.POSITIVE_INFINITY),
    },
  };
}

function unionValues(left: LabelValues | undefined, right: LabelValues | undefined): LabelValues {
  if (left === undefined || right === undefined) return left ?? right ?? { kind: 'unknown' };
  if (left.kind !== 'closed' || right.kind !== 'closed') return { kind: 'unknown' };
  return { kind: 'closed', values: [...new Set([...left.values, ...right.values])] };
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
