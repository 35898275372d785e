import type { Panel } from '../../model/dashboard.ts';
import { labelsNamed } from '../../model/label.ts';
import type { Expr } from '../../promql/ast.ts';
import type { PanelContext } from './context.ts';
import { marksOfThresholds, NEUTRAL_STEPS } from './marks.ts';
import type { PanelPlan, PanelQuery } from './plan.ts';
import { COUNT, type DisplayUnit, namedUnit } from './units.ts';
import { labelWords } from './words.ts';

type Required = 'kind' | 'title' | 'description' | 'queries' | 'interval';

/** A panel with the usual values for all that is not said. */
export function panelPlan(
  unit: DisplayUnit,
  said: Pick<PanelPlan, Required> & Partial<PanelPlan>,
): PanelPlan {
  return {
    steps: NEUTRAL_STEPS,
    limits: [],
    meanings: [],
    links: [],
    noValue: 'No data',
    unit: unit.id,
    ...(unit.axis === undefined ? {} : { axis: unit.axis }),
    ...said,
  };
}

/** The panel with what the spec overrides; `suffix` keeps the titles of several panels from one entry apart. */
export function overridden({ axis, ...base }: PanelPlan, panel: Panel, suffix = ''): PanelPlan {
  const { title, description, panelKind, width } = panel;
  // Lint has refused what is neither a unit of the spec nor an id of Grafana's.
  const unit = panel.unit === undefined ? undefined : (namedUnit(panel.unit) ?? { id: panel.unit });
  const label = unit === undefined ? axis : unit.axis;
  return {
    ...base,
    ...(label === undefined ? {} : { axis: label }),
    ...(unit === undefined ? {} : { unit: unit.id }),
    ...(title === undefined ? {} : { title: `${title}${suffix}` }),
    ...(description === undefined ? {} : { description }),
    ...(panelKind === undefined ? {} : { kind: panelKind }),
    ...(width === undefined ? {} : { width }),
    ...(panel.thresholds === undefined ? {} : marksOfThresholds(panel.thresholds)),
  };
}

/** A query over the time range. */
export function overRange(expr: Expr, legend: string): PanelQuery {
  return { expr, legend, when: 'range' };
}

/**
 * `{{model}} / {{status}}`; without labels, what the one curve is called. Numbers say nothing by themselves and follow
 * the name of their label: `batch size {{batch_size}}`.
 */
export function legendOf({ model }: PanelContext, by: readonly string[], otherwise: string): string {
  if (by.length === 0) return otherwise;
  const part = (label: string) => {
    const labels = labelsNamed(model, label);
    const numeric =
      labels.length > 0 && labels.every(({ bound: { kind } }) => kind === 'integers' || kind === 'ranges');
    return `${numeric ? `${labelWords(label)} ` : ''}{{${label}}}`;
  };
  return by.map(part).join(' / ');
}

/** The legend of an expression by its labels; Grafana's own choice where they are not known. */
export function legendOfExpr(context: PanelContext, expr: Expr, otherwise: string): string {
  const labels = context.resultLabels(expr);
  return labels === undefined ? '__auto' : legendOf(context, labels, otherwise);
}

/** Markdown as its author wrote it; Grafana removes active HTML from it. */
export function textPanel(panel: Panel, markdown: string): PanelPlan {
  const lines = markdown.split('\n').length;
  const nothing = { title: '', description: '', queries: [], interval: 0 };
  const base = panelPlan(COUNT, { kind: 'text', ...nothing, markdown, lines });
  return { ...overridden(base, panel), kind: 'text' };
}
