import type { Dashboard, Panel } from '../../model/dashboard.ts';
import type { Model } from '../../model/model.ts';
import { print } from '../../promql/print.ts';
import type { RulePlan } from '../plan.ts';
import { alertPanel, alertStates } from './alert.ts';
import { automaticDashboards } from './automatic.ts';
import { type PanelContext, planContext, ruleOfAlert } from './context.ts';
import { metricPanels } from './metric.ts';
import { textPanel } from './panel.ts';
import type { DashboardContent, DashboardPlan, PanelPlan, RowPlan } from './plan.ts';
import { exprPanels, recordingPanels } from './recording.ts';
import { sloPanels } from './slo.ts';
import { withVariables } from './variables.ts';

/** Every dashboard: those that are derived from the spec as a whole, then the declared ones in their order. */
export function planDashboards(model: Model, plan: RulePlan): DashboardPlan[] {
  const context = planContext(model, plan);
  const declared = model.dashboards.map((dashboard) => declaredDashboard(context, dashboard));
  return [...automaticDashboards(context), ...declared].map((dashboard) => withVariables(context, dashboard));
}

/** A panel where it stands; `panel.queries` holds its expressions as trees. */
interface PlacedPanel {
  readonly dashboard: DashboardPlan;
  readonly row: RowPlan;
  readonly panel: PanelPlan;
}

/** Every panel of the dashboards, in their order. */
function placedPanels(dashboards: readonly DashboardPlan[]): PlacedPanel[] {
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

/** A dashboard that the spec declares. */
function declaredDashboard(context: PanelContext, dashboard: Dashboard): DashboardContent {
  const { uid, title, audience, refresh, range, description = '', rows } = dashboard;
  return {
    uid,
    title,
    refresh,
    range,
    description: audience === undefined ? description : `For ${audience}. ${description}`.trim(),
    rows: rows.map((row) => ({ ...row, panels: rowPanels(context, row.panels) })),
  };
}

/** The states of the row's alerts stand before the first of them. */
function rowPanels(context: PanelContext, panels: readonly Panel[]): PanelPlan[] {
  const first = panels.findIndex(({ source }) => source.kind === 'alert');
  return panels.flatMap((panel, index) => [
    ...(index === first ? statesOf(context, panels) : []),
    ...panelsOf(context, panel),
  ]);
}

/** One timeline for the states of all the alerts that a row shows. */
function statesOf(context: PanelContext, panels: readonly Panel[]): PanelPlan[] {
  const rules = panels.flatMap(({ source }) => {
    if (source.kind !== 'alert') return [];
    const rule = ruleOfAlert(context, source.alert);
    const alert = context.model.alerts.find(({ name }) => name === source.alert);
    return rule === undefined || alert === undefined ? [] : [{ rule, title: alert.title }];
  });
  return alertStates(context, rules, 'Alert states');
}

function panelsOf(context: PanelContext, panel: Panel): PanelPlan[] {
  const { source } = panel;
  switch (source.kind) {
    case 'metric':
      return metricPanels(context, panel, source.of);
    case 'recording':
      return recordingPanels(context, panel, source.of);
    case 'slo':
      return context.model.slos
        .filter(({ id }) => id === source.slo)
        .flatMap((slo) => sloPanels(context, slo));
    case 'alert':
      return alertPanel(context, panel, source.alert);
    case 'expr':
      return exprPanels(context, panel, source);
    case 'text':
      return [textPanel(panel, source.markdown)];
  }
}
