import type { Alert, Condition } from '../../model/alert.ts';
import type { Model } from '../../model/model.ts';
import type { Slo } from '../../model/slo.ts';
import { runbookUrl } from '../links.ts';
import type { AlertRule, RecordRule, RulePlan } from '../plan.ts';
import type { PanelLink } from './plan.ts';
import { type SeriesKnowledge, seriesKnowledge } from './series.ts';

/** What all dashboards are made from. */
export interface PanelContext {
  readonly model: Model;
  readonly series: SeriesKnowledge;
  readonly alertRules: readonly AlertRule[];
  readonly recordRules: readonly RecordRule[];
}

export function planContext(model: Model, plan: RulePlan): PanelContext {
  const rules = plan.groups.flatMap((group) => group.rules);
  return {
    model,
    series: seriesKnowledge(model, plan),
    alertRules: rules.filter((rule) => rule.kind === 'alert'),
    recordRules: rules.filter((rule) => rule.kind === 'record'),
  };
}

export function ruleOfAlert({ alertRules }: PanelContext, name: string): AlertRule | undefined {
  return alertRules.find(({ origin }) => origin.kind === 'alert' && origin.alert === name);
}

export function rulesOfSlo({ alertRules }: PanelContext, id: string): readonly AlertRule[] {
  return alertRules.filter(({ origin }) => origin.kind === 'slo' && origin.slo === id);
}

/** Links to the runbooks of alerts, each once. */
export function runbookLinks({ model }: PanelContext, rules: readonly AlertRule[]): PanelLink[] {
  return [...new Set(rules.map(({ alert }) => alert))].flatMap((alert) => {
    const url = runbookUrl(model, alert);
    return url === undefined ? [] : [{ title: `Runbook of ${alert}`, url }];
  });
}

/** Objectives on the latency of a metric. */
export function latencySlos({ model }: PanelContext, metric: string): readonly Slo[] {
  return model.slos.filter(({ sli }) => sli.kind === 'latency' && sli.of.metric.name === metric);
}

type Comparing = Exclude<Condition, { kind: 'absent' | 'expr' }>;

/** Alerts with a structured condition that `matches`. */
export function alertsWhere(
  { model }: PanelContext,
  matches: (condition: Comparing) => boolean,
): { readonly alert: Alert; readonly condition: Comparing }[] {
  return model.alerts.flatMap((alert) => {
    const { condition } = alert;
    if (condition.kind === 'absent' || condition.kind === 'expr' || !matches(condition)) return [];
    return [{ alert, condition }];
  });
}
