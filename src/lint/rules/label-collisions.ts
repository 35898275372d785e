import type { Finding } from '../../finding/finding.ts';
import type { Alert } from '../../model/alert.ts';
import type { Service } from '../../model/model.ts';
import { type AlertRule, rulesByAlert } from '../../plan/plan.ts';
import type { LabelFact } from '../../promql/labels.ts';
import { LABEL } from '../../slo/names.ts';
import type { LintContext, LintRule } from '../rule.ts';

const ALERT_SETS: readonly string[] = ['alertname', LABEL.service, LABEL.severity, LABEL.owner];
/** Labels that rules of objectives set; those of alerts are among them. */
export const OF_RULES: readonly string[] = [...ALERT_SETS, LABEL.slo, LABEL.tier, LABEL.long, LABEL.short];

/**
 * A rule overwrites the labels that it sets: a label of the same name that an alert or an objective keeps is lost. A
 * metric may well have such a label as long as nothing keeps it.
 */
export const labelCollisions: LintRule = {
  codes: ['label/collision'],
  *check(context) {
    const { document, model } = context;
    const rules = rulesByAlert(context.plan);
    for (const label of model.service.alertLabels.keys()) {
      if (!OF_RULES.includes(label)) continue;
      const args = { label, subject: 'every alert', sets: 'the rules' };
      yield document.finding('label/collision', ['service', 'alert_labels', label], args, { side: 'key' });
    }
    for (const alert of model.alerts) {
      const { name, condition, labels, path } = alert;
      const subject = `alert ${name}`;
      for (const [index, label] of ('by' in condition ? condition.by : []).entries()) {
        const sets = setterOf(model.service, label, alert);
        if (sets === undefined) continue;
        yield document.finding('label/collision', [...path, 'when', 'by', index], { label, subject, sets });
      }
      yield* ofExpression(context, alert, rules.get(name));
      for (const label of labels.keys()) {
        if (!ALERT_SETS.includes(label)) continue;
        const args = { label, subject, sets: 'the rule' };
        yield document.finding('label/collision', [...path, 'labels', label], args, { side: 'key' });
      }
    }
    for (const { record, definition, path } of model.recordings) {
      const at = [...path, definition.kind, ...('by' in definition ? ['by'] : [])];
      const keeps =
        definition.kind === 'expr'
          ? hasSeveral(context.catalogue.understand(definition.expr)?.flow.labels.known.get(LABEL.service))
          : definition.by.includes(LABEL.service);
      const args = { label: LABEL.service, subject: `recording ${record}`, sets: 'the rule' };
      if (keeps) yield document.finding('label/collision', at, args);
    }
    for (const { id, by, labels, path } of model.slos) {
      const subject = `SLO "${id}"`;
      for (const [index, label] of by.entries()) {
        const sets = OF_RULES.includes(label)
          ? 'its rules'
          : labels.has(label)
            ? 'its own `labels`'
            : ofService(model.service, label);
        if (sets === undefined) continue;
        yield document.finding('label/collision', [...path, 'by', index], { label, subject, sets });
      }
      for (const label of labels.keys()) {
        if (!OF_RULES.includes(label)) continue;
        const args = { label, subject, sets: 'its rules' };
        yield document.finding('label/collision', [...path, 'alerts', 'labels', label], args, {
          side: 'key',
        });
      }
    }
  },
};

function setterOf(service: Service, label: string, { labels }: Alert): string | undefined {
  if (ALERT_SETS.includes(label)) return 'the rule';
  return labels.has(label) ? 'its own `labels`' : ofService(service, label);
}

const ofService = ({ alertLabels }: Service, label: string) =>
  alertLabels.has(label) ? '`service.alert_labels`' : undefined;

/**
 * What the condition returns without being asked to. A label of one value tells no two series apart, so that nothing is
 * lost with it; where one of several is overwritten, series become one and Prometheus refuses to evaluate the rule.
 */
function* ofExpression(
  { document, catalogue, model }: LintContext,
  alert: Alert,
  rule: AlertRule | undefined,
): Iterable<Finding> {
  const { name, condition, path } = alert;
  if (condition.kind !== 'expr' && condition.kind !== 'recording') return;
  const at = [...path, ...(condition.kind === 'expr' ? ['expr'] : ['when', 'recording'])];
  for (const [label, { status, values }] of (rule && catalogue.understand(rule.expr)?.flow.labels.known) ??
    []) {
    const sets = setterOf(model.service, label, alert);
    const asked = condition.kind === 'recording' && condition.by.includes(label);
    const several = hasSeveral({ status, values });
    if (sets === undefined || asked || !several) continue;
    yield document.finding('label/collision', at, { label, subject: `alert ${name}`, sets });
  }
}

function hasSeveral(fact: Pick<LabelFact, 'status' | 'values'> | undefined): boolean {
  if (fact === undefined || fact.status === 'impossible') return false;
  return !(fact.values.kind === 'closed' && fact.values.values.length < 2);
}
