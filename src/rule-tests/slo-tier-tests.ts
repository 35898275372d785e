import type { AlertRule } from '../plan/plan.ts';
import { LABEL, tierName } from '../slo/names.ts';
import type { Tier } from '../slo/tiers.ts';
import { isFromRecords } from '../slo/windows.ts';
import { formatDuration } from '../spec/scalars.ts';
import { firingCheck } from './checks.ts';
import { roundUp } from './levels.ts';
import { type SloInput, sloInput, type Traffic } from './slo-input.ts';
import { SloState } from './slo-state.ts';
import type { SloUnderTest } from './slo-subject.ts';
import type { RuleTest, TestFile } from './test-file.ts';
import { momentsOf } from './timeline.ts';

/** Evaluations within the long window of a tier. */
const RESOLUTION = 120;
/** Evaluations that a test may take in all. */
const MOST_EVALUATIONS = 2500;
/** Events a second, where the floor does not ask for more. */
const EVENTS = 0.5;

/** Tests of one tier at the pace of its windows. */
export function tierFile(subject: SloUnderTest, tier: Tier, rule: AlertRule): TestFile[] {
  const pace = paceOf(subject, tier);
  const tests = [
    ...timelineTest(subject, tier, rule, pace),
    ...shortTests(subject, tier, rule, pace),
    ...floorTests(subject, tier, rule, pace),
  ];
  const { slo } = subject;
  return [
    {
      name: `slo-${slo.id}-${tierName(tier)}`,
      about: `The tier of ${formatDuration(tier.long)} and ${formatDuration(tier.short)}: fires in time, and resets when the short window recovers.`,
      ruleFiles: [subject.file],
      evaluationInterval: pace.step,
      tests,
    },
  ];
}

interface Pace {
  /** Spacing of samples and of evaluations, seconds. */
  readonly interval: number;
  readonly step: number;
  /** Error ratio of the bad times. */
  readonly badness: number;
  /** How long the bad times take to make the tier fire. */
  readonly onset: number;
}

function paceOf({ slo, windows, model }: SloUnderTest, tier: Tier): Pace {
  const slices = slo.sli.kind === 'threshold';
  const badness = slices ? 1 : Math.min(1, tier.ratio * 2.1);
  const onset = (tier.ratio * tier.long) / badness;
  const { ruleInterval, scrapeInterval } = model.service;
  // Slices follow the windows of their own expression, events those of the tier.
  const interval = slices ? scrapeInterval : Math.max(1, Math.floor(Math.min(windows.base, tier.short) / 5));
  const fine = Math.min(tier.long / RESOLUTION, slices ? onset / 16 : Number.POSITIVE_INFINITY);
  const least = Math.max(ruleInterval, interval, (tier.long * 2) / MOST_EVALUATIONS);
  const step = roundUp(Math.max(fine, least), interval);
  return { interval, step, badness, onset };
}

/** Good times, then bad ones, then good ones again. */
function timelineTest(subject: SloUnderTest, tier: Tier, rule: AlertRule, pace: Pace): RuleTest[] {
  const { step, badness, onset } = pace;
  const good = roundUp(tier.long, step) + 2 * step;
  const bad = roundUp(Math.min(onset * 1.5, (onset + tier.long) / 2), step) + step;
  const again = roundUp(tier.short, step) + 4 * step;
  const events = eventsFor(subject, tier, pace);
  const made = stateUnder(subject, pace, good + bad + again - step, [
    { seconds: good, events, bad: 0 },
    // Busier than before, so that the windows of bad and of all events both show.
    { seconds: bad, events: events * 2, bad: badness },
    { seconds: again, events, bad: 0 },
  ]);
  if (made === undefined) return [];
  const { input, state, end } = made;
  const moments = momentsOf((t) => state.verdict(tier, t), end, step, { for: 0, keepFiringFor: 0 });
  const check = (at: number | undefined, fires: boolean) =>
    firingCheck(rule, input.labels, at, fires, selecting(tier));
  return [
    {
      name: `${subject.slo.id}: ${tierName(tier)} fires when both windows burn, and resets with the short one`,
      interval: input.interval,
      input: input.input,
      samples: [
        ...check(moments.silentBefore, false),
        ...check(moments.fires, true),
        ...check(moments.stillFires, true),
        ...check(moments.silentAfter, false),
      ],
    },
  ];
}

/** The long window burns beyond doubt; the short one barely more or barely less than the tier asks for. */
function shortTests(subject: SloUnderTest, tier: Tier, rule: AlertRule, pace: Pace): RuleTest[] {
  const { slo, windows } = subject;
  const { step, badness } = pace;
  if (slo.sli.kind === 'threshold') return [];
  const burning = roundUp(tier.long, step);
  const recent = roundUp(Math.max(tier.short, windows.base), step) + 2 * step;
  const events = eventsFor(subject, tier, pace);
  return [
    { share: 0.95, fires: false, words: 'is silent once the short window burns barely too little' },
    { share: 1.05, fires: true, words: 'fires while the short window burns barely enough' },
  ].flatMap(({ share, fires, words }) => {
    const made = stateUnder(subject, pace, burning + recent - step, [
      { seconds: burning, events, bad: badness },
      { seconds: recent, events, bad: Math.min(1, tier.ratio * share) },
    ]);
    return finalTest(subject, tier, rule, made, fires, words);
  });
}

/** Everything fails, but little happens: with too few events the tier is silent. */
function floorTests(subject: SloUnderTest, tier: Tier, rule: AlertRule, pace: Pace): RuleTest[] {
  const { slo } = subject;
  if (slo.minEvents === undefined || slo.sli.kind === 'threshold') return [];
  const { step } = pace;
  // Twice the window: events of longer ago must not count.
  const end = 2 * roundUp(tier.long, step) + 2 * step;
  const perSecond = (slo.minEvents / tier.long) * thinning(subject, tier, step);
  return [
    { share: 0.95, fires: false, words: 'is silent with too few events' },
    { share: 1.05, fires: true, words: 'fires with just enough events' },
  ].flatMap(({ share, fires, words }) => {
    const traffic = [{ seconds: end, events: perSecond * share, bad: 1 }];
    return finalTest(subject, tier, rule, stateUnder(subject, pace, end, traffic), fires, words);
  });
}

interface UnderTraffic {
  readonly input: SloInput;
  readonly state: SloState;
  /** The last evaluation. */
  readonly end: number;
}

function stateUnder(
  { model, slo, windows }: SloUnderTest,
  { interval, step }: Pace,
  end: number,
  traffic: readonly Traffic[],
): UnderTraffic | undefined {
  const input = sloInput({ model, slo, traffic, interval, step });
  const { ruleInterval } = model.service;
  return input && { input, end, state: new SloState({ slo, windows, input, step, end, ruleInterval }) };
}

/** A test of the last evaluation, where it is certain what the tier does then. */
function finalTest(
  { slo }: SloUnderTest,
  tier: Tier,
  rule: AlertRule,
  made: UnderTraffic | undefined,
  fires: boolean,
  words: string,
): RuleTest[] {
  if (made === undefined || made.state.verdict(tier, made.end) !== fires) return [];
  const { input, end } = made;
  return [
    {
      name: `${slo.id}: ${tierName(tier)} ${words}`,
      interval: input.interval,
      input: input.input,
      samples: firingCheck(rule, input.labels, end, fires, selecting(tier)),
    },
  ];
}

/** Matchers of the alerts of one tier, after others. */
function selecting(tier: Tier): string {
  return `, ${LABEL.tier}="${tierName(tier)}"`;
}

/** Enough events for the floor of the tier, at least one in two seconds. */
function eventsFor(subject: SloUnderTest, tier: Tier, { step }: Pace): number {
  const floor = ((subject.slo.minEvents ?? 0) / tier.long) * thinning(subject, tier, step);
  return Math.max(EVENTS, Math.ceil(floor * 4));
}

/** Records that are made less often than in life count for less when they are summed. */
function thinning({ windows, model }: SloUnderTest, tier: Tier, step: number): number {
  return isFromRecords(tier.long, windows) ? step / model.service.ruleInterval : 1;
}
