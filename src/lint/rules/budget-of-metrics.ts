import type { RelatedPlace } from '../../finding/finding.ts';
import type { Label } from '../../model/label.ts';
import type { Metric } from '../../model/metric.ts';
import type { SpecPath } from '../../spec/path.ts';
import type { LintContext, LintRule } from '../rule.ts';

/** Every metric keeps to its budget of combinations and buckets: its own, or the general one. */
export const budgetOfMetrics: LintRule = {
  codes: ['budget/combinations', 'budget/buckets', 'budget/near'],
  *check(context) {
    const { document, model } = context;
    const { budgets } = model;
    for (const metric of model.metrics.values()) {
      const { name, combinations: used, path } = metric;
      const budget = metric.budget?.combinations ?? budgets.combinationsPerMetric;
      const at = [...path, 'labels'];
      const related = budgetPlace(context, metric, 'combinations', 'combinations_per_metric');
      if (used > budget) {
        const args = { metric: name, used, budget, product: productOf(metric), largest: largestOf(metric) };
        yield document.finding('budget/combinations', at, args, { related });
      } else if (used >= budget * budgets.warnAt && used > 1) {
        const args = { subject: `${name} has`, what: 'combinations', used, budget };
        yield document.finding('budget/near', at, args, { related });
      }
      const finite = metric.buckets.length;
      const allowed = metric.budget?.buckets ?? budgets.bucketsPerMetric;
      const relatedBuckets = budgetPlace(context, metric, 'buckets', 'buckets_per_metric');
      if (finite > allowed) {
        const args = { metric: name, used: finite, budget: allowed, perBucket: used };
        yield document.finding('budget/buckets', [...path, 'buckets'], args, {
          related: relatedBuckets,
          side: 'key',
        });
      } else if (finite >= allowed * budgets.warnAt && finite > 1) {
        const args = { subject: `${name} has`, what: 'finite buckets', used: finite, budget: allowed };
        yield document.finding('budget/near', [...path, 'buckets'], args, {
          related: relatedBuckets,
          side: 'key',
        });
      }
    }
  },
};

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
