import { costOfRules } from '../../cardinality/cost.ts';
import { seriesTotals } from '../../cardinality/totals.ts';
import type { Finding } from '../../finding/finding.ts';
import { finding } from '../../finding/finding.ts';
import { placeOfBudget } from '../budget-place.ts';
import type { LintContext, LintRule } from '../rule.ts';

/** One target and the whole fleet keep to their budgets of series. */
export const budgetOfFleet: LintRule = {
  codes: ['budget/target-series', 'budget/total-series', 'budget/near'],
  *check(context) {
    const { model, plan, catalogue } = context;
    const { perTarget, exposed, recorded, alerts } = seriesTotals(model, costOfRules(plan, catalogue));
    const derived = recorded + alerts;
    const { seriesPerTarget, seriesTotal, warnAt } = model.budgets;
    const metrics = [...model.metrics.values()];
    const [largest] = metrics.toSorted((a, b) => b.seriesPerTarget - a.seriesPerTarget);
    if (largest === undefined) return;
    if (perTarget > seriesPerTarget) {
      const args = { largest: largest.name, share: largest.seriesPerTarget };
      const place = placeOfBudget(context.document, 'series_per_target');
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
    const total = exposed + derived;
    if (total > seriesTotal) {
      const args = { used: total, budget: seriesTotal, targets, perTarget, derived };
      yield finding('budget/total-series', args, placeOfBudget(context.document, 'series_total'));
    } else if (total >= seriesTotal * warnAt) {
      yield near(context, 'the fleet has', total, seriesTotal, 'series_total');
    }
  },
};

function near(context: LintContext, subject: string, used: number, budget: number, key: string): Finding {
  return finding(
    'budget/near',
    { subject, what: 'series', used, budget },
    placeOfBudget(context.document, key),
  );
}
