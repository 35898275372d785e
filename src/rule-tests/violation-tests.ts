import { check, firingAlert, firingCheck } from './checks.ts';
import { drive, type Level } from './drive.ts';
import { inputInterval, levelsOf, roundUp, steadyValue } from './levels.ts';
import { isExact, windowOf } from './measurement.ts';
import type { ConditionUnderTest } from './subject.ts';
import type { RuleTest } from './test-file.ts';
import { timelineTest } from './timeline-test.ts';

interface Violations {
  readonly atLeast: number;
  /** Seconds. */
  readonly within: number;
}

/** Tests of an alert that counts violations: one too few is silent, the last one fires, and old ones are forgotten. */
export function violationTests(subject: ConditionUnderTest, violations: Violations): RuleTest[] {
  const { measurement } = subject;
  return isExact(measurement)
    ? countedTests(subject, violations)
    : [...steadyTests(subject, violations), ...timelineTest(subject)];
}

/** Violations one by one: the value of each evaluation can be set. */
function countedTests(subject: ConditionUnderTest, { atLeast, within }: Violations): RuleTest[] {
  const { alert, rule, service, measurement, comparison } = subject;
  const { step } = subject;
  const { over, under } = levelsOf(measurement, comparison);
  const held = roundUp(alert.for, step);
  const slots = Math.floor(within / step);
  // All but one at the start, the last one late in the window and not next to them.
  const first = 4;
  const last = first + Math.max(atLeast - 1, Math.floor(slots * 0.8));
  const forgotten = first + slots + 1;
  const levels: Level[] = [
    { count: first, level: under },
    { count: atLeast - 1, level: over },
    { count: last - first - (atLeast - 1), level: under },
    { count: 1, level: over },
    { count: forgotten + held / step + 4 - last, level: under },
  ];
  const driven = drive(measurement, levels, step, service);
  const enough = drive(measurement, [{ count: slots + held / step + 8, level: over }], step, service);
  const few = drive(measurement, [{ count: slots + held / step + 8, level: under }], step, service);
  if (driven === undefined || enough === undefined || few === undefined) return [];
  const at = (evaluation: number) => evaluation * step;
  const name = `${alert.name} fires at the ${atLeast === 1 ? 'first' : `last of ${atLeast}`} violation${atLeast === 1 ? '' : 's'} within its window, and forgets old ones`;
  const fires = held === 0 || at(last) + held < at(forgotten - 2);
  const expected = firingAlert(subject, driven, atLeast);
  return [
    {
      name,
      interval: step,
      input: driven.input,
      ...(fires ? { alerts: [check(at(last) + held, alert, [expected])] } : {}),
      samples: [
        ...firingCheck(rule, driven.labels, at(last - 1) + held, false),
        ...(fires ? firingCheck(rule, driven.labels, at(forgotten - 2), true) : []),
        ...firingCheck(rule, driven.labels, at(forgotten) + roundUp(alert.keepFiringFor, step), false),
      ],
    },
    {
      name: `${alert.name} fires while the condition holds`,
      interval: step,
      input: enough.input,
      samples: firingCheck(rule, enough.labels, at(slots + 4) + held, true),
    },
    {
      name: `${alert.name} is silent while nothing violates its condition`,
      interval: step,
      input: few.input,
      alerts: [check(at(slots + 4) + held, alert, [])],
    },
  ];
}

/** A value that follows from a range cannot be set evaluation by evaluation: it is held. */
function steadyTests(subject: ConditionUnderTest, { atLeast, within }: Violations): RuleTest[] {
  const { alert, rule, service, measurement, comparison } = subject;
  const { step } = subject;
  const interval = inputInterval(service, windowOf(measurement));
  const end =
    roundUp(windowOf(measurement), step) +
    roundUp(within, step) +
    roundUp(alert.for, step) +
    roundUp(alert.keepFiringFor, step) +
    (atLeast + 2) * step;
  const { over, under } = levelsOf(measurement, comparison);
  const count = Math.ceil(end / interval);
  const above = drive(measurement, [{ count, level: over }], interval, service);
  const below = drive(measurement, [{ count, level: under }], interval, service);
  if (above === undefined || below === undefined || Number.isNaN(steadyValue(above, end))) return [];
  return [
    {
      name: `${alert.name} fires while the condition holds`,
      interval,
      input: above.input,
      samples: firingCheck(rule, above.labels, end, true),
    },
    {
      name: `${alert.name} is silent while nothing violates its condition`,
      interval,
      input: below.input,
      alerts: [check(end, alert, [])],
    },
  ];
}
