import type { Dashboard, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { emitGrafana } from '../../src/emit/grafana/emit.ts';
import type { Model } from '../../src/model/model.ts';
import { planRules } from '../../src/plan/plan-rules.ts';

/** Every unit id that Grafana lists. */
export const GRAFANA_UNITS: ReadonlySet<string> = new Set(Object.values(units));

/** The dashboards that a model gives, as Grafana reads them: in the form that the spec asks for. */
export function dashboardsOf<Form = Dashboard>(model: Model): Form[] {
  return emitGrafana(model, planRules(model))
    .filter(({ path }) => path.endsWith('.json'))
    .map(({ content }) => JSON.parse(content) as Form);
}

export interface Row {
  readonly row: RowPanel;
  readonly panels: readonly Panel[];
}

/** Rows with their panels, whether they lie inside (collapsed) or follow (open). */
export function rowsOf(dashboard: Dashboard): Row[] {
  const rows: { row: RowPanel; panels: Panel[] }[] = [];
  for (const panel of dashboard.panels ?? []) {
    if (panel.type === 'row') rows.push({ row: panel as RowPanel, panels: [...(panel as RowPanel).panels] });
    else rows.at(-1)?.panels.push(panel as Panel);
  }
  return rows;
}

export function panelsOf(dashboard: Dashboard): Panel[] {
  return rowsOf(dashboard).flatMap(({ panels }) => panels);
}

export interface Target {
  readonly expr: string;
  readonly refId: string;
  readonly legendFormat: string;
  readonly instant: boolean;
  readonly datasource: { readonly type: string; readonly uid: string };
}

export function targetsOf(panel: Panel): Target[] {
  return (panel.targets ?? []) as unknown as Target[];
}

export interface ResolvedTarget {
  readonly dashboard: string;
  readonly panel: string;
  readonly expr: string;
}

/** Every query as Grafana would send it with All chosen everywhere. */
export function everyTarget(
  dashboards: readonly Dashboard[],
  { rate = '1m', range = '1h' } = {},
): ResolvedTarget[] {
  return dashboards.flatMap((dashboard) =>
    panelsOf(dashboard).flatMap((panel) =>
      targetsOf(panel).map(({ expr }) => ({
        dashboard: dashboard.uid ?? '',
        panel: panel.title ?? '',
        expr: resolved(dashboard, expr, rate, range),
      })),
    ),
  );
}

function resolved(dashboard: Dashboard, expr: string, rate: string, range: string): string {
  const names = (dashboard.templating.list ?? []).map(({ name }) => name);
  return names
    .reduce((text, name) => text.replaceAll(`"$${name}"`, '".*"'), expr)
    .replaceAll('$__rate_interval', rate)
    .replaceAll('$__range', range);
}
