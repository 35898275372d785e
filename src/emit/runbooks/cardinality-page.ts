import { type BudgetUse, dominatingLabel, type MetricCardinality } from '../../cardinality/cardinality.ts';
import { plural } from '../../finding/prose.ts';
import { asCode } from './escape.ts';
import { href, PAGE, type Site } from './site.ts';
import { budgetOf, grouped, percent } from './words.ts';

/** The series of the metrics against their budgets, most series first. */
export function cardinalityView(site: Site) {
  const { model, cardinality } = site;
  const { targets } = cardinality;
  return {
    service: model.service.title,
    index: href(PAGE.cardinality, PAGE.index),
    targets: grouped(targets),
    budgets: budgetsOf(site).map(({ what, use }) => ({
      what,
      used: grouped(use.used),
      budget: grouped(use.budget),
      share: percent(use.used / use.budget),
      left: use.used > use.budget ? `${grouped(use.used - use.budget)} over` : grouped(use.budget - use.used),
    })),
    // What the total is made of.
    sources: [
      {
        what: `Exposed by ${plural(grouped(targets), 'target')}`,
        series: grouped(cardinality.exposedTotal),
      },
      {
        what: 'Of these, counters of recordings that the module rejected',
        series: grouped(cardinality.modulePerTarget * targets),
      },
      ...(cardinality.otherPerTarget === 0
        ? []
        : [
            {
              what: 'Of these, series of other libraries',
              series: grouped(cardinality.otherPerTarget * targets),
            },
          ]),
      { what: 'Written by recording rules', series: grouped(cardinality.recordedTotal) },
      { what: 'Alert series, while every alert fires', series: grouped(cardinality.alertTotal) },
    ],
    metrics: bySeries(site).map((metric) => ({
      ref: site.metric(PAGE.cardinality, metric.metric),
      combinations: grouped(metric.combinations),
      budget: grouped(metric.combinationsBudget),
      used: percent(metric.combinations / metric.combinationsBudget),
      perTarget: grouped(metric.seriesPerTarget),
      total: grouped(metric.seriesTotal),
      share: percent(metric.share),
      dominating: dominating(metric, grouped),
    })),
    own: [...model.metrics.values()].flatMap(({ name, budget }) =>
      budget === undefined
        ? []
        : [{ ref: site.metric(PAGE.cardinality, name), limit: budgetOf(budget), reason: budget.reason }],
    ),
    waivers: model.waivers.map(({ code, at, reason, expires }) => ({ code, at, reason, expires })),
  };
}

/** The budgets of the service as bars. */
export function budgetBars(site: Site) {
  return budgetsOf(site).map(({ what, use }) => bar(site, what, use));
}

/** Label combinations of each metric against its budget as bars, most series first. */
export function metricBars(site: Site) {
  return bySeries(site).map((metric) => ({
    ...bar(site, metric.metric, { used: metric.combinations, budget: metric.combinationsBudget }),
    href: site.metric(PAGE.catalogue, metric.metric).href,
    series: `${grouped(metric.seriesPerTarget)} series`,
    dominating: dominating(metric, (count) => plural(grouped(count), 'combination')),
  }));
}

function budgetsOf({ cardinality }: Site) {
  return [
    { what: 'Series per target', use: cardinality.seriesPerTarget },
    { what: 'Series in total, rules and alerts included', use: cardinality.seriesTotal },
  ];
}

function bySeries({ cardinality }: Site): MetricCardinality[] {
  return cardinality.metrics.toSorted((a, b) => b.seriesPerTarget - a.seriesPerTarget);
}

/** "24 without `endpoint`". */
function dominating(metric: MetricCardinality, words: (combinations: number) => string): string {
  const label = dominatingLabel(metric);
  return label === undefined ? '' : `${words(label.combinationsWithout)} without ${asCode(label.label)}`;
}

/** A bar of 100 units; `level` says how near the budget is. */
function bar({ model }: Site, what: string, { used, budget }: BudgetUse) {
  const share = used / budget;
  return {
    what,
    width: Math.round(Math.min(share, 1) * 1000) / 10,
    level: share > 1 ? 'over' : share >= model.budgets.warnAt ? 'near' : 'fine',
    text: `${grouped(used)} of ${grouped(budget)} (${percent(share)})`,
  };
}
