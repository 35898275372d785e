import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { expect } from 'vitest';
import type { Model } from '../../src/model/model.ts';
import { planRules } from '../../src/plan/plan-rules.ts';
import { seriesCatalogue } from '../../src/plan/series-catalogue.ts';
import { walk } from '../../src/promql/ast.ts';
import type { MetricCatalogue } from '../../src/promql/catalogue.ts';
import { checkExpression } from '../../src/promql/check.ts';
import { parseExpression } from '../../src/promql/parse.ts';
import { GRAFANA_UNITS, panelsOf, rowsOf, targetsOf } from './dashboards.ts';

/** What holds of the dashboards of every spec. */
export function expectSound(model: Model, dashboards: readonly Dashboard[]): void {
  const catalogue = seriesCatalogue(model, planRules(model));
  const uids = dashboards.map(({ uid }) => uid ?? '');
  expect(new Set(uids).size, 'uids are unique').toBe(uids.length);
  for (const uid of uids) expect(uid).toMatch(/^[a-z0-9-]{1,40}$/);
  for (const dashboard of dashboards) {
    expectIds(dashboard);
    expectPlaced(dashboard);
    expectVariables(dashboard);
    expectLinks(model, dashboard, uids);
    for (const panel of panelsOf(dashboard)) expectPanel(panel, dashboard, model, catalogue);
  }
  expectComplete(model, dashboards);
}

function expectIds(dashboard: Dashboard): void {
  const ids = rowsOf(dashboard).flatMap(({ row, panels }) => [row.id, ...panels.map(({ id }) => id ?? 0)]);
  expect(new Set(ids).size, `ids of ${dashboard.uid} are unique`).toBe(ids.length);
  expect(Math.min(...ids)).toBeGreaterThanOrEqual(1);
}

/** Each row covers its area: every cell of the 24 columns exactly once, from below its title to its end. */
function expectPlaced(dashboard: Dashboard): void {
  let top = 0;
  for (const { row, panels } of rowsOf(dashboard)) {
    expect(row.gridPos).toMatchObject({ x: 0, y: top, w: 24, h: 1 });
    const cells = panels.flatMap(cellsOf);
    const bottom = Math.max(top + 1, ...panels.map(({ gridPos }) => (gridPos?.y ?? 0) + (gridPos?.h ?? 0)));
    expect(new Set(cells).size, `no overlap in ${dashboard.uid}, ${row.title}`).toBe(cells.length);
    expect(cells.length, `no hole in ${dashboard.uid}, ${row.title}`).toBe(24 * (bottom - top - 1));
    for (const panel of panels) expect(panel.gridPos?.h).toBeLessThanOrEqual(20);
    top = row.collapsed ? top + 1 : bottom;
  }
}

function cellsOf({ gridPos }: Panel): string[] {
  const { x = 0, y = 0, w = 0, h = 0 } = gridPos ?? {};
  expect(w).toBeGreaterThan(0);
  expect(x + w).toBeLessThanOrEqual(24);
  return Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`);
}

function expectVariables(dashboard: Dashboard): void {
  const panels = panelsOf(dashboard).filter((panel) => targetsOf(panel).length > 0);
  const variables = (dashboard.templating.list ?? []).filter(({ type }) => type === 'query');
  for (const { name, multi, includeAll, allValue } of variables) {
    expect({ multi, includeAll, allValue }).toEqual({ multi: true, includeAll: true, allValue: '.*' });
    const narrowed = panels.filter((panel) =>
      targetsOf(panel).every(({ expr }) => expr.includes(`${name}=~"$${name}"`)),
    );
    expect(narrowed.length * 2, `most panels follow ${name}`).toBeGreaterThanOrEqual(panels.length);
    for (const panel of panels.filter((one) => !narrowed.includes(one))) {
      expect(panel.description, `${panel.title} says that it ignores ${name}`).toContain('*Not filtered by ');
    }
  }
}

function expectPanel(panel: Panel, dashboard: Dashboard, model: Model, catalogue: MetricCatalogue): void {
  const name = `${dashboard.uid}: ${panel.title}`;
  if (panel.type === 'text') return;
  expect(panel.title, name).toMatch(/\S/);
  expect(panel.description, name).toMatch(/\S/);
  expect(GRAFANA_UNITS, name).toContain(panel.fieldConfig?.defaults.unit);
  expect(panel.datasource, name).toEqual({ type: 'prometheus', uid: '${datasource}' });
  expect(panel.fieldConfig?.defaults.noValue, name).toMatch(/\S/);
  const variables = new Set((dashboard.templating.list ?? []).map((variable) => variable.name));
  const { prometheus: version, ruleInterval: evaluationInterval } = model.service;
  const settings = { use: 'panel', version, evaluationInterval } as const;
  const refs = targetsOf(panel).map(({ refId }) => refId);
  expect(refs.length, name).toBeGreaterThan(0);
  expect(new Set(refs).size, name).toBe(refs.length);
  for (const { expr, datasource } of targetsOf(panel)) {
    expect(datasource, name).toEqual({ type: 'prometheus', uid: '${datasource}' });
    expect(checkExpression(expr, catalogue, settings).problems, `${name}: ${expr}`).toEqual([]);
    for (const [, used = ''] of expr.matchAll(/=~"\$(\w+)"/g)) expect(variables, name).toContain(used);
  }
  expectTemplates([panel.title ?? '', ...targetsOf(panel).map(({ legendFormat }) => legendFormat)], name);
}

/** Titles and legends hold no variable, and no template but `{{label}}`. */
function expectTemplates(texts: readonly string[], name: string): void {
  for (const text of texts) {
    expect(text, name).not.toMatch(/\$[\w{]/);
    expect(text, name).not.toMatch(/\[\[/);
    expect(text.replaceAll(/\{\{[a-zA-Z_]\w*\}\}/g, ''), name).not.toMatch(/\{\{/);
  }
}

function expectLinks(model: Model, dashboard: Dashboard, uids: readonly string[]): void {
  for (const { type, url, tags, keepTime, includeVars } of dashboard.links ?? []) {
    expect({ keepTime, includeVars }).toEqual({ keepTime: true, includeVars: true });
    if (type === 'dashboards') expect(tags).toEqual([model.service.name]);
    else expect(uids.map((uid) => `/d/${uid}`)).toContain(url);
  }
  const runbooks = model.outputs.runbooks?.url?.replaceAll('$', '%24');
  for (const { url = '' } of panelsOf(dashboard).flatMap(({ links = [] }) => links)) {
    const alert = new RegExp(/\/alerts\/(\w+)\.md$/).exec(url)?.[1] ?? '';
    expect(url).toBe(`${runbooks}/alerts/${alert}.md`);
    const own = model.alerts.some(({ name }) => name === alert);
    expect(own || alert.endsWith('BudgetBurn'), `${alert} exists`).toBe(true);
  }
}

/** Every declared metric is on a panel, and every objective and every alert can be seen. */
function expectComplete(model: Model, dashboards: readonly Dashboard[]): void {
  const exprs = dashboards
    .flatMap(panelsOf)
    .flatMap(targetsOf)
    .map(({ expr }) => expr);
  const read = new Set<string>();
  const slos = new Set<string>();
  const alerts = new Set<string>();
  for (const expr of exprs) {
    const { ast } = parseExpression(expr, { variables: true });
    if (ast === undefined) continue;
    walk(ast, (node) => {
      if (node.type !== 'vector' || node.name === undefined) return;
      read.add(node.name.name.replace(/_(bucket|sum|count)$/, ''));
      for (const { name, value } of node.matchers) {
        if (name.name === 'slo') slos.add(value);
        if (name.name === 'alertname') alerts.add(value);
      }
    });
  }
  for (const metric of model.metrics.keys()) expect(read, metric).toContain(metric);
  for (const { id } of model.slos) expect(slos, id).toContain(id);
  for (const { name } of model.alerts) expect(alerts, name).toContain(name);
}
