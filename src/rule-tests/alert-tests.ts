import { absenceTests } from './absence-tests.ts';
import { check, firingAlert, firingCheck } from './checks.ts';
import { drive } from './drive.ts';
import { showsBareValue } from './expand.ts';
import { inputInterval, levelsOf, roundUp, steadyValue } from './levels.ts';
import { isExact, measuredBy, windowOf } from './measurement.ts';
import { rawTests } from './raw-tests.ts';
import { strangerTests } from './stranger-tests.ts';
import type { AlertUnderTest, ConditionUnderTest } from './subject.ts';
import type { RuleTest } from './test-file.ts';
import { timelineTest } from './timeline-test.ts';
import { violationTests } from './violation-tests.ts';

/** Tests of an alert: it fires when it must, and at no other time. Empty where none can be derived. */
export function alertTests(subject: AlertUnderTest): RuleTest[] {
  const { condition, violations } = subject.alert;
  if (condition.kind === 'expr') return rawTests(subject);
  if (condition.kind === 'absent') return absenceTests(subject, condition.of);
  const measurement = measuredBy(condition, subject.recordLabels);
  if (measurement === undefined) return [];
  const { comparison } = condition;
  const full: ConditionUnderTest = { ...subject, measurement, comparison };
  const own = violations === undefined ? conditionTests(full) : violationTests(full, violations);
  return own.length === 0 ? [] : [...own, ...strangerTests(full)];
}

function conditionTests(subject: ConditionUnderTest): RuleTest[] {
  const { alert, rule, service, measurement, comparison } = subject;
  const { step } = subject;
  const interval = inputInterval(service, windowOf(measurement));
  const warm = roundUp(windowOf(measurement), step) + 2 * step;
  const held = roundUp(alert.for, step);
  const samples = (seconds: number) => Math.ceil(seconds / interval);
  const { over, under } = levelsOf(measurement, comparison);
  // A range that is not filled yet can show too little: what fires on that must have ended.
  const end = warm + held + roundUp(alert.keepFiringFor, step) + 2 * step;
  const above = drive(measurement, [{ count: samples(end), level: over }], interval, service);
  const below = drive(measurement, [{ count: samples(end), level: under }], interval, service);
  if (above === undefined || below === undefined) return [];
  const threshold = `${comparison.op === '>' ? 'above' : 'below'} ${comparison.threshold.text}`;
  const expected = firingAlert(subject, above, steadyValue(above, end));
  // A value to its last digit is what arithmetic makes of it; where a text shows that, only the labels are compared.
  const fires =
    showsBareValue(rule.annotations) && !isExact(measurement)
      ? { samples: firingCheck(rule, above.labels, end, true) }
      : { alerts: [check(end, alert, [expected])] };
  return [
    { name: `${alert.name} fires just ${threshold}`, interval, input: above.input, ...fires },
    {
      name: `${alert.name} is silent just not ${threshold}`,
      interval,
      input: below.input,
      alerts: [check(end, alert, [])],
    },
    ...timelineTest(subject),
  ];
}
