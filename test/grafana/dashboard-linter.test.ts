import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { describe, expect, test } from 'vitest';
import { type Expr, walk } from '../../src/promql/ast.ts';
import { parseExpression } from '../../src/promql/parse.ts';
import { modelOf, referenceSpec } from '../support/model.ts';
import { SMALL_SPEC } from '../support/small-spec.ts';
import { dashboardsOf, GRAFANA_UNITS, panelsOf, targetsOf } from './dashboards.ts';

/**
 * The rules of Grafana's dashboard linter, stated anew.
 * @see https://github.com/grafana/dashboard-linter/blob/main/docs/index.md
 */
const NOT_APPLICABLE = {
  'template-job-rule': 'metric names carry the service as prefix, so that a job tells nothing more',
  'template-instance-rule': 'dashboards show the fleet; recordings have no instance left to choose',
  'target-job-rule': 'as template-job-rule',
  'target-instance-rule': 'as template-instance-rule',
};

interface Query {
  readonly panel: Panel;
  readonly expr: string;
  readonly ast: Expr;
}

interface Linted {
  readonly dashboard: Dashboard;
  readonly panels: readonly Panel[];
  readonly queries: readonly Query[];
  /** Titles of alerts and of panels with the author's own PromQL. */
  readonly fixedWindows: ReadonlySet<string>;
}

/** Each gives what it complains about. */
const RULES: Readonly<Record<string, (linted: Linted) => unknown[]>> = {
  'template-datasource-rule': ({ dashboard }) =>
    (dashboard.templating.list ?? []).filter(
      ({ type, name, label, query }) =>
        type === 'datasource' &&
        !(name === 'datasource' && label === 'Data source' && query === 'prometheus'),
    ),
  'template-label-promql-rule': ({ dashboard }) =>
    (dashboard.templating.list ?? []).filter(
      ({ type, definition }) =>
        type === 'query' &&
        !/^label_values\([a-zA-Z_:]\w*(?:\{[^{}]*\})?, [a-zA-Z_]\w*\)$/.test(definition ?? ''),
    ),
  'template-on-time-change-reload-rule': ({ dashboard }) =>
    (dashboard.templating.list ?? []).filter(({ type, refresh }) => type === 'query' && refresh !== 2),
  'panel-datasource-rule': ({ panels }) =>
    panels.filter(({ type, datasource }) => type !== 'text' && datasource?.uid !== '${datasource}'),
  'panel-title-description-rule': ({ panels }) =>
    panels.filter(({ type, title, description }) => type !== 'text' && !(title && description)),
  'panel-units-rule': ({ panels }) =>
    panels.filter(
      ({ type, fieldConfig }) => type !== 'text' && !GRAFANA_UNITS.has(fieldConfig?.defaults.unit ?? ''),
    ),
  'panel-no-targets-rule': ({ panels }) =>
    panels.filter((panel) => panel.type !== 'text' && targetsOf(panel).length === 0),
  // `queries` parses every target, and fails where one does not.
  'target-promql-rule': ({ queries }) => queries.filter(({ expr }) => expr === ''),
  'target-rate-interval-rule': ({ queries, fixedWindows }) =>
    queries.filter(({ panel, ast }) => !fixedWindows.has(panel.title ?? '') && fixedRates(ast).length > 0),
  'target-counter-agg-rule': ({ queries }) => queries.filter(({ ast }) => bareCounters(ast).length > 0),
  'uneditable-dashboard': ({ dashboard }) => (dashboard.editable === false ? [] : [dashboard.uid]),
};

/** Ranges inside rate that are not $__rate_interval. */
function fixedRates(ast: Expr): Expr[] {
  const found: Expr[] = [];
  walk(ast, (node) => {
    if (node.type !== 'call' || node.func !== 'rate') return;
    found.push(
      ...node.args.filter((arg) => arg.type === 'matrix' && arg.range.variable !== '$__rate_interval'),
    );
  });
  return found;
}

/** Counters outside rate and increase. */
function bareCounters(ast: Expr): Expr[] {
  const wrapped = new Set<Expr>();
  const found: Expr[] = [];
  walk(ast, (node) => {
    if (node.type === 'call' && ['rate', 'irate', 'increase'].includes(node.func)) {
      for (const arg of node.args) if (arg.type === 'matrix') wrapped.add(arg.selector);
    }
    if (node.type === 'vector' && isCounter(node.name?.name) && !wrapped.has(node)) found.push(node);
  });
  return found;
}

function isCounter(name: string | undefined): boolean {
  return name?.endsWith('_total') === true;
}

function lintedDashboards(text: string): Linted[] {
  const model = modelOf(text);
  const alerts = model.alerts.map(({ title }) => title);
  const own = model.dashboards
    .flatMap(({ rows }) => rows.flatMap(({ panels }) => panels))
    .flatMap(({ source, title }) => (title === undefined || source.kind === 'metric' ? [] : [title]));
  return dashboardsOf(model).map((dashboard) => {
    const panels = panelsOf(dashboard);
    const queries = panels.flatMap((panel) =>
      targetsOf(panel).map(({ expr }) => {
        const parsed = parseExpression(expr, { variables: true });
        if (!parsed.ok) throw new Error(`${expr}: ${parsed.problems[0]?.message}`);
        return { panel, expr, ast: parsed.ast };
      }),
    );
    return { dashboard, panels, queries, fixedWindows: new Set([...alerts, ...own]) };
  });
}

describe.each([
  ['the Ryot spec', referenceSpec()],
  ['a small spec', SMALL_SPEC],
])("Grafana's dashboard linter has no complaint about the dashboards of %s", (_, text) => {
  const dashboards = lintedDashboards(text);
  test.each(Object.entries(RULES))('%s', (_name, rule) => {
    for (const linted of dashboards) expect(rule(linted), linted.dashboard.uid ?? '').toEqual([]);
  });
});

test('every rule of the linter is either checked or left out for a reason', () => {
  const known = [
    'template-datasource-rule',
    'template-job-rule',
    'template-instance-rule',
    'template-label-promql-rule',
    'template-on-time-change-reload-rule',
    'panel-datasource-rule',
    'panel-title-description-rule',
    'panel-units-rule',
    'panel-no-targets-rule',
    'target-promql-rule',
    'target-rate-interval-rule',
    'target-job-rule',
    'target-instance-rule',
    'target-counter-agg-rule',
    'uneditable-dashboard',
  ];
  expect([...Object.keys(RULES), ...Object.keys(NOT_APPLICABLE)].toSorted()).toEqual(known.toSorted());
});
