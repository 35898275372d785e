import type { Finding, RelatedPlace } from '../../finding/finding.ts';
import type { Label } from '../../model/label.ts';
import type { Metric } from '../../model/metric.ts';
import type { SpecPath } from '../../spec/path.ts';
import type { LintContext, LintRule } from '../rule.ts';

/** Every metric keeps to its budget of combinations and buckets: its own, or the general one. */
export const budgetOfMetrics: LintRule = {
  codes: ['budget/combinations', 'budget/buckets', 'budget/near'],
  *check(context) {
    for (const metric of context.model.metrics.values()) {
      yield* combinations(context, metric);
      yield* bucketCount(context, metric);
    }
  },
};

function* combinations(context: LintContext, metric: Metric): Iterable<Finding> {
  const { document, model } = context;
  const { name, combinations: used, path } = metric;
  const budget = metric.budget?.combinations ?? model.budgets.combinationsPerMetric;
  if (used < budget * Math.min(1, model.budgets.warnAt) || used < 2) return;
  const related = budgetPlace(context, metric, 'combinations', 'combinations_per_metric');
  const at = [...path, 'labels'];
  if (used > budget) {
    const args = { metric: name, used, budget, product: productOf(metric), largest: largestOf(metric) };
    yield document.finding('budget/combinations', at, args, { related });
  } else {
    const args = { subject: `${name} has`, what: 'label combinations', used, budget };
    yield document.finding('budget/near', at, args, { related });
  }
}

function* bucketCount(context: LintContext, metric: Metric): Iterable<Finding> {
  const { document, model } = context;
  const { name, path } = metric;
  const used = metric.buckets.length;
  const budget = metric.budget?.buckets ?? model.budgets.bucketsPerMetric;
  if (used < budget * Math.min(1, model.budgets.warnAt) || used < 2) return;
  const related = budgetPlace(context, metric, 'buckets', 'buckets_per_metric');
  const at = [...path, 'buckets'];
  if (used > budget) {
    const args = { metric: name, used, budget, perBucket: metric.combinations };
    yield document.finding('budget/buckets', at, args, { related, side: 'key' });
  } else {
    const args = { subject: `${name} has`, what: 'finite buckets', used, budget };
    yield document.finding('budget/near', at, args, { related, side: 'key' });
  }
}

/** Where the budget is written, if it is: that of the metric before the general one. */
function budgetPlace(
  { document }: LintContext,
  metric: Metric,
  own: 'combinations' | 'buckets',
  general: string,
): RelatedPlace[] {
  const ownPath: SpecPath = [...metric.path, 'budget', own];
  const path = document.has(ownPath) ? ownPath : ['budgets', general];
  return document.has(path) ? [{ place: document.locate(path), note: 'the budget' }] : [];
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
  const [largest] = labels.toSorted((a: Label, b: Label) => b.cardinality - a.cardinality);
  return largest && { label: largest.name, size: largest.cardinality };
}
