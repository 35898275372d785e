import { isSliced } from '../model/slo.ts';
import * as names from '../slo/names.ts';
import { formatDuration } from '../spec/scalars.ts';
import { keyOf } from './evaluate.ts';
import { roundUp } from './numbers.ts';
import type { RuleTest, SampleCheck, TestFile } from './rule-test.ts';
import { EDGES, type Edge } from './series.ts';
import { sloInput, steadyInput } from './slo-input.ts';
import { objectiveCheck } from './slo-record-tests.ts';
import { type SloState, sloState } from './slo-state.ts';
import {
  nothingRecorded,
  recordCheck,
  type SloInput,
  type SloUnderTest,
  seriesLabels,
  seriesOf,
  sloTest,
  type Traffic,
} from './slo-subject.ts';
import { acrossEdges, momentsOf, type Verdict } from './timeline.ts';

/** How long the slices are of one kind, where the moment counts at which they turn. */
const SPELL = 3600;

/** What the SLO is, when its slices turn bad and good again, and when there are none to judge. */
export function sliceTests(subject: SloUnderTest): RuleTest[] {
  const turns = turningTest(subject, 'slices turn bad, and good again', { events: 1, bad: 1 }, (input, t) =>
    acrossEdges((edge) => badAt(input, t, edge)),
  );
  const pauses = turningTest(
    subject,
    'no slices are recorded while there is nothing to judge',
    { events: 0, bad: 0 },
    (input, t) =>
      // The first evaluation has nothing to read yet.
      acrossEdges((edge) => t > SPELL / 2 && input.measure(t, 0, edge) === undefined),
  );
  return [...factsTest(subject), ...shareTests(subject), ...turns, ...pauses, ...missingTest(subject)];
}

/** Whether the slice is bad; unclear where it is only in part, since the expression looks back at good ones. */
function badAt(input: SloInput, t: number, edge: Edge): Verdict {
  const bad = input.measure(t, 0, edge)?.bad ?? 0;
  return bad === 0 || bad === 1 ? bad === 1 : 'unclear';
}

function factsTest(subject: SloUnderTest): RuleTest[] {
  const at = subject.model.service.ruleInterval;
  const input = steadyInput(subject, at, { events: 1, bad: 0 });
  if (input === undefined) return [];
  return [sloTest(subject, 'its objective is recorded', input, { samples: [objectiveCheck(subject, at)] })];
}

/** A slice is bad by the share that the expression yields, and never by more than the whole. */
function shareTests(subject: SloUnderTest): RuleTest[] {
  if (subject.slo.sli.kind !== 'error_ratio') return [];
  const at = roundUp(SPELL, subject.model.service.ruleInterval);
  return [0.25, 3].flatMap((share) => {
    const input = steadyInput(subject, at, { events: 1, bad: share });
    if (input === undefined || input.given) return [];
    const samples = [recordCheck(subject, input, at)(names.SLICES_BAD, Math.min(1, share))];
    return [sloTest(subject, `a share of ${share} counts as ${Math.min(1, share)}`, input, { samples })];
  });
}

/** Good slices, then others, then good ones. */
function turningTest(
  subject: SloUnderTest,
  name: string,
  others: Omit<Traffic, 'seconds'>,
  verdict: (input: SloInput, t: number) => Verdict,
): RuleTest[] {
  const { scrapeInterval: interval, ruleInterval: step } = subject.model.service;
  const spell = roundUp(SPELL, step);
  const good = { seconds: spell, events: 1, bad: 0 };
  const traffic = [good, { seconds: spell, ...others }, good];
  const input = sloInput(subject, { traffic, interval, step });
  if (input === undefined || input.given) return [];
  const end = 3 * spell - step;
  const moments = momentsOf((t) => verdict(input, t), end, step, { for: 0, keepFiringFor: 0 });
  const samples = moments.flatMap(({ at, fires }) => {
    if (fires && others.events === 0)
      return [names.SLICES, names.SLICES_BAD].map((record) => nothingRecorded(subject, record, at));
    const record = recordCheck(subject, input, at);
    return [record(names.SLICES, 1), record(names.SLICES_BAD, fires ? others.bad : 0)];
  });
  return [sloTest(subject, name, input, { samples })];
}

/** Good slices until all series vanish: from then on every slice is bad, or there are none. */
function missingTest(subject: SloUnderTest): RuleTest[] {
  const { slo, model } = subject;
  const { ruleInterval: step } = model.service;
  const gone = roundUp(SPELL / 4, step);
  const input = steadyInput(subject, gone, { events: 1, bad: 0 });
  if (slo.sli.kind !== 'threshold' || input === undefined || input.given) return [];
  // Long after the budget would have been forgotten, had its bad slices not kept it known.
  const at = roundUp(gone + 2 * SPELL, step);
  const record = recordCheck(subject, input, at);
  const bad = slo.sli.missing === 'bad';
  const name = bad
    ? 'slices are bad while series are missing'
    : 'there are no slices while series are missing';
  const vanishing = input.input.map(({ text, values }) => ({ series: text, values: `${values} stale` }));
  return [
    sloTest(
      subject,
      name,
      { interval: input.interval, input: vanishing },
      {
        samples: [names.SLICES, names.SLICES_BAD].map((each) =>
          bad ? record(each, 1) : nothingRecorded(subject, each, at),
        ),
      },
    ),
  ];
}

/** The tests that the spec brings for the expression. */
export function givenTests(subject: SloUnderTest): RuleTest[] {
  const { sli } = subject.slo;
  if (!isSliced(sli)) return [];
  return sli.tests.map(({ name, interval, input, at, good, bad }, index) => {
    const distinct = [...new Map([...good, ...bad].map((labels) => [keyOf(labels), labels])).values()];
    const counted = (record: string, among: typeof good): SampleCheck => ({
      at,
      expr: seriesOf(subject, record),
      expected: distinct.map((labels) => ({
        labels: new Map([['__name__', record], ...seriesLabels(subject, labels)]),
        value: among.filter((each) => keyOf(each) === keyOf(labels)).length,
      })),
    });
    const samples = [counted(names.SLICES, [...good, ...bad]), counted(names.SLICES_BAD, bad)];
    return sloTest(subject, name ?? `test ${index + 1}`, { interval, input }, { samples });
  });
}

/** Evaluations within the shortest and the longest window of a test file, and in all of a test. */
const LEAST_EVALUATIONS = 4;
const MOST_EVALUATIONS = 400;
const MOST_IN_TEST = 2500;

/** What is recorded over each window: one file for windows of one order of magnitude. */
export function sliceWindowFiles(subject: SloUnderTest): TestFile[] {
  const { slo, windows } = subject;
  const all = [...new Set([windows.base, ...windows.burning, windows.period])].sort((a, b) => a - b);
  return pacesOf(all).flatMap(({ step, windows: own }, index) => {
    const [least = 0, most = least] = [own[0], own.at(-1)];
    const spans =
      least === most ? formatDuration(least) : `${formatDuration(least)}-to-${formatDuration(most)}`;
    const tests = [
      ...own.flatMap((window) => windowTest(subject, window, step)),
      ...(index === 0 ? spendingTest(subject, step) : []),
    ];
    if (tests.length === 0) return [];
    return [
      {
        name: `slo-${slo.id}-${spans}`,
        about: `The records of ${slo.id} over ${own.map(formatDuration).join(', ')}: bad slices enter each window, and leave it.`,
        ruleFiles: [subject.file],
        evaluationInterval: step,
        tests,
      },
    ];
  });
}

interface Pace {
  /** Seconds between evaluations. No window is a multiple of it: then none lies on the edge of a window. */
  readonly step: number;
  readonly windows: readonly number[];
}

/** Windows (ascending) that tests of one pace can look at together. */
function pacesOf(windows: readonly number[]): Pace[] {
  const [least] = windows;
  if (least === undefined) return [];
  const together = windows.filter((window) => window * LEAST_EVALUATIONS <= least * MOST_EVALUATIONS);
  const longest = Math.floor(least / (LEAST_EVALUATIONS + 0.25));
  const unit = longest > 600 ? 60 : 1;
  let step = Math.max(1, Math.floor(longest / unit) * unit);
  while (step > unit && together.some((window) => window % step === 0)) step -= unit;
  return [{ step, windows: together }, ...pacesOf(windows.slice(together.length))];
}

/** Some slices are bad; at the end some of those have left the window, and some have not. */
function windowTest(subject: SloUnderTest, window: number, step: number): RuleTest[] {
  const within = Math.floor(window / step);
  const reach = Math.max(1, Math.round(within * 0.15));
  // The spell begins `reach` evaluations before the window does, and ends as many after.
  const before = reach + 1;
  const at = (before + reach + within) * step;
  const { budget, windows } = subject;
  const values = (state: SloState, edge: Edge): [record: string, value: number][] => {
    const { bad, total } = state.recorded(window, at, edge);
    return [
      ...(window === windows.base || window === windows.period
        ? [[names.errorRatio(window), bad / total] as [string, number]]
        : []),
      ...(budget > 0 && windows.burning.includes(window)
        ? [[names.burnRate(window), bad / total / budget] as [string, number]]
        : []),
    ];
  };
  const name = `bad slices within ${formatDuration(window)} count, earlier ones do not`;
  return spellTest(subject, name, { step, before, spell: 2 * reach, at, values });
}

/** Some bad slices among so many that a part of the error budget is left. */
function spendingTest(subject: SloUnderTest, step: number): RuleTest[] {
  const { windows, budget } = subject;
  if (budget <= 0) return [];
  const recent = Math.max(1, Math.floor(windows.current / step / 2));
  const count = Math.min(MOST_IN_TEST, Math.max(3 * recent, Math.ceil(4 / budget)));
  const at = count * step;
  const spell = Math.max(1, Math.floor((count * budget) / 4));
  const values = (state: SloState, edge: Edge): [record: string, value: number][] => {
    const burn = (window: number) => {
      const { bad, total } = state.recorded(window, at, edge);
      return bad / total / budget;
    };
    const left = 1 - burn(windows.period);
    const seconds = (Math.max(0, left) * windows.period) / burn(windows.current);
    return [
      [names.BUDGET_REMAINING, left],
      [names.TIME_TO_EXHAUSTION, seconds],
    ];
  };
  return spellTest(subject, 'bad slices spend the error budget', {
    step,
    before: count - recent - spell,
    spell,
    at,
    values,
  });
}

interface Spell {
  readonly step: number;
  /** Evaluations of good slices before the bad ones, and of bad ones. */
  readonly before: number;
  readonly spell: number;
  readonly at: number;
  readonly values: (state: SloState, edge: Edge) => [record: string, value: number][];
}

/**
 * Good slices, bad ones, good ones. A slice turns some time after its expression does; how long before the next
 * evaluation the input must turn is tried out, until the edges of ranges decide nothing.
 */
function spellTest(
  subject: SloUnderTest,
  name: string,
  { step, before, spell, at, values }: Spell,
): RuleTest[] {
  const interval = subject.model.service.scrapeInterval;
  for (let lead = Math.floor(step / 2); lead >= 0; lead -= Math.ceil(step / 16)) {
    const good = roundUp(before * step - lead, interval);
    const bad = roundUp(spell * step, interval);
    const traffic = [
      { seconds: good, events: 1, bad: 0 },
      { seconds: bad, events: 1, bad: 1 },
      { seconds: Math.max(interval, at - good - bad), events: 1, bad: 0 },
    ];
    const input = sloInput(subject, { traffic, interval, step });
    if (input === undefined) return [];
    const state = sloState(subject, input, step, at);
    const [closed = [], open = []] = EDGES.map((edge) => values(state, edge));
    const same = closed.every(([, value], index) => Math.abs(value - (open[index]?.[1] ?? 0)) < 1e-12);
    if (!same || closed.some(([, value]) => !Number.isFinite(value))) continue;
    const record = recordCheck(subject, input, at);
    const samples = closed.map(([series, value]) => record(series, value));
    return [sloTest(subject, name, input, { samples })];
  }
  return [];
}
