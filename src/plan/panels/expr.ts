import type { Panel, PanelSource } from '../../model/dashboard.ts';
import type { Expr } from '../../promql/ast.ts';
import { parseExpression } from '../../promql/parse.ts';
import { draft, legendOf, overridden } from './base.ts';
import type { PanelContext } from './context.ts';
import { literal } from './escape.ts';
import type { Marks } from './marks.ts';
import type { PanelPlan } from './plan.ts';
import { recordMarks } from './recording.ts';
import { COUNT, type DisplayUnit, displayUnit, namedUnit, SHARE } from './units.ts';

type Expression = Extract<PanelSource, { kind: 'expr' }>;

/** What the author's own PromQL gives. */
export function exprPanels(context: PanelContext, panel: Panel, source: Expression): PanelPlan[] {
  const { model, series } = context;
  const title = panel.title ?? 'Expression';
  const queries = source.queries.flatMap(({ expr, legend }) => {
    const parsed = parseExpression(expr, { version: model.service.prometheus, variables: true });
    if (parsed.ast === undefined) return [];
    const labels = series.resultLabels(parsed.ast);
    const derived = labels === undefined ? '__auto' : legendOf(context, labels, literal(title));
    return [{ expr: parsed.ast, legend: legend ?? panel.legend ?? derived, when: 'range' as const }];
  });
  const [first] = queries;
  const unit = first === undefined ? COUNT : unitOfExpr(context, first.expr);
  const written = source.queries.map(({ expr }) => `\`${expr.replaceAll(/\s+/g, ' ')}\``).join('\n\n');
  const base = draft(unit, {
    kind: 'timeseries',
    title,
    description: written,
    queries,
    interval: model.service.scrapeInterval,
    ...marksOf(
      context,
      queries.map(({ expr }) => expr),
    ),
  });
  return [overridden(base, panel)];
}

/** Where all that is shown are recordings, the marks of the first. */
function marksOf(context: PanelContext, exprs: readonly Expr[]): Partial<Marks> {
  const records = exprs.map((expr) => (expr.type === 'vector' ? expr.name?.name : undefined));
  const [first] = records;
  const known = records.every((name) => context.model.recordings.some(({ record }) => record === name));
  return first === undefined || !known ? {} : recordMarks(context, first);
}

/** The unit that follows from what the expression reads. */
export function unitOfExpr({ series }: PanelContext, expr: Expr): DisplayUnit {
  const unit = series.unitOf(expr);
  if (unit === undefined) return COUNT;
  if (unit === '1') return SHARE;
  const perSecond = /^(\w+)\/seconds$/.exec(unit)?.[1];
  if (perSecond === 'tokens') return displayUnit('tokens_per_second');
  return namedUnit(unit) ?? COUNT;
}
