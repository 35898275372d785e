import type { Severity } from '../../model/alert.ts';
import type { Service } from '../../model/model.ts';
import type { Matcher, VectorSelector } from '../../promql/ast.ts';
import * as promql from '../../promql/build.ts';
import { LABEL } from '../../slo/names.ts';
import type { AlertRule } from '../plan.ts';
import { draft } from './base.ts';
import { SEVERITY_COLOR } from './colors.ts';
import { type PanelContext, runbookLinks } from './context.ts';
import { literal } from './escape.ts';
import type { PanelPlan, RangeMeaning } from './plan.ts';
import { COUNT } from './units.ts';

/** The firing alerts of the service. */
export function firingAlerts(service: Service, more: readonly Matcher[] = []): VectorSelector {
  return promql.selector('ALERTS', [
    promql.matcher(LABEL.service, '=', service.name),
    promql.matcher('alertstate', '=', 'firing'),
    ...more,
  ]);
}

const PENDING = 1;
const FIRING: Readonly<Record<Severity, number>> = { info: 2, ticket: 3, page: 4 };

/** The state of each alert over time: one line an alert, quiet ones too. */
export function alertStates(
  context: PanelContext,
  rules: readonly { readonly rule: AlertRule; readonly title: string }[],
  title: string,
): PanelPlan {
  return draft(COUNT, {
    kind: 'state-timeline',
    title,
    description: 'State of each alert over time: quiet, pending, or firing.',
    queries: rules.map(({ rule, title: name }) => ({
      expr: stateOf(context, rule),
      legend: literal(name),
      when: 'range',
    })),
    interval: context.model.service.ruleInterval,
    meanings: STATES,
    steps: STATES.map(({ from, color }) => ({ from: from ?? Number.NEGATIVE_INFINITY, color })),
    links: runbookLinks(
      context,
      rules.map(({ rule }) => rule),
    ),
    noValue: 'Quiet',
    lines: rules.length,
  });
}

const STATES: readonly RangeMeaning[] = [
  { to: 0, text: 'Quiet', color: 'green' },
  { from: PENDING, to: PENDING, text: 'Pending', color: 'yellow' },
  { from: FIRING.info, to: FIRING.info, text: 'Firing (info)', color: SEVERITY_COLOR.info },
  { from: FIRING.ticket, to: FIRING.ticket, text: 'Firing (ticket)', color: SEVERITY_COLOR.ticket },
  { from: FIRING.page, text: 'Firing (page)', color: SEVERITY_COLOR.page },
];

/** `ALERTS` holds only pending and firing alerts; the constant at the end stands for all other times. */
function stateOf({ model }: PanelContext, rule: AlertRule) {
  const state = (name: string) =>
    promql.aggregate(
      'max',
      promql.selector('ALERTS', [
        promql.matcher('alertname', '=', rule.alert),
        promql.matcher(LABEL.service, '=', model.service.name),
        promql.matcher('alertstate', '=', name),
        promql.matcher(LABEL.severity, '=', rule.severity),
      ]),
    );
  const firing = promql.binary('*', state('firing'), promql.number(FIRING[rule.severity]));
  const quiet = promql.call('vector', promql.number(0));
  return promql.binary('or', promql.binary('or', firing, state('pending')), quiet);
}
