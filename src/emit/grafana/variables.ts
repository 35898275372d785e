import type { Label } from '../../model/label.ts';
import type { Expr, VectorSelector } from '../../promql/ast.ts';
import * as promql from '../../promql/build.ts';
import type { GrafanaContext } from './context.ts';
import type { DashboardDraft, PanelDraft } from './draft.ts';
import { mapSelectors, selectorsIn } from './selectors.ts';

/** A choice of label values at the top of a dashboard. */
export interface LabelVariable {
  readonly label: Label;
  /** Series that its values are looked up in. */
  readonly from: string;
}

/**
 * The labels that most panels of a dashboard can be narrowed by. One that few share would look as if it narrowed the
 * page, and would not. Names that Grafana or the data source variable have taken are left out.
 */
export function variablesOf(context: GrafanaContext, dashboard: DashboardDraft): LabelVariable[] {
  const panels = dashboard.rows.flatMap((row) => row.panels).filter((panel) => panel.queries.length > 0);
  const choices = panels.map((panel) => ({ panel, labels: narrowingLabels(context, panel) }));
  return [...context.model.labels.values()].flatMap((label) => {
    const { name, cardinality } = label;
    if (name === 'datasource' || name.startsWith('__') || cardinality < 2) return [];
    const sharing = choices.filter(({ labels }) => labels.has(name)).map(({ panel }) => panel);
    if (sharing.length < 2 || sharing.length * 2 < panels.length) return [];
    const from = sourceOf(context, sharing, name);
    return from === undefined ? [] : [{ label, from }];
  });
}

/** The labels that some selector of every query has: a choice of their values narrows all that the panel shows. */
export function narrowingLabels({ series }: GrafanaContext, panel: PanelDraft): ReadonlySet<string> {
  const [first = new Set<string>(), ...others] = panel.queries.map(
    ({ expr }) =>
      new Set(
        selectorsIn(expr).flatMap(({ name }) => (name === undefined ? [] : series.labelsOf(name.name))),
      ),
  );
  return new Set([...first].filter((label) => others.every((labels) => labels.has(label))));
}

function hasLabel({ series }: GrafanaContext, selector: VectorSelector, label: string): boolean {
  return selector.name !== undefined && series.labelsOf(selector.name.name).includes(label);
}

/** A series of a declared metric rather than a record: it exists as soon as the service does. */
function sourceOf(context: GrafanaContext, panels: readonly PanelDraft[], label: string): string | undefined {
  const names = panels
    .flatMap((panel) => panel.queries.flatMap(({ expr }) => selectorsIn(expr)))
    .filter((selector) => hasLabel(context, selector, label))
    .flatMap(({ name }) => (name === undefined ? [] : [name.name]));
  const declared = [...context.model.metrics.values()].filter(({ labels }) =>
    labels.some(({ name }) => name === label),
  );
  const shown = declared.find(({ name }) => names.some((series) => series.startsWith(name)));
  const metric = shown ?? declared[0];
  if (metric === undefined) return names[0];
  return metric.type === 'histogram' ? `${metric.name}_count` : metric.name;
}

/** The expression with `label=~"$label"` in every selector whose series have the label. */
export function narrowed(context: GrafanaContext, expr: Expr, variables: readonly LabelVariable[]): Expr {
  if (variables.length === 0) return expr;
  return mapSelectors(expr, (selector) => {
    const own = variables.filter(({ label }) => hasLabel(context, selector, label.name));
    const matchers = own.map(({ label }) => promql.matcher(label.name, '=~', `$${label.name}`));
    const already = selector.matchers.map(({ name, value }) => `${name.name} ${value}`);
    const added = matchers.filter(({ name, value }) => !already.includes(`${name.name} ${value}`));
    return { ...selector, matchers: [...selector.matchers, ...added] };
  });
}
