import type { Alert, Comparison } from '../model/alert.ts';
import type { Service } from '../model/model.ts';
import type { AlertRule } from '../plan/plan.ts';
import { formatDuration } from '../spec/scalars.ts';
import { type Driven, drive, type Level } from './drive.ts';
import type { Levels } from './levels.ts';
import { isExact, type Measurement, needsEvents, windowOf } from './measurement.ts';
import { clean, roundUp, samplesIn } from './numbers.ts';
import { firingCheck, firingChecks, type RuleTest } from './rule-test.ts';
import { type LabelSet, otherLabels, pick } from './sample-labels.ts';
import { Series } from './series.ts';
import { acrossEdges, momentsOf, type Verdict } from './timeline.ts';

/** An alert with its rule and what its tests have to know. */
export interface AlertUnderTest {
  readonly alert: Alert;
  readonly rule: AlertRule;
  readonly service: Service;
  /** Spacing of the evaluations, seconds: that of the rules, or a multiple of it where it waits for long. */
  readonly step: number;
  /** Labels of the recording that the alert reads, if it reads one. */
  readonly recordedLabels: readonly string[];
  /** Labels of the scope that everything which the rule returns has. */
  readonly scopeLabels: LabelSet;
}

/** An alert on a value that can be driven. */
export interface ConditionUnderTest extends AlertUnderTest {
  readonly measurement: Measurement;
  readonly comparison: Comparison;
  readonly levels: Levels;
  /** Spacing of the input samples, seconds. */
  readonly interval: number;
}

/** Barely a violation fires, barely none does not; and when it fires and resets. */
export function conditionTests(subject: ConditionUnderTest): RuleTest[] {
  const { alert, rule, measurement, comparison, levels, interval, step } = subject;
  const window = roundUp(windowOf(measurement), step);
  // A range that is not filled yet can show too little: what fires on that must have ended.
  const end = window + roundUp(alert.for, step) + roundUp(alert.keepFiringFor, step) + 4 * step;
  const above = steadily(subject, levels.over, end);
  const below = steadily(subject, levels.under, end);
  if (above === undefined || below === undefined) return [];
  const [beyond, within] = comparison.op === '>' ? ['above', 'below'] : ['below', 'above'];
  const { text } = comparison.threshold;
  const value = steadyValue(above, end);
  const facts = { value, inexact: !isExact(measurement), labels: above.labels };
  const { suffix, ...fires } = firingChecks(rule, [facts], end);
  return [
    { name: `${alert.name} fires just ${beyond} ${text}${suffix}`, interval, input: above.input, ...fires },
    {
      name: `${alert.name} does not fire at or just ${within} ${text}`,
      interval,
      input: below.input,
      alerts: [{ at: end, alert: alert.name, expected: [] }],
    },
    ...timelineTest(subject),
  ];
}

/** Input of one level up to `end`. */
export function steadily(
  { measurement, interval, service }: ConditionUnderTest,
  level: Level['level'],
  end: number,
): Driven | undefined {
  return drive(measurement, [{ count: samplesIn(end, interval), level }], interval, service);
}

/** The value of a steady measurement, free of noise; NaN where there is none. */
export function steadyValue(driven: Driven, t: number): number {
  return clean(driven.valueAt(t, 'closed') ?? Number.NaN);
}

/** Good, bad, good again: when it fires, how long it waits, and when it resets. */
export function timelineTest(subject: ConditionUnderTest): RuleTest[] {
  const { alert, service, measurement, comparison, rule, levels, interval, step } = subject;
  const window = windowOf(measurement);
  const { atLeast, within } = alert.violations ?? { atLeast: 0, within: 0 };
  const warm = roundUp(window, step) + roundUp(within, step) + 2 * step;
  const durations = [
    warm,
    roundUp(window, step) + roundUp(alert.for, step) + (atLeast + 6) * step,
    warm + roundUp(alert.keepFiringFor, step) + 2 * step,
  ];
  // Counters that stand still before the bad times: a range that begins there gives the same rate with either edge.
  const counts = window > 0 && comparison.op === '>' && isCounted(measurement);
  const driven = drive(
    measurement,
    durations.map((seconds, index) => ({
      count: Math.round(seconds / interval),
      level: index === 1 ? levels.bad : index === 0 && counts ? 'idle' : levels.good,
      // Busier while it is bad, so that the windows of both sides of a ratio show.
      busy: index === 1 ? 2 : 1,
    })),
    interval,
    service,
  );
  if (driven === undefined) return [];
  const end = durations.reduce((sum, seconds) => sum + seconds, 0) - step;
  const violated = (t: number) => verdictOf(driven, comparison, t, isExact(measurement));
  const verdict = alert.violations === undefined ? violated : counted(violated, alert.violations, step);
  const moments = momentsOf(verdict, end, step, alert);
  if (moments.length === 0) return [];
  const waits = alert.for === 0 ? 'at once' : `after ${formatDuration(alert.for)}`;
  const when = atLeast === 0 ? waits : `at ${atLeast} violation${atLeast === 1 ? '' : 's'}`;
  return [
    {
      name: `${alert.name} fires ${when}, not before, and resets`,
      interval,
      input: driven.input,
      samples: moments.map(({ at, fires }) => firingCheck(rule, driven.labels, at, fires)),
    },
  ];
}

function isCounted(measurement: Measurement): boolean {
  return measurement.kind === 'rate' || needsEvents(measurement);
}

function verdictOf(driven: Driven, { op, threshold }: Comparison, t: number, exact: boolean): Verdict {
  return acrossEdges((edge) => {
    const value = driven.valueAt(t, edge);
    if (value === undefined) return false;
    const margin = Math.max(Math.abs(threshold.value), Math.abs(value)) * 0.01;
    if (!exact && Math.abs(value - threshold.value) <= margin) return 'unclear';
    return op === '>' ? value > threshold.value : value < threshold.value;
  });
}

/** Whether enough evaluations of a window are violations, as far as that is certain. */
export function counted(
  violated: (t: number) => Verdict,
  { atLeast, within }: { readonly atLeast: number; readonly within: number },
  step: number,
): (t: number) => Verdict {
  return (t) => {
    const verdicts = verdictsWithin(violated, within, t, step);
    const sure = verdicts.filter((verdict) => verdict === true).length;
    const possible = verdicts.filter((verdict) => verdict !== false).length;
    if (sure >= atLeast) return true;
    return possible >= atLeast ? 'unclear' : false;
  };
}

/** What the evaluations of the window that ends at `t` say. */
export function verdictsWithin(
  violated: (t: number) => Verdict,
  within: number,
  t: number,
  step: number,
): Verdict[] {
  const verdicts: Verdict[] = [];
  for (let at = t; at >= Math.max(0, t - within); at -= step) {
    // Whether the evaluation on the left edge of the window counts depends on the version.
    verdicts.push(at === t - within && violated(at) !== false ? 'unclear' : violated(at));
  }
  return verdicts;
}

/** Silence without traffic, and while the series that misbehave are none that the selector picks. */
export function silenceTests(subject: ConditionUnderTest): RuleTest[] {
  const { alert, service, measurement, comparison, levels, interval, step } = subject;
  const end = roundUp(windowOf(measurement), step) + roundUp(alert.for, step) + 4 * step;
  const silent = (words: string, input: readonly Series[]): RuleTest => ({
    name: `${alert.name} is silent ${words}`,
    interval,
    input,
    alerts: [{ at: end, alert: alert.name, expected: [] }],
  });
  const tests: RuleTest[] = [];
  if (isCounted(measurement) && (comparison.op === '>' || needsEvents(measurement))) {
    const idle = steadily(subject, 'idle', end);
    if (idle !== undefined) tests.push(silent('without traffic', idle.input));
  }
  // The selector whose matchers decide which series count.
  const picked = 'of' in measurement && 'metric' in measurement.of ? measurement.of : undefined;
  const others = picked && otherLabels(service, picked);
  const strangers = steadily(subject, levels.bad, end);
  if (alert.missing !== 'fires' && others !== undefined && strangers !== undefined) {
    const relabelled = strangers.input.map((series) => withOtherLabels(series, others));
    // promtool refuses a series that is given twice.
    const distinct = new Map(relabelled.map((series) => [series.text, series]));
    tests.push(silent('while only other series misbehave', [...distinct.values()]));
  }
  return tests;
}

function withOtherLabels(series: Series, labels: ReadonlyMap<string, string>): Series {
  const kept = pick(series.labels, ['le', 'instance']);
  return new Series(series.name, new Map([...labels, ...kept]), series.kind, series.phases);
}
