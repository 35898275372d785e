import type { Alert } from '../model/alert.ts';
import type { Model } from '../model/model.ts';
import { print } from '../promql/print.ts';
import { LABEL, violationRecord } from '../slo/names.ts';
import { alertAnnotations } from './annotations.ts';
import { alertExpressions } from './conditions.ts';
import type { AlertRule, Rule, RuleOrigin } from './plan.ts';
import { literal } from './templates.ts';

/** The rules of an alert: the record of its violations, where it counts them, then the alert. */
export function alertRules(model: Model, alert: Alert): Rule[] {
  const { service } = model;
  const expressions = alertExpressions(alert, service);
  if (expressions === undefined) return [];
  const origin: RuleOrigin = { kind: 'alert', alert: alert.name };
  const rule: AlertRule = {
    kind: 'alert',
    alert: alert.name,
    expr: print(expressions.alert),
    for: alert.for,
    keepFiringFor: alert.keepFiringFor,
    severity: alert.severity,
    owner: alert.owner,
    labels: new Map([
      ...service.alertLabels,
      ...alert.labels,
      [LABEL.service, literal(service.name)],
      [LABEL.severity, literal(alert.severity.label)],
      [LABEL.owner, literal(alert.owner)],
    ]),
    annotations: alertAnnotations(model, alert),
    origin,
    path: alert.path,
  };
  const { violation } = expressions;
  if (violation === undefined) return [rule];
  const judged = violation.type === 'binary' && violation.bool;
  return [
    {
      kind: 'record',
      record: violationRecord(alert.name),
      expr: print(violation),
      // Another service may have an alert of the same name.
      labels: new Map([[LABEL.service, service.name]]),
      comment: judged
        ? `1 where the condition of ${alert.name} was violated in this evaluation, else 0.`
        : `There where the condition of ${alert.name} was violated in this evaluation.`,
      origin,
      path: alert.path,
    },
    rule,
  ];
}
