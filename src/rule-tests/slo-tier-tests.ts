import { isSliced } from '../model/slo.ts';
import { tierName } from '../slo/names.ts';
import type { Tier } from '../slo/tiers.ts';
import { isFromRecords } from '../slo/windows.ts';
import { formatDuration } from '../spec/scalars.ts';
import { EVENTS } from './drive.ts';
import { roundUp } from './numbers.ts';
import { firingCheck, type RuleTest, type SampleCheck, type TestFile } from './rule-test.ts';
import { selecting } from './slo-alert-tests.ts';
import { sloInput } from './slo-input.ts';
import { sloState } from './slo-state.ts';
import {
  type SloInput,
  type SloUnderTest,
  sloTest,
  type TierUnderTest,
  type Traffic,
} from './slo-subject.ts';
import { momentsOf } from './timeline.ts';

/** Evaluations within the long window of a tier. */
const RESOLUTION = 120;
/** Evaluations that a test may take in all. */
const MOST_EVALUATIONS = 2500;

/** Tests of one tier at the pace of its windows. */
export function tierFile(subject: SloUnderTest, { tier, rule }: TierUnderTest): TestFile[] {
  const paced = { ...subject, tier, rule, ...paceOf(subject, tier) };
  return [
    {
      name: `slo-${subject.slo.id}-${tierName(tier)}`,
      about: `The tier of ${formatDuration(tier.long)} and ${formatDuration(tier.short)}: fires in time, and resets when the short window recovers.`,
      ruleFiles: [subject.file],
      evaluationInterval: paced.step,
      tests: [...timelineTest(paced), ...shortTests(paced), ...floorTests(paced)],
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
  /** Events a second, and bad events a second, that the floors of the tier ask for; 0 without a floor. */
  readonly floor: number;
  readonly badFloor: number;
}

/** A tier of an SLO, and how fast its tests go. */
type Paced = SloUnderTest & TierUnderTest & Pace;

function paceOf({ slo, windows, model, totals }: SloUnderTest, tier: Tier): Pace {
  const slices = isSliced(slo.sli);
  const badness = slices ? 1 : Math.min(1, tier.ratio * 2.1);
  const onset = (tier.ratio * tier.long) / badness;
  const { ruleInterval, scrapeInterval } = model.service;
  // Slices follow the windows of their own expression, events those of the tier.
  const interval = slices ? scrapeInterval : Math.max(1, Math.floor(Math.min(windows.base, tier.short) / 5));
  const fine = Math.min(tier.long / RESOLUTION, slices ? onset / 16 : Number.POSITIVE_INFINITY);
  const least = Math.max(ruleInterval, interval, (tier.long * 2 + slo.keepFiringFor) / MOST_EVALUATIONS);
  const step = roundUp(Math.max(fine, least), interval);
  // Records that are made less often than in life count for less when they are summed.
  const thinning = !totals && isFromRecords(tier.long, windows) ? step / ruleInterval : 1;
  const perSecond = (events: number) => (events / tier.long) * thinning;
  // Counts are compared with half an event less, since they are extrapolated.
  const badFloor = slo.minBadEvents > 1 ? perSecond(slo.minBadEvents - 0.5) : 0;
  return { interval, step, badness, onset, floor: perSecond(slo.minEvents ?? 0), badFloor };
}

/** Good times, then bad ones, then good ones again. */
function timelineTest(subject: Paced): RuleTest[] {
  const { slo, tier, step, badness, onset } = subject;
  const good = roundUp(tier.long, step) + 2 * step;
  const bad = roundUp(Math.min(onset * 1.5, (onset + tier.long) / 2), step) + step;
  const again = roundUp(tier.short + slo.keepFiringFor, step) + 4 * step;
  const events = eventsFor(subject);
  const made = stateUnder(subject, good + bad + again - step, [
    { seconds: good, events, bad: 0 },
    // Busier than before, so that the windows of bad and of all events both show.
    { seconds: bad, events: events * 2, bad: badness },
    { seconds: again, events, bad: 0 },
  ]);
  if (made === undefined) return [];
  const { input, state, end } = made;
  const moments = momentsOf((t) => state.verdict(tier, t), end, step, {
    for: 0,
    keepFiringFor: slo.keepFiringFor,
  });
  const name = `${tierName(tier)} fires when both windows burn, and resets with the short one`;
  const samples = moments.map(({ at, fires }) => tierCheck(subject, input, at, fires));
  return [sloTest(subject, name, input, { samples })];
}

/** The long window burns beyond doubt; the short one barely more or barely less than the tier asks for. */
function shortTests(subject: Paced): RuleTest[] {
  const { slo, windows, tier, step, badness } = subject;
  if (isSliced(slo.sli)) return [];
  const burning = roundUp(tier.long, step);
  // An alert that is kept ends an evaluation after the time for which it is kept.
  const settling = (slo.keepFiringFor === 0 ? 2 : 3) * step;
  const recent = roundUp(Math.max(tier.short, windows.base) + slo.keepFiringFor, step) + settling;
  const events = eventsFor(subject);
  const under = (share: number) => [
    { seconds: burning, events, bad: badness },
    { seconds: recent, events, bad: Math.min(1, tier.ratio * share) },
  ];
  const end = burning + recent - step;
  return [
    ...finalTest(subject, 'is silent once the short window burns just too slowly', end, false, under(0.95)),
    ...finalTest(subject, 'fires while the short window burns just fast enough', end, true, under(1.05)),
  ];
}

/** Everything fails, but little happens: with too few events the tier is silent. */
function floorTests(subject: Paced): RuleTest[] {
  const { slo, tier, step, floor, badFloor } = subject;
  // The lower of two floors is never the one that decides here.
  const decides = Math.max(floor, badFloor);
  if (decides === 0 || isSliced(slo.sli)) return [];
  // Twice the window: events of longer ago must not count.
  const end = 2 * roundUp(tier.long, step) + 2 * step;
  const under = (share: number) => [{ seconds: end, events: decides * share, bad: 1 }];
  return [
    ...finalTest(subject, 'is silent with too few events', end, false, under(0.95)),
    ...finalTest(subject, 'fires with just enough events', end, true, under(1.05)),
  ];
}

/** A test of the last evaluation, where it is certain what the tier does then. */
function finalTest(
  subject: Paced,
  words: string,
  end: number,
  fires: boolean,
  traffic: readonly Traffic[],
): RuleTest[] {
  const made = stateUnder(subject, end, traffic);
  if (made === undefined || made.state.verdict(subject.tier, end) !== fires) return [];
  const samples = [tierCheck(subject, made.input, end, fires)];
  return [sloTest(subject, `${tierName(subject.tier)} ${words}`, made.input, { samples })];
}

function stateUnder(subject: Paced, end: number, traffic: readonly Traffic[]) {
  const { interval, step } = subject;
  const input = sloInput(subject, { traffic, interval, step });
  return input && { input, end, state: sloState(subject, input, step, end) };
}

function tierCheck({ tier, rule }: Paced, { labels }: SloInput, at: number, fires: boolean): SampleCheck {
  return firingCheck(rule, labels, at, fires, selecting(tier));
}

/** Enough events for the floor of the tier, at least one in two seconds. */
function eventsFor({ floor, badFloor, tier }: Paced): number {
  return Math.max(EVENTS, Math.ceil(floor * 4), Math.ceil((badFloor * 4) / tier.ratio));
}
