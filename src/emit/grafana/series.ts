import type { ExternalMetric, Metric } from '../../model/metric.ts';
import type { Model } from '../../model/model.ts';
import type { Expr } from '../../promql/ast.ts';
import { catalogueOf, type DeclaredLabel, type SeriesDeclaration } from '../../promql/catalogue.ts';
import { inferFlow } from '../../promql/infer.ts';
import { parseExpression } from '../../promql/parse.ts';
import type { RulePlan } from '../../rules/plan.ts';

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
    if (rule.kind !== 'record') continue;
    const parsed = parseExpression(rule.expr, { version: model.service.prometheus });
    if (parsed.ast === undefined) continue;
    const { root } = inferFlow(parsed.ast, catalogue);
    const labels = new Map<string, DeclaredLabel>();
    for (const name of root.labels.names()) {
      labels.set(name, { ...ANY, optional: root.labels.get(name).status !== 'guaranteed' });
    }
    for (const name of rule.labels.keys()) labels.set(name, ANY);
    const unit = root.unit === undefined ? {} : { unit: root.unit };
    known.set(rule.record, { ...DERIVED, series: rule.record, metric: rule.record, labels, ...unit });
  }
  return {
    labelsOf(series) {
      const labels = known.get(series)?.labels ?? new Map<string, DeclaredLabel>();
      return [...labels].flatMap(([name, { optional }]) => (optional || isTargetLabel(name) ? [] : [name]));
    },
    resultLabels(expr) {
      const { labels } = inferFlow(expr, catalogueOf(known.values())).root;
      return labels.rest.status === 'impossible' ? labels.names() : undefined;
    },
    unitOf: (expr) => inferFlow(expr, catalogue).root.unit,
  };
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
