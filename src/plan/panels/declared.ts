import type { Dashboard, Panel } from '../../model/dashboard.ts';
import { alertPanel } from './alert.ts';
import { type PanelContext, ruleOfAlert } from './context.ts';
import { exprPanels } from './expr.ts';
import { metricPanels } from './metric.ts';
import type { DashboardContent, PanelPlan } from './plan.ts';
import { recordingPanels } from './recording.ts';
import { sloPanels } from './slo.ts';
import { alertStates } from './states.ts';
import { textPanel } from './text.ts';

/** A dashboard that the spec declares. */
export function declaredDashboard(context: PanelContext, dashboard: Dashboard): DashboardContent {
  const { uid, title, audience, refresh, range } = dashboard;
  const description = dashboard.description ?? '';
  return {
    uid,
    title,
    refresh,
    range,
    description: audience === undefined ? description : `For ${audience}. ${description}`.trim(),
    rows: dashboard.rows.map((row) => ({
      title: row.title,
      collapsed: row.collapsed,
      panels: rowPanels(context, row.panels),
    })),
  };
}

/** The states of the row's alerts stand before the first of them. */
function rowPanels(context: PanelContext, panels: readonly Panel[]): PanelPlan[] {
  const first = panels.findIndex(({ source }) => source.kind === 'alert');
  const drafts = (some: readonly Panel[]) => some.flatMap((panel) => panelsOf(context, panel));
  if (first < 0) return drafts(panels);
  return [...drafts(panels.slice(0, first)), ...statesOf(context, panels), ...drafts(panels.slice(first))];
}

/** One timeline for the states of all the alerts that a row shows. */
function statesOf(context: PanelContext, panels: readonly Panel[]): PanelPlan[] {
  const rules = panels.flatMap(({ source }) => {
    if (source.kind !== 'alert') return [];
    const rule = ruleOfAlert(context, source.alert);
    const alert = context.model.alerts.find(({ name }) => name === source.alert);
    return rule === undefined || alert === undefined ? [] : [{ rule, title: alert.title }];
  });
  return rules.length === 0 ? [] : [alertStates(context, rules, 'Alert states')];
}

function panelsOf(context: PanelContext, panel: Panel): PanelPlan[] {
  const { source } = panel;
  switch (source.kind) {
    case 'metric':
      return metricPanels(context, panel, source.of);
    case 'recording':
      return recordingPanels(context, panel, source.of);
    case 'slo': {
      const slo = context.model.slos.find(({ id }) => id === source.slo);
      return slo === undefined ? [] : sloPanels(context, slo);
    }
    case 'alert':
      return alertPanel(context, panel, source.alert);
    case 'expr':
      return exprPanels(context, panel, source);
    case 'text':
      return [textPanel(panel, source.markdown)];
  }
}
