import type { Model } from '../../model/model.ts';
import { planDashboards } from '../../plan/panels/dashboards.ts';
import type { RulePlan } from '../../plan/plan.ts';
import type { OutputFile } from '../output.ts';
import { toClassic } from './classic.ts';
import { renderDashboard } from './dashboard.ts';
import { provisioning } from './provisioning.ts';
import { toV2 } from './v2.ts';

/**
 * The dashboards of a spec, declared and automatic, with the files that provision them. Nothing where the spec asks
 * for no Grafana output.
 */
export function emitGrafana(model: Model, plan: RulePlan): OutputFile[] {
  const output = model.outputs.grafana;
  if (output === undefined) return [];
  const dashboards = planDashboards(model, plan);
  const file = (path: string, content: string): OutputFile => ({
    kind: 'grafana',
    path: `${output.dir}/${path}`,
    content,
  });
  const rendered = dashboards.map((dashboard) => {
    const others = dashboards.filter(({ uid }) => uid !== dashboard.uid);
    const one = renderDashboard(model, dashboard, others);
    return file(
      `dashboards/${dashboard.uid}.json`,
      json(output.schema === 'v2' ? toV2(one) : toClassic(one)),
    );
  });
  return [...rendered, ...provisioning(model).map(({ path, content }) => file(path, content))];
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
