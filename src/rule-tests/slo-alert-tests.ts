import { isSliced, selectorsOf } from '../model/slo.ts';
import * as names from '../slo/names.ts';
import { EVENTS } from './drive.ts';
import { clean, roundUp, samplesIn } from './numbers.ts';
import {
  type ExpectedAlert,
  firingCheck,
  firingChecks,
  firingExpression,
  firingSample,
  type RuleTest,
  type SampleCheck,
} from './rule-test.ts';
import { otherLabels, seriesName } from './sample-labels.ts';
import { Series } from './series.ts';
import { steadyInput } from './slo-input.ts';
import {
  nothingRecorded,
  recordCheck,
  type SloInput,
  type SloUnderTest,
  sloTest,
  type TierUnderTest,
} from './slo-subject.ts';

/** How long a test of steady traffic runs, seconds. */
const STEADY = 900;
/** Evaluations by which the first one with something to read can be off. */
const AROUND = 2;

/** Everything is bad: every tier fires, with all its labels and annotations. */
export function failureTests(subject: SloUnderTest): RuleTest[] {
  const { model, slo, tiers, budget } = subject;
  const [first] = tiers;
  if (first === undefined) return [];
  const { ruleInterval } = model.service;
  const slices = isSliced(slo.sli);
  const enough = slices ? Math.ceil(Math.max(slo.minEvents ?? 0, slo.minBadEvents)) : 0;
  const at = roundUp(Math.max(600, (enough + AROUND) * ruleInterval), ruleInterval);
  // So many that the floor is passed at once: then nothing but a wait could hold an alert back.
  const input = steadyInput(subject, at, { events: Math.max(EVENTS, slo.minEvents ?? 0), bad: 1 });
  if (input === undefined) return [];
  // More than the whole budget is gone, so nothing is left to be gone.
  const facts = { value: clean(1 / budget), labels: input.labels, hoursLeft: 0 };
  // The input is one series; a window that holds too few of its slices needs those of several.
  const reached = tiers.filter(({ tier }) => enough * ruleInterval <= tier.long);
  if (reached.length === 0) return [];
  const words = reached.length === tiers.length ? 'every tier' : 'every tier that a single series can reach';
  const { alert } = first.rule;
  const whole = reached.map(({ rule }) => firingChecks(rule, [facts], at));
  const expected = whole.flatMap(({ alerts }) => alerts.flatMap((check) => check.expected));
  return [
    sloTest(subject, `${words} fires when everything is bad`, input, {
      alerts: [{ at, alert, expected }],
      samples: [
        ...(enough > AROUND ? [firing(alert, [], (enough - AROUND) * ruleInterval)] : []),
        // No tier waits: each fires with the first evaluations that have enough to read.
        firing(alert, expected, (enough + AROUND) * ruleInterval),
      ],
    }),
  ];
}

function firing(alert: string, expected: readonly ExpectedAlert[], at: number): SampleCheck {
  return {
    at,
    expr: firingExpression(alert),
    expected: expected.map(({ labels }) => ({ labels: firingSample(alert, labels), value: 1 })),
  };
}

/** Error ratios barely above and barely below that of the tier. */
export function nearThresholdTests(subject: SloUnderTest, { tier, rule }: TierUnderTest): RuleTest[] {
  const { slo, model } = subject;
  const at = roundUp(STEADY, model.service.ruleInterval);
  const floors = [slo.minEvents ?? 0, slo.minBadEvents / tier.ratio];
  const events = Math.max(EVENTS, ...floors.map((floor) => Math.ceil((floor / at) * 4)));
  return [
    { bad: clean(Math.min(1, tier.ratio * 1.02)), fires: true, words: 'fires just above' },
    { bad: clean(tier.ratio * 0.98), fires: false, words: 'is silent just below' },
  ].flatMap(({ bad, fires, words }) => {
    const input = steadyInput(subject, at, { events, bad });
    if (input === undefined) return [];
    const name = `${names.tierName(tier)} ${words} a burn rate of ${tier.factor}`;
    const samples = [firingCheck(rule, input.labels, at, fires, selecting(tier))];
    return [sloTest(subject, name, input, { samples })];
  });
}

/** Matchers of the alerts of one tier, after others. */
export function selecting(tier: TierUnderTest['tier']): string {
  return `, ${names.LABEL.tier}="${names.tierName(tier)}"`;
}

/** All is good, nothing happens, nothing is there: no tier fires, and nothing divides by zero. */
export function quietTests(subject: SloUnderTest): RuleTest[] {
  const { model, slo, tiers, windows } = subject;
  const at = roundUp(STEADY, model.service.ruleInterval);
  const alert = tiers[0]?.rule.alert;
  const alerts = alert === undefined ? [] : [{ at, alert, expected: [] }];
  const ratios = [windows.base, windows.period].map(names.errorRatio);
  const burns = subject.budget > 0 ? windows.burning.map(names.burnRate) : [];
  const records = [...ratios, ...burns, names.TIME_TO_EXHAUSTION];
  const samples = records.map((record) => nothingRecorded(subject, record, at));
  const silent = (words: string, input: Pick<RuleTest, 'interval' | 'input'>) =>
    sloTest(subject, `without ${words} there is no ratio and no alert`, input, { alerts, samples });
  const slices = isSliced(slo.sli);
  const idle = slices ? undefined : steadyInput(subject, at, { events: 0, bad: 0 });
  const unrelated = new Series('unrelated', new Map(), 'gauge', [{ count: 60, value: 1 }]);
  return [
    ...goodTests(subject, at, alerts),
    ...(idle === undefined ? [] : [silent('traffic', idle)]),
    ...(isLost(slo) ? [] : [silent('series', { interval: 60, input: [unrelated] })]),
  ];
}

/** Whether slices are bad from the start without any series: the one budget needs no earlier slices to be known. */
function isLost({ sli, by }: SloUnderTest['slo']): boolean {
  return sli.kind === 'threshold' && sli.missing === 'bad' && by.length === 0;
}

/** Good traffic, next to series of the same metrics that the SLI does not count; in both spellings of a boundary. */
function goodTests(subject: SloUnderTest, at: number, alerts: RuleTest['alerts'] = []): RuleTest[] {
  const { slo, windows } = subject;
  const traffic = { events: EVENTS, bad: 0 };
  const made = steadyInput(subject, at, traffic);
  if (made === undefined) return [];
  const samples = [
    recordCheck(subject, made, at)(names.errorRatio(windows.base), 0),
    nothingRecorded(subject, names.TIME_TO_EXHAUSTION, at),
  ];
  const good = (words: string, input: readonly Series[]) =>
    sloTest(
      subject,
      `good traffic causes no errors${words}`,
      { interval: made.interval, input },
      { alerts, samples },
    );
  const bound = slo.sli.kind === 'latency' ? slo.sli.bound.value : undefined;
  const plain =
    bound !== undefined && Number.isInteger(bound) ? steadyInput(subject, at, traffic, String) : undefined;
  return [
    good('', [...made.input, ...uncounted(subject, at, made.interval)]),
    ...(plain === undefined ? [] : [good(` with le written as ${bound}`, plain.input)]),
    ...unseenTest(subject, at, made),
  ];
}

/** The counter of one side does not exist yet: it has counted none. */
function unseenTest(subject: SloUnderTest, at: number, made: SloInput): RuleTest[] {
  const { slo, windows, budget } = subject;
  const { interval } = made;
  if (slo.sli.kind !== 'events') return [];
  const bad = slo.sli.counts === 'good' ? 1 : 0;
  const phases = [{ count: samplesIn(at, interval), value: EVENTS * interval }];
  const input = made.input
    .filter((series) => !made.counted.includes(series))
    .map(({ name, labels }) => new Series(name, labels, 'counter', phases));
  const record = recordCheck(subject, made, at);
  const samples = [
    ...[windows.base, windows.period].map((window) => record(names.errorRatio(window), bad)),
    ...(budget > 0 ? windows.burning : []).map((window) =>
      record(names.burnRate(window), clean(bad / budget)),
    ),
  ];
  const name = `${bad === 0 ? 'failures' : 'good events'} that nobody has counted yet count as zero`;
  return [sloTest(subject, name, { interval, input }, { samples })];
}

/** Failures that no selector of the SLI picks. */
function uncounted({ model, slo }: SloUnderTest, at: number, interval: number): Series[] {
  const counted = selectorsOf(slo.sli);
  const metrics = new Map(counted.map((of) => [of.metric.name, of]));
  return [...metrics.values()].flatMap((of) => {
    const labels = otherLabels(model.service, of, counted);
    if (labels === undefined) return [];
    return [new Series(seriesName(of), labels, 'counter', [{ count: samplesIn(at, interval), value: 1000 }])];
  });
}
