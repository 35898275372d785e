import type { Alert, Condition } from '../../model/alert.ts';
import type { Model } from '../../model/model.ts';
import type { Expr } from '../../promql/ast.ts';
import type { DeclaredLabel } from '../../promql/catalogue.ts';
import { inferFlow } from '../../promql/infer.ts';
import { LABEL } from '../../slo/names.ts';
import { runbookUrl } from '../links.ts';
import type { AlertRule, RulePlan } from '../plan.ts';
import { seriesCatalogue } from '../series-catalogue.ts';
import type { PanelLink } from './plan.ts';

/** What all dashboards are made from. */
export interface PanelContext {
  readonly model: Model;
  readonly alertRules: readonly AlertRule[];
  /** Labels of every series of this name, `le` and those of the target left aside; nothing for an unknown name. */
  labelsOf(series: string): readonly string[];
  /** Labels that tell the result's series apart; undefined where they are not known. */
  resultLabels(expr: Expr): readonly string[] | undefined;
  /** Unit of the result in canonical spelling; undefined where it is not known. */
  unitOf(expr: Expr): string | undefined;
}

export function planContext(model: Model, plan: RulePlan): PanelContext {
  const catalogue = seriesCatalogue(model, plan);
  const flowOf = (expr: Expr) =>
    inferFlow(expr, catalogue, { evaluationInterval: model.service.ruleInterval }).root;
  const known = new Map<string, readonly string[]>();
  const { service } = model;
  // A choice of these would not be one of the service's own labels, or of what it is judged by.
  const aside = new Set(['le', 'job', 'instance', ...service.target.labels.map(({ name }) => name)]);
  for (const name of service.target.apart) aside.delete(name);
  /** Records of the service have it, and nothing to choose from. */
  const isService = (name: string, { values }: DeclaredLabel) =>
    name === LABEL.service && values.kind === 'closed' && values.values.join() === service.name;
  return {
    model,
    alertRules: plan.groups.flatMap(({ rules }) => rules.filter((rule) => rule.kind === 'alert')),
    labelsOf(series) {
      const labels =
        known.get(series) ??
        [...(catalogue.lookup(series)?.labels ?? [])]
          .filter(([name, label]) => label.optional !== true && !aside.has(name) && !isService(name, label))
          .map(([name]) => name)
          .concat(series === 'ALERTS' ? service.target.apart : []);
      known.set(series, labels);
      return labels;
    },
    resultLabels(expr) {
      const { labels } = flowOf(expr);
      return labels.rest.status === 'impossible' ? labels.names() : undefined;
    },
    unitOf: (expr) => flowOf(expr).unit,
  };
}

export function ruleOfAlert({ alertRules }: PanelContext, name: string): AlertRule | undefined {
  return alertRules.find(({ origin }) => origin.kind === 'alert' && origin.alert === name);
}

/** Links to the runbooks of alerts, each once. */
export function runbookLinks({ model }: PanelContext, rules: readonly AlertRule[]): PanelLink[] {
  return [...new Set(rules.map(({ alert }) => alert))].flatMap((alert) => {
    const url = runbookUrl(model, alert);
    return url === undefined ? [] : [{ title: `Runbook: ${alert}`, url }];
  });
}

type Comparing = Extract<Condition, { kind: 'metric' | 'recording' }>;

/** Alerts with a structured condition that `matches`. */
export function alertsWhere(
  { model }: PanelContext,
  matches: (condition: Comparing) => boolean,
): { readonly alert: Alert; readonly condition: Comparing }[] {
  return model.alerts.flatMap((alert) => {
    const { condition } = alert;
    if ((condition.kind !== 'metric' && condition.kind !== 'recording') || !matches(condition)) return [];
    return [{ alert, condition }];
  });
}
