import type { PanelQueries } from '../../cardinality/cost.ts';
import type { Model } from '../../model/model.ts';
import type { RulePlan } from '../../plan/plan.ts';
import { print } from '../../promql/print.ts';
import { grafanaContext } from './context.ts';
import { dashboardDrafts } from './dashboards/all.ts';

/** What every panel of every dashboard asks Prometheus; nothing where the spec asks for no Grafana output. */
export function panelQueries(model: Model, plan: RulePlan): PanelQueries[] {
  if (model.outputs.grafana === undefined) return [];
  return dashboardDrafts(grafanaContext(model, plan)).flatMap(({ uid, rows }) =>
    rows.flatMap(({ panels }) =>
      panels
        .filter(({ queries }) => queries.length > 0)
        .map(({ title, queries }) => ({
          dashboard: uid,
          panel: title,
          exprs: queries.map(({ expr }) => print(expr)),
        })),
    ),
  );
}
