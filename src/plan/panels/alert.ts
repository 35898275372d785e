import type { Alert } from '../../model/alert.ts';
import type { Panel } from '../../model/dashboard.ts';
import { type Expr, isComparison, isSetOp } from '../../promql/ast.ts';
import * as promql from '../../promql/build.ts';
import { conditionExpression } from '../conditions.ts';
import { countedSeries } from '../queries.ts';
import { draft, legendOf, overridden } from './base.ts';
import { type PanelContext, ruleOfAlert, runbookLinks } from './context.ts';
import { paragraphs } from './describe.ts';
import { literal, markdown } from './escape.ts';
import { unitOfExpr } from './expr.ts';
import type { PanelPlan } from './plan.ts';
import { unitOfRecord } from './recording.ts';
import { limitsOfSteps, stepsOfComparison } from './steps.ts';
import { COUNT, type DisplayUnit, displayUnit, rateUnit, SHARE } from './units.ts';

/** What the alert watches, against the threshold at which it fires. */
export function alertPanel(context: PanelContext, panel: Panel, name: string): PanelPlan[] {
  const alert = context.model.alerts.find((candidate) => candidate.name === name);
  const rule = ruleOfAlert(context, name);
  if (alert === undefined || rule === undefined) return [];
  const watched = watchedBy(context, alert);
  if (watched === undefined) return [];
  const labels = context.series.resultLabels(watched.expr);
  const legend = labels === undefined ? '__auto' : legendOf(context, labels, literal(alert.title));
  const base = draft(unitOfAlert(context, alert, watched.expr), {
    kind: 'timeseries',
    title: alert.title,
    description: describeAlert(alert),
    queries: [{ expr: watched.expr, legend: panel.legend ?? legend, when: 'range' }],
    interval: Math.max(context.model.service.scrapeInterval, context.model.service.ruleInterval),
    links: runbookLinks(context, [rule]),
    noValue: alert.condition.kind === 'absent' ? 'Absent' : 'No data',
    ...marksOf(alert, watched),
  });
  return [overridden(base, panel)];
}

function describeAlert(alert: Alert): string {
  const { meaning, impact } = alert.runbook;
  const urgency = { page: 'Pages', ticket: 'Opens a ticket for', info: 'Informs' }[alert.severity];
  return paragraphs([
    markdown(meaning ?? alert.summary?.replaceAll(/\{\{.*?\}\}/g, '…') ?? ''),
    impact === undefined ? '' : `**Impact:** ${markdown(impact)}`,
    `${urgency} ${markdown(alert.owner)} as \`${alert.name}\`.`,
  ]);
}

interface Watched {
  readonly expr: Expr;
  /** The comparison in the rule, where it compares with a number. */
  readonly comparison?: { readonly op: '>' | '<'; readonly threshold: number };
}

/** The side of the rule's comparison that changes: the panel cannot show another value than the one that fires. */
function watchedBy({ model }: PanelContext, { condition }: Alert): Watched | undefined {
  if (condition.kind === 'absent') {
    return { expr: promql.aggregate('count', countedSeries(condition.of)) };
  }
  const expr = conditionExpression(condition, model.service.prometheus);
  return expr && comparedIn(expr);
}

/** `x > 5` is x with a limit; of `x > 5 and y` the left side says what the alert is about. */
function comparedIn(expr: Expr): Watched {
  if (expr.type !== 'binary') return { expr };
  if (isSetOp(expr.op)) return expr.op === 'or' ? { expr } : comparedIn(expr.left);
  if (!isComparison(expr.op) || expr.right.type !== 'number') return { expr };
  if (expr.op === '==' || expr.op === '!=') return { expr: expr.left };
  const op = expr.op.startsWith('<') ? '<' : '>';
  return { expr: expr.left, comparison: { op, threshold: expr.right.value } };
}

function marksOf(alert: Alert, { comparison }: Watched): Partial<Pick<PanelPlan, 'steps' | 'limits'>> {
  if (comparison === undefined) return {};
  const { op, threshold: value } = comparison;
  const steps = stepsOfComparison({ op, threshold: { value, text: String(value) } }, alert.severity);
  return { steps, limits: limitsOfSteps(steps) };
}

function unitOfAlert(context: PanelContext, { condition }: Alert, expr: Expr): DisplayUnit {
  switch (condition.kind) {
    case 'absent':
      return COUNT;
    case 'expr':
      return unitOfExpr(context, expr);
    case 'recording': {
      const recording = context.model.recordings.find(({ record }) => record === condition.of.record);
      return recording === undefined ? COUNT : unitOfRecord(recording);
    }
    case 'metric': {
      if (condition.measure === 'share_above' || condition.dividedBy !== undefined) return SHARE;
      const { unit } = condition.of.metric;
      return condition.measure === 'rate' ? rateUnit(unit) : displayUnit(unit);
    }
  }
}
