import type { Alert } from '../../model/alert.ts';
import type { Panel } from '../../model/dashboard.ts';
import type { Service } from '../../model/model.ts';
import type { Severity, Urgency } from '../../model/team.ts';
import { type Expr, isComparison, isSetOp, type VectorSelector } from '../../promql/ast.ts';
import * as promql from '../../promql/build.ts';
import { LABEL } from '../../slo/names.ts';
import { conditionExpression } from '../conditions.ts';
import type { AlertRule } from '../plan.ts';
import { countedSeries } from '../queries.ts';
import { type PanelContext, ruleOfAlert, runbookLinks } from './context.ts';
import { literal, markdown, paragraphs } from './escape.ts';
import { limitsOfSteps, stepsOfComparison, URGENCY_COLOR } from './marks.ts';
import { legendOfExpr, overRange, overridden, panelPlan } from './panel.ts';
import type { PanelPlan, RangeMeaning } from './plan.ts';
import { unitOfExpr, unitOfRecord } from './recording.ts';
import { COUNT, type DisplayUnit, displayUnit, rateUnit, SHARE } from './units.ts';

/** What the alert watches, against the threshold at which it fires. */
export function alertPanel(context: PanelContext, panel: Panel, name: string): PanelPlan[] {
  const { alerts, service } = context.model;
  const alert = alerts.find((candidate) => candidate.name === name);
  const rule = ruleOfAlert(context, name);
  if (alert === undefined || rule === undefined) return [];
  const watched = watchedBy(service, alert);
  if (watched === undefined) return [];
  const { expr } = watched;
  const base = panelPlan(unitOfAlert(context, alert, expr), {
    kind: 'timeseries',
    title: alert.title,
    description: describeAlert(alert),
    queries: [
      overRange(expr, panel.legend ?? legendOfExpr(context, expr, literal(panel.title ?? alert.title))),
    ],
    interval: Math.max(service.scrapeInterval, service.ruleInterval),
    links: runbookLinks(context, [rule]),
    noValue: alert.condition.kind === 'absent' || alert.condition.kind === 'missing' ? 'Absent' : 'No data',
    ...marksOf(alert, watched),
  });
  return [overridden(base, panel)];
}

function describeAlert({ name, runbook, summary = '', severity, owner }: Alert): string {
  const { meaning = summary.replaceAll(/\{\{.*?\}\}/g, '…'), impact } = runbook;
  const urgency = { page: 'Pages', ticket: 'Opens a ticket for', info: 'Informs' }[severity.like];
  return paragraphs(
    markdown(meaning),
    impact === undefined ? '' : `**Impact:** ${markdown(impact)}`,
    `${urgency} ${markdown(owner)} as \`${name}\`.`,
  );
}

interface Watched {
  readonly expr: Expr;
  /** The comparison in the rule, where it compares with a number. */
  readonly comparison?: { readonly op: '>' | '<'; readonly threshold: number };
}

/** The side of the rule's comparison that changes: the panel cannot show another value than the one that fires. */
function watchedBy(service: Service, { condition }: Alert): Watched | undefined {
  if (condition.kind === 'absent') {
    const { apart } = condition.of.metric.target;
    return { expr: promql.aggregateBy('count', apart, countedSeries(condition.of)) };
  }
  if (condition.kind === 'missing') {
    const apart = condition.presence?.target.apart ?? [];
    const counts = condition.of.map((each): Expr => promql.aggregateBy('count', apart, countedSeries(each)));
    return { expr: counts.reduce((all, each) => promql.binary('and', all, each)) };
  }
  const expr = conditionExpression(condition, service.prometheus);
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
  const steps = stepsOfComparison({ op, threshold: { value, text: String(value) } }, alert.severity.like);
  return { steps, limits: limitsOfSteps(steps) };
}

function unitOfAlert(context: PanelContext, { condition }: Alert, expr: Expr): DisplayUnit {
  switch (condition.kind) {
    case 'absent':
    case 'down':
    case 'missing':
      return COUNT;
    case 'expr':
      return unitOfExpr(context, expr);
    case 'recording':
      return unitOfRecord(context, condition.of.record);
    case 'metric': {
      if (condition.measure === 'share_above' || condition.dividedBy !== undefined) return SHARE;
      const { unit } = condition.of.metric;
      return condition.measure === 'rate' ? rateUnit(unit) : displayUnit(unit);
    }
  }
}

/** Alerts of the service in a state, all or some. */
export function alertsIn(
  service: Service,
  state: 'pending' | 'firing',
  some: { readonly alert?: string; readonly severities?: readonly Severity[] } = {},
): VectorSelector {
  return promql.selector('ALERTS', [
    ...(some.alert === undefined ? [] : [promql.matcher('alertname', '=', some.alert)]),
    promql.matcher(LABEL.service, '=', service.name),
    promql.matcher('alertstate', '=', state),
    ...(some.severities === undefined
      ? []
      : [
          promql.oneOf(
            LABEL.severity,
            some.severities.map(({ label }) => label),
          ),
        ]),
  ]);
}

const FIRING: Readonly<Record<Urgency, number>> = { info: 2, ticket: 3, page: 4 };

const STATES: readonly RangeMeaning[] = [
  { to: 0, text: 'Inactive', color: 'green' },
  { from: 1, to: 1, text: 'Pending', color: 'yellow' },
  { from: FIRING.info, to: FIRING.info, text: 'Firing (info)', color: URGENCY_COLOR.info },
  { from: FIRING.ticket, to: FIRING.ticket, text: 'Firing (ticket)', color: URGENCY_COLOR.ticket },
  { from: FIRING.page, text: 'Firing (page)', color: URGENCY_COLOR.page },
];

/** A rule with what its alert is called. */
export interface TitledRule {
  readonly rule: AlertRule;
  readonly title: string;
}

/** The state of each alert over time: one line an alert, inactive ones too. None without alerts. */
export function alertStates(context: PanelContext, rules: readonly TitledRule[], title: string): PanelPlan[] {
  if (rules.length === 0) return [];
  const { service } = context.model;
  const panel = panelPlan(COUNT, {
    kind: 'state-timeline',
    title,
    description: 'State of each alert over time: inactive, pending or firing.',
    queries: rules.map(({ rule, title: name }) => overRange(stateOf(service, rule), literal(name))),
    interval: service.ruleInterval,
    meanings: STATES,
    steps: STATES.map(({ from = Number.NEGATIVE_INFINITY, color }) => ({ from, color })),
    links: runbookLinks(
      context,
      rules.map(({ rule }) => rule),
    ),
    noValue: 'Inactive',
    lines: rules.length,
  });
  return [panel];
}

/** `ALERTS` holds only pending and firing alerts; the constant at the end stands for all other times. */
function stateOf(service: Service, rule: AlertRule): Expr {
  const some = { alert: rule.alert, severities: [rule.severity] };
  const state = (name: 'pending' | 'firing') => promql.aggregate('max', alertsIn(service, name, some));
  const firing = promql.binary('*', state('firing'), promql.number(FIRING[rule.severity.like]));
  const quiet = promql.call('vector', promql.number(0));
  return promql.binary('or', promql.binary('or', firing, state('pending')), quiet);
}
