import type { Slo } from '../../model/slo.ts';
import * as names from '../../slo/names.ts';
import { errorBudget } from '../../slo/tiers.ts';
import { windowsOf } from '../../slo/windows.ts';
import { formatDuration } from '../../spec/scalars.ts';
import { draft, legendOf } from './base.ts';
import type { PanelContext } from './context.ts';
import { literal } from './escape.ts';
import type { PanelPlan } from './plan.ts';
import { BUDGET_STEPS, common, sloSeries } from './slo.ts';
import { SHARE } from './units.ts';

/** The budget over time, and the error ratio behind it, for a page that shows one objective at length. */
export function budgetHistory(context: PanelContext, slo: Slo): PanelPlan[] {
  const budget = draft(SHARE, {
    kind: 'timeseries',
    startsLine: true,
    title: `${slo.title}: error budget over time`,
    ...common(context, slo, 'Share of the error budget of the period that is left.'),
    queries: [
      {
        expr: sloSeries(context, slo, names.BUDGET_REMAINING),
        legend: legendOf(context, slo.by, literal(slo.title)),
        when: 'range',
      },
    ],
    steps: BUDGET_STEPS,
    limits: [{ from: 0, color: 'red' }],
    max: 1,
    noValue: 'No events',
  });
  const { base } = windowsOf(slo, context.model.service);
  const errors = draft(SHARE, {
    kind: 'timeseries',
    title: `${slo.title}: bad events of the last ${formatDuration(base)}`,
    ...common(context, slo, 'Share of events that were bad. The line is what the objective allows.'),
    queries: [
      {
        expr: sloSeries(context, slo, names.errorRatio(base)),
        legend: legendOf(context, slo.by, literal(slo.title)),
        when: 'range',
      },
    ],
    limits: [{ from: errorBudget(slo).toNumber(), color: 'orange' }],
    min: 0,
    noValue: 'No events',
  });
  return [budget, errors];
}
