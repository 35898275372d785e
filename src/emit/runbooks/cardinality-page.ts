import { type BudgetUse, dominatingLabel, type MetricCardinality } from '../../cardinality/cardinality.ts';
import { asCode } from './escape.ts';
import { CARDINALITY_PAGE, href, INDEX_PAGE } from './pages.ts';
import type { Ref, Site } from './site.ts';
import { decimal, grouped, plural } from './words.ts';

export interface CardinalityView {
  readonly service: string;
  readonly index: string;
  readonly targets: string;
  readonly budgets: readonly BudgetRow[];
  /** What the series in all are made of. */
  readonly sources: readonly { readonly what: string; readonly series: string }[];
  readonly metrics: readonly {
    readonly ref: Ref;
    readonly combinations: string;
    readonly budget: string;
    readonly used: string;
    readonly perTarget: string;
    readonly total: string;
    readonly share: string;
    /** "24 without `endpoint`": combinations. */
    readonly dominating: string;
  }[];
  readonly own: readonly { readonly ref: Ref; readonly limit: string; readonly reason: string }[];
  readonly waivers: readonly {
    readonly code: string;
    readonly at: string;
    readonly reason: string;
    readonly expires: string;
  }[];
}

interface BudgetRow {
  readonly what: string;
  readonly used: string;
  readonly budget: string;
  readonly share: string;
  readonly left: string;
}

/** What the metrics cost in series, against what they may, the dearest first. */
export function cardinalityView(site: Site): CardinalityView {
  const { model, cardinality } = site;
  const dearest = cardinality.metrics.toSorted((a, b) => b.seriesPerTarget - a.seriesPerTarget);
  return {
    service: model.service.title,
    index: href(CARDINALITY_PAGE, INDEX_PAGE),
    targets: grouped(model.service.targets),
    budgets: [
      row('Series of one target', cardinality.seriesPerTarget),
      row('Series in all', cardinality.seriesTotal),
    ],
    sources: [
      {
        what: `Exposed by ${plural(grouped(cardinality.targets), 'target')}`,
        series: grouped(cardinality.exposedTotal),
      },
      {
        what: 'Of these, counts of what the instrumentation module refused',
        series: grouped(cardinality.modulePerTarget * cardinality.targets),
      },
      { what: 'Written by recording rules', series: grouped(cardinality.recordedTotal) },
      { what: 'Of alerts, while every one of them fires', series: grouped(cardinality.alertTotal) },
    ],
    metrics: dearest.map((metric) => ({
      ref: site.metric(CARDINALITY_PAGE, metric.metric),
      combinations: grouped(metric.combinations),
      budget: grouped(metric.combinationsBudget),
      used: percent(metric.combinations / metric.combinationsBudget),
      perTarget: grouped(metric.seriesPerTarget),
      total: grouped(metric.seriesTotal),
      share: percent(metric.share),
      dominating: dominating(metric),
    })),
    own: [...model.metrics.values()].flatMap(({ name, budget }) =>
      budget === undefined
        ? []
        : [
            {
              ref: site.metric(CARDINALITY_PAGE, name),
              limit: [
                ...(budget.combinations === undefined
                  ? []
                  : [`${grouped(budget.combinations)} combinations`]),
                ...(budget.buckets === undefined ? [] : [`${budget.buckets} buckets`]),
              ].join(', '),
              reason: budget.reason,
            },
          ],
    ),
    waivers: model.waivers.map(({ code, at, reason, expires }) => ({ code, at, reason, expires })),
  };
}

function row(what: string, { used, budget }: BudgetUse): BudgetRow {
  return {
    what,
    used: grouped(used),
    budget: grouped(budget),
    share: percent(used / budget),
    left: used > budget ? `${grouped(used - budget)} over` : grouped(budget - used),
  };
}

function dominating(metric: MetricCardinality): string {
  const label = dominatingLabel(metric);
  if (label === undefined) return '';
  return `${grouped(label.combinationsWithout)} without ${asCode(label.label)}`;
}

/** 0.1234 as "12.3%". */
export function percent(share: number): string {
  return `${decimal(share * 100, 3)}%`;
}
