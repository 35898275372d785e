import type { Condition } from '../../model/alert.ts';
import { relationOf } from '../../plan/selection.ts';
import { burnAlertName } from '../../slo/names.ts';
import { formatDuration } from '../../spec/scalars.ts';
import { URGENCIES } from '../../spec/schema/routing.ts';
import { pathBack } from '../cycles.ts';
import type { LintRule } from '../rule.ts';

/** A share lies between none and all; which of two series is a part of the other, their expressions do not say. */
export const alertShares: LintRule = {
  codes: ['promql/never-true'],
  *check({ document, model }) {
    for (const { condition, path } of model.alerts) {
      if (condition.kind !== 'metric' || !isBeyond(condition)) continue;
      const { op, threshold } = condition.comparison;
      const args = { op, constant: threshold.value, min: 0, max: 1 } as const;
      yield document.finding('promql/never-true', [...path, 'when'], args);
    }
  },
};

function isBeyond({ of, measure, dividedBy, comparison }: Extract<Condition, { kind: 'metric' }>): boolean {
  const { op, threshold } = comparison;
  if (measure === 'share_above') return op === '<' && threshold.value <= 0;
  if (dividedBy === undefined || op === '<' || threshold.value < 1) return false;
  const relation = relationOf(of, dividedBy);
  return relation === 'part' || relation === 'same';
}

/** A service that has all its targets is not down. */
export const alertDown: LintRule = {
  codes: ['alert/more-than-targets'],
  *check({ document, model }) {
    for (const { name, condition, path } of model.alerts) {
      if (condition.kind !== 'down' || condition.below <= condition.targets) continue;
      const { below, targets } = condition;
      const at = [...path, 'when', 'down', 'below'];
      yield document.finding('alert/more-than-targets', at, { alert: name, below, targets });
    }
  },
};

/** A time that an alert holds is counted in evaluations: one that is shorter than an interval lasts as long as one. */
export const alertHolds: LintRule = {
  codes: ['alert/short-hold'],
  *check({ document, model }) {
    const interval = model.service.ruleInterval;
    const holds = [
      ...model.alerts.flatMap(({ name, path, for: hold, keepFiringFor }) => [
        { name, path, key: 'for', seconds: hold },
        { name, path, key: 'keep_firing_for', seconds: keepFiringFor },
      ]),
      ...model.slos.map((slo) => ({
        name: burnAlertName(model.service.name, slo),
        path: [...slo.path, 'alerts'],
        key: 'keep_firing_for',
        seconds: slo.keepFiringFor,
      })),
    ];
    for (const { name, path, key, seconds } of holds) {
      if (seconds === 0 || seconds >= interval) continue;
      const args = { alert: name, key, hold: formatDuration(seconds), interval: formatDuration(interval) };
      yield document.finding('alert/short-hold', [...path, key], args);
    }
  },
};

/** As many violations as an alert asks for can fall into its window. */
export const alertViolations: LintRule = {
  codes: ['alert/violations-out-of-reach'],
  *check({ document, model }) {
    for (const { name, violations, path } of model.alerts) {
      if (violations === undefined) continue;
      const { atLeast, within } = violations;
      const evaluations = Math.floor(within / model.service.ruleInterval);
      if (atLeast <= evaluations) continue;
      const args = { alert: name, atLeast, within: formatDuration(within), evaluations };
      yield document.finding('alert/violations-out-of-reach', [...path, 'violations', 'at_least'], args);
    }
  },
};

/** Causes do not lead back to where they began. */
export const alertCauses: LintRule = {
  codes: ['alert/circular-cause'],
  *check({ document, model }) {
    const causes = new Map(model.alerts.map(({ name, causedBy }) => [name, causedBy]));
    const reported = new Set<string>();
    for (const { name, causedBy, path } of model.alerts) {
      const circle = pathBack(name, (each) => causes.get(each) ?? []);
      if (circle === undefined || circle.some((each) => reported.has(each))) continue;
      for (const each of circle) reported.add(each);
      const at = [...path, 'caused_by', causedBy.indexOf(circle[1] ?? name)];
      yield document.finding('alert/circular-cause', at, { alert: name, circle: [...circle, name] });
    }
  },
};

/** What silences an alert is told at least as urgently. */
export const alertUrgency: LintRule = {
  codes: ['alert/quiet-cause'],
  *check({ document, model }) {
    const alerts = new Map(model.alerts.map((alert) => [alert.name, alert]));
    for (const { name, severity, causedBy, path } of model.alerts) {
      for (const [index, cause] of causedBy.entries()) {
        const ofCause = alerts.get(cause)?.severity ?? severity;
        if (URGENCIES.indexOf(ofCause.like) <= URGENCIES.indexOf(severity.like)) continue;
        const args = { alert: name, severity: severity.name, cause, ofCause: ofCause.name };
        yield document.finding('alert/quiet-cause', [...path, 'caused_by', index], args);
      }
    }
  },
};
