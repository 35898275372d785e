import type { Alert, Condition } from '../../model/alert.ts';
import type { Model } from '../../model/model.ts';
import type { Slo } from '../../model/slo.ts';
import { runbookUrl } from '../../plan/links.ts';
import type { AlertRule, RecordRule, RulePlan } from '../../plan/plan.ts';
import type { LinkDraft } from './draft.ts';
import { linkUrl } from './escape.ts';
import { type SeriesKnowledge, seriesKnowledge } from './series.ts';

/** What all dashboards are made from. */
export interface GrafanaContext {
  readonly model: Model;
  readonly series: SeriesKnowledge;
  readonly alertRules: readonly AlertRule[];
  readonly recordRules: readonly RecordRule[];
}

export function grafanaContext(model: Model, plan: RulePlan): GrafanaContext {
  const rules = plan.groups.flatMap((group) => group.rules);
  return {
    model,
    series: seriesKnowledge(model, plan),
    alertRules: rules.filter((rule) => rule.kind === 'alert'),
    recordRules: rules.filter((rule) => rule.kind === 'record'),
  };
}

export function ruleOfAlert({ alertRules }: GrafanaContext, name: string): AlertRule | undefined {
  return alertRules.find(({ origin }) => origin.kind === 'alert' && origin.alert === name);
}

export function rulesOfSlo({ alertRules }: GrafanaContext, id: string): readonly AlertRule[] {
  return alertRules.filter(({ origin }) => origin.kind === 'slo' && origin.slo === id);
}

/** Links to the runbooks of alerts, each once. */
export function runbookLinks({ model }: GrafanaContext, rules: readonly AlertRule[]): LinkDraft[] {
  return [...new Set(rules.map(({ alert }) => alert))].flatMap((alert) => {
    const url = runbookUrl(model, alert);
    return url === undefined ? [] : [{ title: `Runbook of ${alert}`, url: linkUrl(url) }];
  });
}

/** Objectives on the latency of a metric. */
export function latencySlos({ model }: GrafanaContext, metric: string): readonly Slo[] {
  return model.slos.filter(({ sli }) => sli.kind === 'latency' && sli.of.metric.name === metric);
}

type Comparing = Exclude<Condition, { kind: 'absent' | 'expr' }>;

/** Alerts with a structured condition that `matches`. */
export function alertsWhere(
  { model }: GrafanaContext,
  matches: (condition: Comparing) => boolean,
): { readonly alert: Alert; readonly condition: Comparing }[] {
  return model.alerts.flatMap((alert) => {
    const { condition } = alert;
    if (condition.kind === 'absent' || condition.kind === 'expr' || !matches(condition)) return [];
    return [{ alert, condition }];
  });
}
