import type { Comparison } from '../../../model/alert.ts';
import { formatDuration } from '../../../spec/scalars.ts';
import { absenceTests } from './absence-tests.ts';
import { check, firingAlert, firingCheck } from './checks.ts';
import { type Driven, drive, type Level } from './drive.ts';
import { inputInterval, levelsOf, roundUp, steadyValue } from './levels.ts';
import { isExact, measuredBy, needsEvents, windowOf } from './measurement.ts';
import { rawTests } from './raw-tests.ts';
import { EDGES } from './simulate.ts';
import { strangerTests } from './stranger-tests.ts';
import type { AlertUnderTest, ConditionUnderTest } from './subject.ts';
import type { AlertCheck, RuleTest, SampleCheck } from './test-file.ts';
import { momentsOf, type Verdict } from './timeline.ts';
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
  const { alert, service, measurement, comparison } = subject;
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
  return [
    test(`fires just ${threshold}`, above, [check(end, alert, [expected])]),
    test(`is silent just not ${threshold}`, below, [check(end, alert, [])]),
    ...timelineTest(subject, interval),
  ];

  function test(name: string, { input }: Driven, alerts: AlertCheck[]): RuleTest {
    return { name: `${alert.name} ${name}`, interval, input, alerts };
  }
}

/** Good, bad, good again: when it fires, how long it waits, and when it resets. */
function timelineTest(subject: ConditionUnderTest, interval: number): RuleTest[] {
  const { alert, service, measurement, comparison, rule } = subject;
  const { step } = subject;
  const window = windowOf(measurement);
  const warm = roundUp(window, step) + 2 * step;
  const { bad, good } = levelsOf(measurement, comparison);
  const durations = [
    warm,
    warm + roundUp(alert.for, step) + 4 * step,
    warm + roundUp(alert.keepFiringFor, step) + 2 * step,
  ];
  // Counters that stand still before the bad times: a range that begins there gives the same rate with either edge.
  const counts =
    window > 0 && comparison.op === '>' && (measurement.kind === 'rate' || needsEvents(measurement));
  const levels: Level[] = durations.map((seconds, index) => ({
    count: Math.round(seconds / interval),
    level: index === 1 ? bad : index === 0 && counts ? 'idle' : good,
    // Busier while it is bad, so that the windows of both sides of a ratio show.
    busy: index === 1 ? 2 : 1,
  }));
  const driven = drive(measurement, levels, interval, service);
  if (driven === undefined) return [];
  const end = durations.reduce((sum, seconds) => sum + seconds, 0) - step;
  const verdict = (t: number) => verdictOf(driven, comparison, t, isExact(measurement));
  const moments = momentsOf(verdict, end, step, alert);
  const samples: SampleCheck[] = [
    ...firingCheck(rule, driven.labels, moments.silentBefore, false),
    ...firingCheck(rule, driven.labels, moments.fires, true),
    ...firingCheck(rule, driven.labels, moments.stillFires, true),
    ...firingCheck(rule, driven.labels, moments.silentAfter, false),
  ];
  const waits = alert.for === 0 ? 'at once' : `after ${formatDuration(alert.for)}`;
  const name = `${alert.name} fires ${waits}, not before, and resets`;
  return [{ name, interval, input: driven.input, samples }];
}

function verdictOf(driven: Driven, { op, threshold }: Comparison, t: number, exact: boolean): Verdict {
  const verdicts = EDGES.map((edge): Verdict => {
    const value = driven.valueAt(t, edge);
    if (value === undefined) return false;
    const margin = exact ? 0 : Math.max(Math.abs(threshold.value), Math.abs(value)) * 0.01;
    if (!exact && Math.abs(value - threshold.value) <= margin) return 'unclear';
    return op === '>' ? value > threshold.value : value < threshold.value;
  });
  const [first = false] = verdicts;
  return verdicts.every((each) => each === first) ? first : 'unclear';
}
