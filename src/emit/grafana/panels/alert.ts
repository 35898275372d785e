import type { Alert } from '../../../model/alert.ts';
import type { Panel } from '../../../model/dashboard.ts';
import { type Binary, type Expr, isComparison, walk } from '../../../promql/ast.ts';
import { parseExpression } from '../../../promql/parse.ts';
import type { AlertRule } from '../../../rules/plan.ts';
import { type GrafanaContext, ruleOfAlert, runbookLinks } from '../context.ts';
import type { PanelDraft } from '../draft.ts';
import { literal, markdown } from '../escape.ts';
import { reduced, select } from '../expressions.ts';
import { limitsOfSteps, stepsOfComparison } from '../steps.ts';
import { COUNT, type DisplayUnit, displayUnit, rateUnit, SHARE } from '../units.ts';
import { draft, legendOf, overridden } from './base.ts';
import { paragraphs } from './describe.ts';
import { unitOfExpr } from './expr.ts';
import { unitOfRecord } from './recording.ts';

/** What the alert watches, against the threshold at which it fires. */
export function alertPanel(context: GrafanaContext, panel: Panel, name: string): PanelDraft[] {
  const alert = context.model.alerts.find((candidate) => candidate.name === name);
  const rule = ruleOfAlert(context, name);
  if (alert === undefined || rule === undefined) return [];
  const watched = watchedBy(context, alert, rule);
  if (watched === undefined) return [];
  const labels = context.series.resultLabels(watched.expr);
  const legend = labels === undefined ? '__auto' : legendOf(labels, literal(alert.title));
  const base = draft(unitOfAlert(context, alert, watched.expr), {
    kind: 'timeseries',
    title: alert.title,
    description: describeAlert(alert),
    queries: [{ expr: watched.expr, legend: panel.legend ?? legend, when: 'range' }],
    interval: Math.max(context.model.service.scrapeInterval, context.model.service.ruleInterval),
    links: runbookLinks([rule]),
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

/**
 * The side of the rule's comparison that changes. Read from the rule itself, so that the panel cannot show another
 * value than the one that fires.
 */
function watchedBy(context: GrafanaContext, { condition }: Alert, rule: AlertRule): Watched | undefined {
  if (condition.kind === 'absent') {
    return { expr: reduced('sum', [], countOf(condition.of)) };
  }
  const parsed = parseExpression(rule.expr, { version: context.model.service.prometheus });
  if (parsed.ast === undefined) return undefined;
  const threshold = condition.kind === 'expr' ? undefined : condition.comparison.threshold.value;
  const found = comparisonIn(parsed.ast, threshold);
  if (found === undefined) return { expr: parsed.ast };
  const op = found.op.startsWith('<') ? '<' : '>';
  const value = found.right.type === 'number' ? found.right.value : Number.NaN;
  return { expr: found.left, comparison: { op, threshold: value } };
}

function countOf(of: Parameters<typeof select>[0]): Expr {
  return select(of, of.metric.type === 'histogram' ? '_count' : '');
}

/** The outermost comparison with this number, or with any number. */
function comparisonIn(expr: Expr, threshold: number | undefined): Binary | undefined {
  const found: Binary[] = [];
  walk(expr, (node) => {
    if (node.type !== 'binary' || !isComparison(node.op) || node.right.type !== 'number') return;
    if (threshold === undefined || node.right.value === threshold) found.push(node);
  });
  return found[0];
}

function marksOf(alert: Alert, { comparison }: Watched): Partial<Pick<PanelDraft, 'steps' | 'limits'>> {
  if (comparison === undefined) return {};
  const { op, threshold: value } = comparison;
  const steps = stepsOfComparison({ op, threshold: { value, text: String(value) } }, alert.severity);
  return { steps, limits: limitsOfSteps(steps) };
}

function unitOfAlert(context: GrafanaContext, { condition }: Alert, expr: Expr): DisplayUnit {
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
