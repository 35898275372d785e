import type { ExternalMetric, Metric } from '../../model/metric.ts';
import type { Model } from '../../model/model.ts';
import type { Expr } from '../../promql/ast.ts';
import type { DeclaredLabel, MetricCatalogue, SeriesDeclaration } from '../../promql/catalogue.ts';
import { inferFlow } from '../../promql/infer.ts';
import { parseExpression } from '../../promql/parse.ts';
import type { RecordRule, RulePlan } from '../../rules/plan.ts';

const ANY: DeclaredLabel = { values: { kind: 'unknown' } };
const TARGET_LABELS = ['job', 'instance'] as const;

/** Which labels series and expressions carry, and in what unit they are. */
export interface SeriesKnowledge {
  /** Labels of every series of this name, `le` and those of the target left aside; nothing for an unknown name. */
  labelsOf(series: string): readonly string[];
  /** Labels that tell the result's series apart; undefined where they are not known. */
  resultLabels(expr: Expr): readonly string[] | undefined;
  /** Unit of the result in canonical spelling; undefined where it is not known. */
  unitOf(expr: Expr): string | undefined;
}

export function seriesKnowledge(model: Model, plan: RulePlan): SeriesKnowledge {
  const known = new Map<string, SeriesDeclaration>();
  for (const metric of [...model.metrics.values(), ...model.external.values()]) {
    for (const declaration of declarationsOf(metric, model)) known.set(declaration.series, declaration);
  }
  const catalogue = { lookup: (name: string) => known.get(name), names: () => known.keys() };
  for (const rule of plan.groups.flatMap((group) => group.rules)) {
    if (rule.kind === 'record')
      known.set(rule.record, recorded(rule, model, known.get(rule.record), catalogue));
  }
  const labels = new Map([...known].map(([name, declaration]) => [name, ownLabels(declaration)]));
  return {
    labelsOf: (series) => labels.get(series) ?? NONE,
    resultLabels(expr) {
      const { labels } = inferFlow(expr, catalogue).root;
      return labels.rest.status === 'impossible' ? labels.names() : undefined;
    },
    unitOf: (expr) => inferFlow(expr, catalogue).root.unit,
  };
}

/** A record of an objective has the labels of its budgets; those of others follow from their expressions. */
function recorded(
  { record, expr, labels: set, origin }: RecordRule,
  { slos, service }: Model,
  before: SeriesDeclaration | undefined,
  catalogue: MetricCatalogue,
): SeriesDeclaration {
  const base = { ...DERIVED, series: record, metric: record };
  const own = [...set.keys()].map((name) => [name, ANY] as const);
  if (origin.kind === 'slo') {
    const by = slos.find(({ id }) => id === origin.slo)?.by ?? [];
    const labels = new Map([...own, ...by.map((name) => [name, ANY] as const)]);
    return { ...base, labels: before === undefined ? labels : shared(before.labels, labels) };
  }
  const { ast } = parseExpression(expr, { version: service.prometheus });
  if (ast === undefined) return { ...base, labels: new Map(own) };
  const { root } = inferFlow(ast, catalogue);
  const inferred = root.labels
    .names()
    .map((name) => [name, { ...ANY, optional: root.labels.get(name).status !== 'guaranteed' }] as const);
  const unit = root.unit === undefined ? {} : { unit: root.unit };
  return { ...base, ...unit, labels: new Map([...inferred, ...own]) };
}

/** All objectives record under the same names: a label that only some budgets have is optional. */
function shared(a: SeriesDeclaration['labels'], b: SeriesDeclaration['labels']): SeriesDeclaration['labels'] {
  const names = new Set([...a.keys(), ...b.keys()]);
  const optional = (name: string) => !a.has(name) || !b.has(name) || a.get(name)?.optional === true;
  return new Map([...names].map((name) => [name, { ...ANY, optional: optional(name) }]));
}

const NONE: readonly string[] = [];

function ownLabels({ labels }: SeriesDeclaration): readonly string[] {
  return [...labels].flatMap(([name, { optional }]) => (optional || isTargetLabel(name) ? [] : [name]));
}

function isTargetLabel(name: string): boolean {
  return name === 'le' || TARGET_LABELS.some((label) => label === name);
}

const DERIVED = {
  origin: 'recording',
  kind: 'gauge',
  part: 'value',
  maxSeries: Number.POSITIVE_INFINITY,
  interval: 0,
} as const;

function declarationsOf(metric: Metric | ExternalMetric, model: Model): SeriesDeclaration[] {
  const own = metric.labels.map(({ name }) => [name, ANY] as const);
  const labels = new Map([...own, ...TARGET_LABELS.map((name) => [name, ANY] as const)]);
  const base = {
    ...DERIVED,
    metric: metric.name,
    origin: metric.origin,
    unit: metric.unit,
    undeclaredLabels: metric.origin === 'external',
    interval: model.service.scrapeInterval,
  };
  if (metric.type !== 'histogram') {
    return [{ ...base, series: metric.name, labels, kind: metric.type }];
  }
  return (['bucket', 'sum', 'count'] as const).map((part) => ({
    ...base,
    series: `${metric.name}_${part}`,
    kind: 'counter',
    part,
    labels: part === 'bucket' ? new Map([...labels, ['le', ANY]]) : labels,
  }));
}
