import { combinationsOf } from '../model/cardinality.ts';
import type { Label } from '../model/label.ts';
import type { Metric } from '../model/metric.ts';
import type { Model } from '../model/model.ts';
import type { PanelQueries } from '../plan/panels/dashboards.ts';
import type { RulePlan } from '../plan/plan.ts';
import type { SeriesCatalogue } from '../plan/series-catalogue.ts';
import { costOfPanels, costOfRules, type PanelCost, type RuleCost, seriesTotals } from './cost.ts';

/** How much of a budget is used. */
export interface BudgetUse {
  readonly used: number;
  readonly budget: number;
}

/** A label of a metric, with what the metric would cost without it. */
interface LabelShare {
  readonly label: string;
  /** Values that can occur. */
  readonly values: number;
  readonly combinationsWithout: number;
}

export interface MetricCardinality {
  readonly metric: string;
  readonly type: Metric['type'];
  /** In the order of the metric's labels. */
  readonly labels: readonly LabelShare[];
  readonly combinations: number;
  readonly combinationsBudget: number;
  /** Product of the bounds less `combinations`: what declared impossibilities save. */
  readonly impossible: number;
  /** Of one target: one series a bucket, +Inf included; 0 unless a histogram. */
  readonly bucketSeriesPerTarget: number;
  readonly seriesPerTarget: number;
  readonly seriesTotal: number;
  /** Share of all series that the service exposes, 0 to 1. */
  readonly share: number;
}

/** Exact counts of the series that a spec can give rise to. */
export interface CardinalityReport {
  readonly targets: number;
  /** In the order of the spec. */
  readonly metrics: readonly MetricCardinality[];
  /** Series of one target in which the instrumentation module counts what it refused. */
  readonly modulePerTarget: number;
  /** Series of one target that the spec counts but does not declare, such as those of other libraries. */
  readonly otherPerTarget: number;
  /** In the order of evaluation. */
  readonly rules: readonly RuleCost[];
  readonly panels: readonly PanelCost[];
  readonly seriesPerTarget: BudgetUse;
  /** Series that all targets expose. */
  readonly exposedTotal: number;
  /** Series that recording rules write. */
  readonly recordedTotal: number;
  /** Series of ALERTS and ALERTS_FOR_STATE while every alert fires for every label set it can have. */
  readonly alertTotal: number;
  /** Exposed, recorded and alert series together. */
  readonly seriesTotal: BudgetUse;
  readonly samplesPerEvaluationBudget: number;
}

export function cardinalityOf(
  model: Model,
  plan: RulePlan,
  catalogue: SeriesCatalogue,
  panels: readonly PanelQueries[],
): CardinalityReport {
  const metrics = [...model.metrics.values()];
  const rules = costOfRules(plan, catalogue);
  const { modulePerTarget, otherPerTarget, perTarget, exposed, recorded, alerts } = seriesTotals(
    model,
    rules,
  );
  return {
    targets: model.service.targets,
    metrics: metrics.map((metric) => metricCardinality(metric, model, perTarget)),
    modulePerTarget,
    otherPerTarget,
    rules,
    panels: costOfPanels(model, catalogue, panels),
    seriesPerTarget: { used: perTarget, budget: model.budgets.seriesPerTarget },
    exposedTotal: exposed,
    recordedTotal: recorded,
    alertTotal: alerts,
    seriesTotal: { used: exposed + recorded + alerts, budget: model.budgets.seriesTotal },
    samplesPerEvaluationBudget: model.budgets.samplesPerEvaluation,
  };
}

function metricCardinality(metric: Metric, model: Model, perTarget: number): MetricCardinality {
  const product = metric.labels.reduce((count, label) => count * label.cardinality, 1);
  return {
    metric: metric.name,
    type: metric.type,
    labels: metric.labels.map((label) => ({
      label: label.name,
      values: label.cardinality,
      combinationsWithout: combinationsWithout(metric, label),
    })),
    combinations: metric.combinations,
    combinationsBudget: metric.budget?.combinations ?? model.budgets.combinationsPerMetric,
    impossible: product - metric.combinations,
    bucketSeriesPerTarget:
      metric.type === 'histogram' ? metric.combinations * (metric.buckets.length + 1) : 0,
    seriesPerTarget: metric.seriesPerTarget,
    seriesTotal: metric.seriesTotal,
    share: perTarget === 0 ? 0 : metric.seriesPerTarget / perTarget,
  };
}

/** Without a label, declarations of impossibility that need it say nothing any more. */
function combinationsWithout(metric: Metric, label: Label): number {
  return combinationsOf(
    metric.labels.filter((other) => other !== label),
    metric.impossible.filter((constraint) => !constraint.has(label.name)),
  );
}

/** The label that brings the most combinations; undefined for a metric without labels. */
export function dominatingLabel({ labels }: MetricCardinality): LabelShare | undefined {
  return labels.toSorted((left, right) => left.combinationsWithout - right.combinationsWithout)[0];
}
