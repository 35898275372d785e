import type { GrafanaContext } from '../context.ts';
import type { DashboardDraft } from '../draft.ts';
import { automaticDashboards } from './automatic.ts';
import { declaredDashboard } from './declared.ts';

/** Every dashboard: those that are derived from the spec as a whole, then the declared ones in their order. */
export function dashboardDrafts(context: GrafanaContext): DashboardDraft[] {
  const declared = context.model.dashboards.map((dashboard) => declaredDashboard(context, dashboard));
  return [...automaticDashboards(context), ...declared];
}
