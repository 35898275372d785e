import { LABEL } from '../../slo/names.ts';
import type { LintRule } from '../rule.ts';

const ALERT_SETS: readonly string[] = ['alertname', LABEL.service, LABEL.severity, LABEL.owner];
const SLO_SETS: readonly string[] = [...ALERT_SETS, LABEL.slo, LABEL.tier];

/**
 * A rule overwrites the labels that it sets: a label of the same name that an alert or an objective keeps is lost. A
 * metric may well have such a label as long as nothing keeps it.
 */
export const labelCollisions: LintRule = {
  codes: ['label/collision'],
  *check({ document, model }) {
    for (const { name, condition, labels, path } of model.alerts) {
      const subject = `alert ${name}`;
      for (const [index, label] of ('by' in condition ? condition.by : []).entries()) {
        const sets = ALERT_SETS.includes(label) ? 'the rule' : labels.has(label) ? 'its own `labels`' : '';
        if (sets === '') continue;
        yield document.finding('label/collision', [...path, 'when', 'by', index], { label, subject, sets });
      }
      for (const label of labels.keys()) {
        if (!ALERT_SETS.includes(label)) continue;
        const args = { label, subject, sets: 'the rule' };
        yield document.finding('label/collision', [...path, 'labels', label], args, { side: 'key' });
      }
    }
    for (const { id, by, path } of model.slos) {
      for (const [index, label] of by.entries()) {
        if (!SLO_SETS.includes(label)) continue;
        const args = { label, subject: `SLO "${id}"`, sets: 'its rules' };
        yield document.finding('label/collision', [...path, 'by', index], args);
      }
    }
  },
};
