import type { Alert, Condition, Presence } from '../model/alert.ts';
import { combinationsApart } from '../model/target.ts';
import { type AlertUnderTest, counted, verdictsWithin } from './condition-tests.ts';
import { roundUp } from './numbers.ts';
import { firingCheck, firingChecks, type RuleTest } from './rule-test.ts';
import { FIRST_INSTANCE, type LabelSet, presenceSeries, standIn, withLabel } from './sample-labels.ts';
import { momentsOf, type Verdict } from './timeline.ts';

/** An alert on the number of targets that are up. */
interface DownUnderTest extends AlertUnderTest {
  readonly condition: Extract<Condition, { kind: 'down' }>;
}

/** Seconds for which Prometheus still yields the last sample of a series that ended without a stale marker. */
const LOOKBACK = 300;

/** A fleet beyond this would make tests of tens of thousands of lines; those that need all of it are left out. */
const MOST_TARGETS = 500;

/** The part of a test in which something is wrong, in evaluations; before and after it enough targets are up. */
interface Outage {
  readonly from: number;
  readonly to: number;
  /** Evaluations in all. */
  readonly end: number;
}

type Input = { readonly series: string; readonly values: string };

/** It fires when a target too many crashes, when all are removed, and where there never was one; and at no other time. */
export function downTests(subject: DownUnderTest): RuleTest[] {
  const { condition, alert } = subject;
  const alone = {
    ...timeline(subject, { from: 0, to: Number.POSITIVE_INFINITY, end: outageOf(subject).end }, 0),
    name: `${alert.name} fires while only targets of other jobs are up`,
    input: [
      ...targets(
        subject,
        Math.min(condition.below, MOST_TARGETS),
        new Map([['job', standIn('job')]]),
        outageOf(subject),
        'none',
      ),
      ...elsewhere(subject),
    ],
  };
  if (condition.below > MOST_TARGETS) return [alone];
  return [...(['crashes', 'removed'] as const).map((how) => outageTest(subject, how)), alone];
}

/** Long enough for the alert to fire within it, and to reset after it. */
function outageOf({ alert, condition, step }: DownUnderTest): Outage {
  const { atLeast, within } = alert.violations ?? { atLeast: 1, within: 0 };
  const evaluations = (seconds: number) => roundUp(seconds, step) / step;
  const lag = condition.presence.arrives === 'otlp' ? evaluations(LOOKBACK) + 1 : 0;
  const from = 4;
  const to = from + lag + evaluations(alert.for) + atLeast + 2;
  return { from, to, end: to + evaluations(within) + evaluations(alert.keepFiringFor) + 3 };
}

/**
 * As many targets as are needed, and one more that is down all the time where the service has it. Then the first of them
 * crashes, or all are removed.
 */
function outageTest(subject: DownUnderTest, how: 'crashes' | 'removed'): RuleTest {
  const { alert, condition } = subject;
  const { below, presence } = condition;
  const { scope } = presence.target;
  const ours = new Map([...scope, ...partOf(subject)]);
  const outage = outageOf(subject);
  const wrong = how === 'crashes' ? 'one target too many is down' : 'no target is known';
  return {
    ...timeline(subject, outage, how === 'crashes' ? below - 1 : 0),
    name: `${alert.name} fires when ${wrong}, not before, and resets`,
    input: [
      ...targets(subject, below, ours, outage, how),
      ...elsewhere(subject),
      // Other targets do not make up for it.
      ...[...scope.keys()].flatMap((label) =>
        inputOf(
          presence,
          FIRST_INSTANCE,
          withLabel(ours, label, standIn(label)),
          [outage.end + 1, 0, 0],
          false,
        ),
      ),
    ],
  };
}

/** The labels judged apart of those whose outage is tested; none where nothing is judged apart. */
function partOf({ condition: { presence } }: DownUnderTest): LabelSet {
  return combinationsApart(presence.target)[0] ?? NONE;
}

/** Enough targets for each of the others that are judged apart: nothing is wrong there. */
function elsewhere(subject: DownUnderTest): Input[] {
  const { presence, below } = subject.condition;
  return combinationsApart(presence.target)
    .slice(1)
    .flatMap((part) =>
      targets(subject, below, new Map([...presence.target.scope, ...part]), outageOf(subject), 'none'),
    );
}

/** Input of the targets of a job in an outage. */
function targets(
  { condition: { presence, below, targets: all } }: DownUnderTest,
  up: number,
  target: LabelSet,
  { from, to, end }: Outage,
  how: 'crashes' | 'removed' | 'none',
): Input[] {
  const steady = [end + 1, 0, 0] as const;
  const broken = [from, to - from, end + 1 - to] as const;
  const series = Array.from({ length: up }, (_, index) => {
    const fails = how === 'removed' || (how === 'crashes' && index === 0);
    return inputOf(presence, `host-${index + 1}:9090`, target, fails ? broken : steady, how === 'crashes');
  }).flat();
  // What is down has an `up` of 0 as long as it is known; it pushes nothing.
  const spare = presence.arrives === 'scrape' && how === 'crashes' && all > below;
  return spare
    ? [...series, ...inputOf(presence, `host-${up + 1}:9090`, target, [0, end + 1, 0], true)]
    : series;
}

/** The series of one target that is up, then down, then up again, each for so many samples. */
function inputOf(
  presence: Presence,
  instance: string,
  target: LabelSet,
  [before, down, after]: readonly [number, number, number],
  crashes: boolean,
): Input[] {
  const { arrives } = presence;
  const run = (value: string, count: number) => (count <= 0 ? [] : [`${value}x${count - 1}`]);
  const up = arrives === 'scrape' ? '1+0' : '0+0';
  // A target that is removed is marked stale at once; a push that ends just ends.
  const gone =
    arrives === 'otlp' || down === 0
      ? [...(down === 0 ? [] : [`_x${down}`])]
      : crashes
        ? run('0+0', down)
        : ['stale', ...(down > 1 ? [`_x${down - 1}`] : [])];
  const values = [...run(up, before), ...gone, ...run(up, after)].join(' ');
  const reasons = arrives === 'scrape' ? (['error'] as const) : (['error', 'timeout'] as const);
  const labels = withLabel(target, 'instance', instance);
  return reasons.map((reason) => ({ series: presenceSeries(presence, labels, reason), values }));
}

/** When it fires while fewer targets than needed are up in the outage, with the text of the alert where it is certain. */
function timeline(
  subject: DownUnderTest,
  { from, to, end }: Outage,
  value: number,
): Pick<RuleTest, 'interval' | 'alerts' | 'samples'> {
  const { alert, rule, condition, step } = subject;
  const labels = partOf(subject);
  const violated = (t: number): Verdict => {
    const since = t - from * step;
    if (since < 0 || t >= to * step) return false;
    if (condition.presence.arrives === 'scrape' || from === 0) return true;
    // The last sample is one interval older; whether it still counts at the very end depends on the version.
    const age = since + step;
    return age === LOOKBACK ? 'unclear' : age > LOOKBACK;
  };
  const verdict = alert.violations === undefined ? violated : counted(violated, alert.violations, step);
  const moments = momentsOf(verdict, end * step, step, alert);
  const first = moments.find(({ fires }) => fires)?.at;
  const shown = first === undefined ? undefined : valueAt(alert, violated, first, step, value);
  return {
    interval: step,
    alerts: first === undefined ? [] : firingChecks(rule, [{ value: shown, labels }], first).alerts,
    samples: moments.map(({ at, fires }) => firingCheck(rule, labels, at, fires)),
  };
}

const NONE: ReadonlyMap<string, string> = new Map();

/** The value of the alert at a moment: the targets that are up, or the violations in the window if they are certain. */
function valueAt(
  { violations }: Alert,
  violated: (t: number) => Verdict,
  at: number,
  step: number,
  up: number,
): number | undefined {
  if (violations === undefined) return up;
  const verdicts = verdictsWithin(violated, violations.within, at, step);
  return verdicts.includes('unclear') ? undefined : verdicts.filter((each) => each === true).length;
}
