import { costOfRules } from '../../cardinality/cost.ts';
import type { Finding } from '../../finding/finding.ts';
import { finding } from '../../finding/finding.ts';
import { exposedOwnMetrics } from '../../model/own-metrics.ts';
import { placeOfBudget } from '../budget-place.ts';
import type { LintContext, LintRule } from '../rule.ts';

/** One target and the whole fleet keep to their budgets of series. */
export const budgetOfFleet: LintRule = {
  codes: ['budget/target-series', 'budget/total-series', 'budget/near'],
  *check(context) {
    const { model } = context;
    const derived = derivedSeries(context);
    const { seriesPerTarget, seriesTotal, warnAt } = model.budgets;
    const metrics = [...model.metrics.values()];
    const own = exposedOwnMetrics(model).reduce((sum, { series }) => sum + series.length, 0);
    const perTarget = metrics.reduce((sum, metric) => sum + metric.seriesPerTarget, own);
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
    const total = perTarget * targets + derived;
    if (total > seriesTotal) {
      const args = { used: total, budget: seriesTotal, targets, perTarget, derived };
      yield finding('budget/total-series', args, placeOfBudget(context.document, 'series_total'));
    } else if (total >= seriesTotal * warnAt) {
      yield near(context, 'the fleet has', total, seriesTotal, 'series_total');
    }
  },
};

/** Recorded series, and two for each alert that can fire: ALERTS and ALERTS_FOR_STATE. */
function derivedSeries({ plan, catalogue }: LintContext): number {
  return costOfRules(plan, catalogue).reduce(
    (sum, { kind, series }) => sum + (series ?? 0) * (kind === 'alert' ? 2 : 1),
    0,
  );
}

function near(context: LintContext, subject: string, used: number, budget: number, key: string): Finding {
  return finding(
    'budget/near',
    { subject, what: 'series', used, budget },
    placeOfBudget(context.document, key),
  );
}
