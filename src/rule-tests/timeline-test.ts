import type { Comparison } from '../model/alert.ts';
import { formatDuration } from '../spec/scalars.ts';
import { firingCheck } from './checks.ts';
import { type Driven, drive, type Level } from './drive.ts';
import { inputInterval, levelsOf, roundUp } from './levels.ts';
import { isExact, needsEvents, windowOf } from './measurement.ts';
import { EDGES } from './simulate.ts';
import type { ConditionUnderTest } from './subject.ts';
import type { RuleTest, SampleCheck } from './test-file.ts';
import { momentsOf, type Verdict } from './timeline.ts';

/** Good, bad, good again: when it fires, how long it waits, and when it resets. */
export function timelineTest(subject: ConditionUnderTest): RuleTest[] {
  const { alert, service, measurement, comparison, rule } = subject;
  const { step } = subject;
  const window = windowOf(measurement);
  const interval = inputInterval(service, window);
  const { atLeast, within } = alert.violations ?? { atLeast: 0, within: 0 };
  const warm = roundUp(window, step) + roundUp(within, step) + 2 * step;
  const { bad, good } = levelsOf(measurement, comparison);
  const durations = [
    warm,
    roundUp(window, step) + roundUp(alert.for, step) + (atLeast + 6) * step,
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
  const violated = (t: number) => verdictOf(driven, comparison, t, isExact(measurement));
  const verdict = alert.violations === undefined ? violated : counted(violated, alert.violations, step);
  const moments = momentsOf(verdict, end, step, alert);
  const samples: SampleCheck[] = [
    ...firingCheck(rule, driven.labels, moments.silentBefore, false),
    ...firingCheck(rule, driven.labels, moments.fires, true),
    ...firingCheck(rule, driven.labels, moments.stillFires, true),
    ...firingCheck(rule, driven.labels, moments.silentAfter, false),
  ];
  if (moments.fires === undefined) return [];
  const waits = alert.for === 0 ? 'at once' : `after ${formatDuration(alert.for)}`;
  const when = atLeast === 0 ? waits : `at ${atLeast} violation${atLeast === 1 ? '' : 's'}`;
  const name = `${alert.name} fires ${when}, not before, and resets`;
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

/** Whether enough evaluations of a window are violations, as far as that is certain. */
function counted(
  violated: (t: number) => Verdict,
  { atLeast, within }: { readonly atLeast: number; readonly within: number },
  step: number,
): (t: number) => Verdict {
  return (t) => {
    const verdicts: Verdict[] = [];
    for (let at = t; at >= Math.max(0, t - within); at -= step) {
      // Whether the evaluation on the left edge of the window counts depends on the version.
      verdicts.push(at === t - within && violated(at) !== false ? 'unclear' : violated(at));
    }
    const sure = verdicts.filter((verdict) => verdict === true).length;
    const possible = verdicts.filter((verdict) => verdict !== false).length;
    if (sure >= atLeast) return true;
    return possible >= atLeast ? 'unclear' : false;
  };
}
