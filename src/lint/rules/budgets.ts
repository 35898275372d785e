import { costOfRules, type RuleCost, seriesTotals } from '../../cardinality/cost.ts';
import type { Code, FindingArgs } from '../../finding/catalogue.ts';
import type { Finding, RelatedPlace } from '../../finding/finding.ts';
import type { Metric } from '../../model/metric.ts';
import type { SpecDocument } from '../../spec/document.ts';
import type { SpecPath } from '../../spec/path.ts';
import type { LintContext, LintRule } from '../rule.ts';

type Where = readonly [path: SpecPath, options: Parameters<SpecDocument['finding']>[3]];

/** Metrics, targets, the fleet and the evaluations of rules keep to their budgets. */
export const budgets: LintRule = {
  codes: [
    'budget/combinations',
    'budget/buckets',
    'budget/target-series',
    'budget/total-series',
    'budget/samples',
    'budget/near',
  ],
  *check(context) {
    for (const metric of context.model.metrics.values()) yield* ofMetric(context, metric);
    const costs = costOfRules(context.plan, context.catalogue);
    yield* ofSeries(context, costs);
    yield* ofEvaluations(context, costs);
  },
};

interface Use {
  readonly used: number;
  readonly budget: number;
  readonly subject: string;
  readonly what: string;
}

/** Nothing while there is room, a warning from the share on that the spec warns at, and `code` beyond the budget. */
function* judge<C extends Code>(
  { document, model }: LintContext,
  { used, budget, subject, what }: Use,
  [path, options]: Where,
  code: C,
  args: Omit<FindingArgs<C>, 'used' | 'budget'>,
): Iterable<Finding> {
  if (used > budget) yield document.finding(code, path, { ...args, used, budget } as FindingArgs<C>, options);
  else if (used > 1 && used >= budget * model.budgets.warnAt)
    yield document.finding('budget/near', path, { subject, what, used, budget }, options);
}

function* ofMetric(context: LintContext, metric: Metric): Iterable<Finding> {
  const { document, model } = context;
  const { name, combinations, path, budget } = metric;
  const ofCombinations: Use = {
    used: combinations,
    budget: budget?.combinations ?? model.budgets.combinationsPerMetric,
    subject: `${name} has`,
    what: 'label combinations',
  };
  const places = [
    [...path, 'budget', 'combinations'],
    ['budgets', 'combinations_per_metric'],
  ];
  const labels: Where = [[...path, 'labels'], { related: written(document, ...places) }];
  const args = { metric: name, product: productOf(metric), largest: largestOf(metric) };
  yield* judge(context, ofCombinations, labels, 'budget/combinations', args);
  const ofBuckets: Use = {
    used: metric.buckets.length,
    budget: budget?.buckets ?? model.budgets.bucketsPerMetric,
    subject: `${name} has`,
    what: 'finite buckets',
  };
  const related = written(document, [...path, 'budget', 'buckets'], ['budgets', 'buckets_per_metric']);
  const buckets: Where = [[...path, 'buckets'], { related, side: 'key' }];
  yield* judge(context, ofBuckets, buckets, 'budget/buckets', { metric: name, perBucket: combinations });
}

/** One target and the whole fleet. */
function* ofSeries(context: LintContext, costs: readonly RuleCost[]): Iterable<Finding> {
  const { document, model } = context;
  const { seriesPerTarget, seriesTotal } = model.budgets;
  const { perTarget, exposed, recorded, alerts } = seriesTotals(model, costs);
  const [largest] = [...model.metrics.values()].toSorted((a, b) => b.seriesPerTarget - a.seriesPerTarget);
  // A budget that is not written is the default for the service.
  const where = (key: string, related: readonly RelatedPlace[]): Where =>
    document.has(['budgets', key])
      ? [['budgets', key], { related }]
      : [['service'], { related, side: 'key' }];
  const target = { used: perTarget, budget: seriesPerTarget, subject: 'one target exposes', what: 'series' };
  const related = [
    ...(largest === undefined
      ? []
      : [{ place: document.locate(largest.path, 'key'), note: 'the largest metric' }]),
    ...noted(document, 'series of other libraries', ['service', 'other_series']),
  ];
  const share = {
    largest: largest && { metric: largest.name, series: largest.seriesPerTarget },
    other: model.service.otherSeries,
  };
  yield* judge(context, target, where('series_per_target', related), 'budget/target-series', share);
  const derived = recorded + alerts;
  const fleet = { used: exposed + derived, budget: seriesTotal, subject: 'the fleet has', what: 'series' };
  const args = { targets: model.service.targets, perTarget, derived };
  yield* judge(context, fleet, where('series_total', []), 'budget/total-series', args);
}

/** Samples that one evaluation of a rule reads. */
function* ofEvaluations(context: LintContext, costs: readonly RuleCost[]): Iterable<Finding> {
  const budget = context.model.budgets.samplesPerEvaluation;
  const rules = context.plan.groups.flatMap((group) => group.rules);
  const related = written(context.document, ['budgets', 'samples_per_evaluation']);
  for (const [index, { rule, samples }] of costs.entries()) {
    const use = { used: samples ?? 0, budget, subject: `one evaluation of ${rule} reads`, what: 'samples' };
    yield* judge(context, use, [rules[index]?.path ?? [], { related }], 'budget/samples', { rule });
  }
}

/** The first of these places where a budget is written, if any. */
function written(document: SpecDocument, ...places: readonly SpecPath[]): RelatedPlace[] {
  return noted(document, 'the budget', ...places);
}

/** The first of these places where something is written, if any. */
function noted(document: SpecDocument, note: string, ...places: readonly SpecPath[]): RelatedPlace[] {
  const path = places.find((place) => document.has(place));
  return path === undefined ? [] : [{ place: document.locate(path), note }];
}

/** `4 x 3 x 40 = 480`; combinations that are declared impossible are taken off. */
function productOf({ labels, combinations }: Metric): string {
  const factors = labels.map(({ cardinality }) => cardinality);
  const product = factors.reduce((total, factor) => total * factor, 1);
  const less = product > combinations ? ` less ${product - combinations} impossible` : '';
  return factors.length < 2 && less === ''
    ? `${combinations}`
    : `${factors.join(' x ')}${less} = ${combinations}`;
}

function largestOf({ labels }: Metric): { label: string; size: number } | undefined {
  const [largest] = labels.toSorted((a, b) => b.cardinality - a.cardinality);
  return largest && { label: largest.name, size: largest.cardinality };
}
