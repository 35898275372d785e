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
 * page, and would not.
 */
export function variablesOf(context: GrafanaContext, dashboard: DashboardDraft): LabelVariable[] {
  const panels = dashboard.rows.flatMap((row) => row.panels).filter((panel) => panel.queries.length > 0);
  return [...context.model.labels.values()].flatMap((label) => {
    const sharing = panels.filter((panel) => honours(context, panel, label.name));
    const from = sourceOf(context, sharing, label.name);
    if (sharing.length < 2 || sharing.length * 2 < panels.length || label.cardinality < 2) return [];
    return from === undefined ? [] : [{ label, from }];
  });
}

/** Whether some selector of every query has the label, so that the choice narrows all that the panel shows. */
export function honours(context: GrafanaContext, panel: PanelDraft, label: string): boolean {
  return panel.queries.every(({ expr }) =>
    selectorsIn(expr).some((selector) => hasLabel(context, selector, label)),
  );
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
  return mapSelectors(expr, (selector) => {
    const own = variables.filter(({ label }) => hasLabel(context, selector, label.name));
    const matchers = own.map(({ label }) => promql.matcher(label.name, '=~', `$${label.name}`));
    const already = selector.matchers.map(({ name, value }) => `${name.name} ${value}`);
    const added = matchers.filter(({ name, value }) => !already.includes(`${name.name} ${value}`));
    return { ...selector, matchers: [...selector.matchers, ...added] };
  });
}
