import type { Finding, Place } from '../../finding/finding.ts';
import { finding } from '../../finding/finding.ts';
import type { LintContext, LintRule } from '../rule.ts';

/** One target and the whole fleet keep to their budgets of series. */
export const budgetOfFleet: LintRule = {
  codes: ['budget/target-series', 'budget/total-series', 'budget/near'],
  *check(context) {
    const { model, derivedSeries: derived = 0 } = context;
    const { seriesPerTarget, seriesTotal, warnAt } = model.budgets;
    const metrics = [...model.metrics.values()];
    const perTarget = metrics.reduce((sum, metric) => sum + metric.seriesPerTarget, 0);
    const [largest] = metrics.toSorted((a, b) => b.seriesPerTarget - a.seriesPerTarget);
    if (largest === undefined) return;
    if (perTarget > seriesPerTarget) {
      const args = { largest: largest.name, share: largest.seriesPerTarget };
      const place = placeOf(context, 'series_per_target');
      const related = [{ place: context.document.locate(largest.path, 'key'), note: 'the largest metric' }];
      yield finding(
        'budget/target-series',
        { used: perTarget, budget: seriesPerTarget, ...args },
        place,
        related,
      );
    } else if (perTarget >= seriesPerTarget * warnAt) {
      yield near(context, 'one target exposes', perTarget, seriesPerTarget, 'series_per_target');
    }
    const targets = model.service.targets;
    const total = metrics.reduce((sum, metric) => sum + metric.seriesTotal, 0) + derived;
    if (total > seriesTotal) {
      const args = { used: total, budget: seriesTotal, targets, perTarget, derived };
      yield finding('budget/total-series', args, placeOf(context, 'series_total'));
    } else if (total >= seriesTotal * warnAt) {
      yield near(context, 'the fleet has', total, seriesTotal, 'series_total');
    }
  },
};

function near(context: LintContext, subject: string, used: number, budget: number, key: string): Finding {
  return finding('budget/near', { subject, what: 'series', used, budget }, placeOf(context, key));
}

/** The budget where it is written; else the service, which the default budget is for. */
function placeOf({ document }: LintContext, key: string): Place {
  const path = ['budgets', key];
  return document.has(path) ? document.locate(path) : document.locate(['service'], 'key');
}
