import type { Severity } from '../../model/alert.ts';
import * as promql from '../../promql/build.ts';
import { LABEL } from '../../slo/names.ts';
import type { AlertRule } from '../plan.ts';
import { draft } from './base.ts';
import { SEVERITY_COLOR } from './colors.ts';
import { type PanelContext, runbookLinks } from './context.ts';
import type { DashboardContent, PanelPlan } from './plan.ts';
import { sloTable } from './slo-table.ts';
import { alertStates, firingAlerts } from './states.ts';
import { COUNT } from './units.ts';

/** What pages now, and where every objective stands. */
export function overview(context: PanelContext, uid: string): DashboardContent {
  const { model } = context;
  const slos = model.slos.length === 0 ? [] : [sloTable(context, model.slos)];
  const rows = [
    {
      title: 'Now',
      collapsed: false,
      panels: [...(['page', 'ticket', 'info'] as const).map((severity) => firing(context, severity))],
    },
    { title: 'Objectives', collapsed: false, panels: slos },
    { title: 'Alerts that page', collapsed: false, panels: states(context, ['page'], 'What pages') },
    {
      title: 'Alerts that wait for working hours',
      collapsed: false,
      panels: states(context, ['ticket', 'info'], 'Tickets and information'),
    },
  ];
  return {
    uid,
    title: `${model.service.title}: overview`,
    description: 'What pages now, and where does every objective stand?',
    refresh: '30s',
    range: '6h',
    rows: rows.filter(({ panels }) => panels.length > 0),
  };
}

const NAMES: Readonly<Record<Severity, string>> = {
  page: 'Pages now',
  ticket: 'Open tickets',
  info: 'Notes',
};

function firing(context: PanelContext, severity: Severity): PanelPlan {
  const { model } = context;
  const alerts = firingAlerts(model.service, [promql.matcher(LABEL.severity, '=', severity)]);
  // One alert that fires for four models is one thing to look at.
  const distinct = promql.aggregate('count', promql.aggregate('max', alerts, { by: ['alertname'] }));
  const rules = context.alertRules.filter((rule) => rule.severity === severity);
  const names = new Set(rules.map(({ alert }) => alert));
  return draft(COUNT, {
    kind: 'stat',
    title: NAMES[severity],
    description: `Alerts of severity ${severity} that are firing, of ${names.size} that there are.`,
    queries: [
      {
        expr: promql.binary('or', distinct, promql.call('vector', promql.number(0))),
        legend: NAMES[severity],
        when: 'range',
      },
    ],
    steps: [
      { from: Number.NEGATIVE_INFINITY, color: 'green' },
      { from: 1, color: SEVERITY_COLOR[severity] },
    ],
    decimals: 0,
    interval: model.service.ruleInterval,
    links: runbookLinks(context, rules),
    width: 8,
    height: 4,
  });
}

/** A line for each alert; the tiers of one objective that share a severity share a line. */
function states(context: PanelContext, severities: readonly Severity[], title: string): PanelPlan[] {
  const rules = new Map<string, { rule: AlertRule; title: string }>();
  for (const rule of context.alertRules) {
    if (!severities.includes(rule.severity)) continue;
    const key = `${rule.alert} ${rule.severity}`;
    if (!rules.has(key)) rules.set(key, { rule, title: titleOf(context, rule) });
  }
  return rules.size === 0 ? [] : [alertStates(context, [...rules.values()], title)];
}

function titleOf({ model }: PanelContext, { origin, alert }: AlertRule): string {
  if (origin.kind === 'slo') {
    const slo = model.slos.find(({ id }) => id === origin.slo);
    return `Budget burns: ${slo?.title ?? origin.slo}`;
  }
  return model.alerts.find(({ name }) => name === alert)?.title ?? alert;
}
