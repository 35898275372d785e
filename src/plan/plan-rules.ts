import type { Alert } from '../model/alert.ts';
import type { Model, Service } from '../model/model.ts';
import type { Recording } from '../model/recording.ts';
import { print } from '../promql/print.ts';
import { LABEL } from '../slo/names.ts';
import { alertRules } from './alerts.ts';
import { groupRules, type RuleSet } from './groups.ts';
import type { Rule, RulePlan } from './plan.ts';
import { recordingExpression } from './recordings.ts';
import { sloRules } from './slos.ts';

/**
 * Every rule that the spec gives rise to. What cannot be planned (an expression that does not parse, a tier that cannot
 * fire) is left out; the findings about it say so.
 */
export function planRules(model: Model): RulePlan {
  const { service } = model;
  const sets: RuleSet[] = [
    ...model.recordings.map(
      (recording): RuleSet => ({
        kind: 'recording',
        id: recording.record,
        rules: recordingRules(recording, service),
      }),
    ),
    ...model.slos.flatMap((slo) => {
      const watching = model.alerts.filter((alert) => watches(alert) === slo.id);
      const [first, ...others] = sloRules(model, slo);
      if (first === undefined) return [];
      const rules = [...first.rules, ...watching.flatMap((alert) => alertRules(model, alert))];
      return [{ ...first, rules }, ...others];
    }),
    ...model.alerts
      .filter((alert) => watches(alert) === undefined)
      .map((alert): RuleSet => ({ kind: 'alert', id: alert.name, rules: alertRules(model, alert) })),
  ];
  const planned = sets.filter(({ rules }) => rules.length > 0);
  return { groups: groupRules(service.prefix, planned, service.ruleInterval, service.prometheus) };
}

/** The objective whose counters an alert watches; its rule belongs to those of the objective. */
function watches({ condition }: Alert): string | undefined {
  return condition.kind === 'missing' ? condition.slo : undefined;
}

function recordingRules(recording: Recording, service: Service): Rule[] {
  const expr = recordingExpression(recording, service.prometheus);
  if (expr === undefined) return [];
  return [
    {
      kind: 'record',
      record: recording.record,
      expr: print(expr),
      labels: new Map([[LABEL.service, service.name]]),
      origin: { kind: 'recording', record: recording.record },
      path: recording.path,
      ...(recording.description === undefined ? {} : { comment: recording.description }),
    },
  ];
}
