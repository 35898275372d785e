import type { Alert } from '../model/alert.ts';
import { type ConditionUnderTest, steadily, steadyValue, timelineTest } from './condition-tests.ts';
import { drive } from './drive.ts';
import { isExact, windowOf } from './measurement.ts';
import { roundUp } from './numbers.ts';
import { firingCheck, firingChecks, type RuleTest } from './rule-test.ts';

type Violations = NonNullable<Alert['violations']>;

/** Tests of an alert that counts violations: one too few is silent, the last one fires, and old ones are forgotten. */
export function violationTests(subject: ConditionUnderTest, violations: Violations): RuleTest[] {
  if (isExact(subject.measurement)) return countedTests(subject, violations);
  // A value that follows from a range cannot be set evaluation by evaluation: it is held.
  const { alert, measurement, step } = subject;
  const waits = [windowOf(measurement), violations.within, alert.for, alert.keepFiringFor];
  const end = waits.reduce((sum, wait) => sum + roundUp(wait, step), (violations.atLeast + 2) * step);
  return [...heldTests(subject, subject.interval, end, end), ...timelineTest(subject)];
}

/** Violations one by one: the value of each evaluation can be set. */
function countedTests(subject: ConditionUnderTest, { atLeast, within }: Violations): RuleTest[] {
  const { alert, rule, service, measurement, levels, step } = subject;
  const { over, under } = levels;
  const held = roundUp(alert.for, step);
  const slots = Math.floor(within / step);
  // All but one at the start, the last one late in the window and not next to them.
  const first = 4;
  const last = first + Math.max(atLeast - 1, Math.floor(slots * 0.8));
  const forgotten = first + slots + 1;
  const driven = drive(
    measurement,
    [
      { count: first, level: under },
      { count: atLeast - 1, level: over },
      { count: last - first - (atLeast - 1), level: under },
      { count: 1, level: over },
      { count: forgotten + held / step + 4 - last, level: under },
    ],
    step,
    service,
  );
  if (driven === undefined) return [];
  const at = (evaluation: number) => evaluation * step;
  const violation = atLeast === 1 ? 'first violation' : `last of ${atLeast} violations`;
  const fires = held === 0 || at(last) + held < at(forgotten - 2);
  const firing = firingChecks(rule, [{ value: atLeast, labels: driven.labels }], at(last) + held);
  const check = (at: number, fires: boolean) => firingCheck(rule, driven.labels, at, fires);
  return [
    {
      name: `${alert.name} fires at the ${violation} within its window, and forgets old ones${fires ? firing.suffix : ''}`,
      interval: step,
      input: driven.input,
      ...(fires ? { alerts: firing.alerts } : {}),
      samples: [
        check(at(last - 1) + held, false),
        ...(fires ? [...firing.samples, check(at(forgotten - 2), true)] : []),
        check(at(forgotten) + roundUp(alert.keepFiringFor, step), false),
      ],
    },
    ...heldTests(subject, step, at(slots + 8) + held, at(slots + 4) + held),
  ];
}

/** Violations all the time up to `end`, and none at all. */
function heldTests(subject: ConditionUnderTest, interval: number, end: number, at: number): RuleTest[] {
  const { alert, rule, levels } = subject;
  const above = steadily({ ...subject, interval }, levels.over, end);
  const below = steadily({ ...subject, interval }, levels.under, end);
  if (above === undefined || below === undefined || Number.isNaN(steadyValue(above, at))) return [];
  return [
    {
      name: `${alert.name} fires while the condition holds`,
      interval,
      input: above.input,
      samples: [firingCheck(rule, above.labels, at, true)],
    },
    {
      name: `${alert.name} is silent while nothing violates its condition`,
      interval,
      input: below.input,
      alerts: [{ at, alert: alert.name, expected: [] }],
    },
  ];
}
