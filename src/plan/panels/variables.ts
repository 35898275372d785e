import { listed } from '../../finding/prose.ts';
import { scopedSelector } from '../../model/scope.ts';
import { selectorOf } from '../../model/selector.ts';
import { type Expr, mapSelectors, type VectorSelector } from '../../promql/ast.ts';
import * as promql from '../../promql/build.ts';
import { countedSeries } from '../queries.ts';
import { readsOf } from '../reads.ts';
import type { PanelContext } from './context.ts';
import type { DashboardContent, DashboardPlan, LabelVariable, PanelPlan } from './plan.ts';
import { labelWords } from './words.ts';

/** The dashboard with variables for the labels that most of its panels have. */
export function withVariables(context: PanelContext, dashboard: DashboardContent): DashboardPlan {
  const variables = variablesOf(context, dashboard);
  if (variables.length === 0) return { ...dashboard, variables };
  const follow = (panel: PanelPlan): PanelPlan => ({
    ...panel,
    description: describedWith(context, panel, variables),
    queries: panel.queries.map((query) => ({ ...query, narrowed: narrowed(context, query.expr, variables) })),
  });
  const rows = dashboard.rows.map((row) => ({ ...row, panels: row.panels.map(follow) }));
  return { ...dashboard, variables, rows };
}

/** A panel that a choice at the top does not narrow says so. */
function describedWith(context: PanelContext, panel: PanelPlan, variables: readonly LabelVariable[]): string {
  if (panel.queries.length === 0) return panel.description;
  const narrowing = narrowingLabels(context, panel);
  const ignored = variables.filter(({ label }) => !narrowing.has(label.name));
  if (ignored.length === 0) return panel.description;
  const names = listed(
    ignored.map(({ label }) => labelWords(label.name)),
    'or',
  );
  return `${panel.description}\n\n*Not filtered by ${names}.*`;
}

/**
 * The labels that most panels of a dashboard can be narrowed by. One that few share would look as if it narrowed the
 * page, and would not. Names that Grafana or the data source variable have taken are left out.
 */
function variablesOf(context: PanelContext, { rows }: DashboardContent): LabelVariable[] {
  const panels = rows.flatMap((row) => row.panels).filter((panel) => panel.queries.length > 0);
  const choices = panels.map((panel) => ({ panel, labels: narrowingLabels(context, panel) }));
  const { labels: ofTarget, apart } = context.model.service.target;
  const judged = ofTarget.filter(({ name }) => apart.includes(name));
  return [...judged, ...context.model.labels.values()].flatMap((label) => {
    const { name, cardinality } = label;
    if (name === 'datasource' || name.startsWith('__') || cardinality < 2) return [];
    const sharing = choices.filter(({ labels }) => labels.has(name)).map(({ panel }) => panel);
    // What is judged apart is looked at apart, wherever it can be.
    const least = apart.includes(name) ? 1 : Math.max(2, panels.length / 2);
    if (sharing.length < least) return [];
    const from = sourceOf(context, sharing, name);
    return from === undefined ? [] : [{ label, from }];
  });
}

/** The labels that some selector of every query has: a choice of their values narrows all that the panel shows. */
function narrowingLabels(context: PanelContext, { queries }: PanelPlan): ReadonlySet<string> {
  const [first = [], ...others] = queries.map(({ expr }) =>
    seriesIn(expr).flatMap((series) => context.labelsOf(series)),
  );
  return new Set(first.filter((label) => others.every((labels) => labels.includes(label))));
}

function seriesIn(expr: Expr): string[] {
  return readsOf(expr).flatMap(({ name }) => name ?? []);
}

/** A series of a declared metric rather than a record: it exists as soon as the service does. */
function sourceOf(
  { model, ...context }: PanelContext,
  panels: readonly PanelPlan[],
  label: string,
): VectorSelector | undefined {
  const names = panels
    .flatMap(({ queries }) => queries.flatMap(({ expr }) => seriesIn(expr)))
    .filter((series) => context.labelsOf(series).includes(label));
  const declared = [...model.metrics.values()].filter(({ labels, target }) =>
    [...labels, ...target.labels].some(({ name }) => name === label),
  );
  const shown = declared.find(({ name }) => names.some((series) => series.startsWith(name)));
  const metric = shown ?? declared[0];
  if (metric !== undefined) return countedSeries(selectorOf(metric, []));
  return names[0] === undefined ? undefined : scopedSelector(model, promql.selector(names[0]));
}

/** The expression with `label=~"$label"` in every selector whose series have the label. */
function narrowed(context: PanelContext, expr: Expr, variables: readonly LabelVariable[]): Expr {
  return mapSelectors(expr, (selector) => {
    const labels = seriesIn(selector).flatMap((series) => context.labelsOf(series));
    const own = variables.filter(({ label }) => labels.includes(label.name));
    const matchers = own.map(({ label }) => promql.matcher(label.name, '=~', `$${label.name}`));
    const already = selector.matchers.map(({ name, value }) => `${name.name} ${value}`);
    const added = matchers.filter(({ name, value }) => !already.includes(`${name.name} ${value}`));
    return { ...selector, matchers: [...selector.matchers, ...added] };
  });
}
