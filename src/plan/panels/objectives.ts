import type { PanelContext } from './context.ts';
import type { DashboardContent } from './plan.ts';
import { sloPanels } from './slo.ts';
import { budgetHistory } from './slo-history.ts';
import { sloTable } from './slo-table.ts';

/** All objectives in one table, then each with its error budget and burn rates. */
export function slos(context: PanelContext, uid: string): DashboardContent {
  const { model } = context;
  return {
    uid,
    title: `${model.service.title}: objectives and error budgets`,
    description: 'Is each objective met, how much of its error budget is left, and how fast is it spent?',
    refresh: '1m',
    range: '24h',
    rows: [
      { title: 'All objectives', collapsed: false, panels: [sloTable(context, model.slos)] },
      ...model.slos.map((slo) => ({
        title: slo.title,
        collapsed: false,
        panels: [...sloPanels(context, slo), ...budgetHistory(context, slo)],
      })),
    ],
  };
}
