import type { Model } from '../../model/model.ts';
import { print } from '../../promql/print.ts';
import type { RulePlan } from '../plan.ts';
import { automaticDashboards } from './automatic.ts';
import { planContext } from './context.ts';
import { declaredDashboard } from './declared.ts';
import type { DashboardPlan, PanelPlan, RowPlan } from './plan.ts';
import { withVariables } from './variables.ts';

/** Every dashboard: those that are derived from the spec as a whole, then the declared ones in their order. */
export function planDashboards(model: Model, plan: RulePlan): DashboardPlan[] {
  const context = planContext(model, plan);
  const declared = model.dashboards.map((dashboard) => declaredDashboard(context, dashboard));
  return [...automaticDashboards(context), ...declared].map((dashboard) => ({
    ...dashboard,
    ...withVariables(context, dashboard.rows),
  }));
}

/** A panel where it stands; `panel.queries` holds its expressions as trees. */
export interface PlacedPanel {
  readonly dashboard: DashboardPlan;
  readonly row: RowPlan;
  readonly panel: PanelPlan;
}

/** Every panel of the dashboards, in their order. */
export function placedPanels(dashboards: readonly DashboardPlan[]): PlacedPanel[] {
  return dashboards.flatMap((dashboard) =>
    dashboard.rows.flatMap((row) => row.panels.map((panel) => ({ dashboard, row, panel }))),
  );
}

/** The queries of one panel; Grafana variables may stand in them. */
export interface PanelQueries {
  readonly dashboard: string;
  readonly panel: string;
  readonly exprs: readonly string[];
}

/** What every panel of every dashboard asks Prometheus; nothing where the spec asks for no Grafana output. */
export function panelQueries(model: Model, plan: RulePlan): PanelQueries[] {
  if (model.outputs.grafana === undefined) return [];
  return placedPanels(planDashboards(model, plan))
    .filter(({ panel }) => panel.queries.length > 0)
    .map(({ dashboard, panel }) => ({
      dashboard: dashboard.uid,
      panel: panel.title,
      exprs: panel.queries.map(({ expr }) => print(expr)),
    }));
}
