import * as names from '../../../slo/names.ts';
import { errorBudget } from '../../../slo/tiers.ts';
import { formatDuration } from '../../../spec/scalars.ts';
import { roundUp } from './levels.ts';
import { EDGES, type Edge, sumOfRecords } from './simulate.ts';
import { type SloInput, sloInput, type Traffic } from './slo-input.ts';
import { constants, recordCheck, steady } from './slo-steady.ts';
import type { SloUnderTest } from './slo-subject.ts';
import type { RuleTest, SampleCheck, TestFile } from './test-file.ts';
import { type Moments, momentsOf, type Verdict } from './timeline.ts';

/** How long the slices are of one kind, where the moment counts at which they turn. */
const SPELL = 3600;
/** Evaluations within the shortest and the longest window of a test file, and in all of a test. */
const LEAST_EVALUATIONS = 4;
const MOST_EVALUATIONS = 400;
const MOST_IN_TEST = 2500;

/** What the SLO is, when its slices turn bad and good again, and when there are none to judge. */
export function sliceTests(subject: SloUnderTest): RuleTest[] {
  const { slo } = subject;
  const facts = factsTest(subject);
  const turns = turningTest(subject, 'slices turn bad, and good again', { events: 1, bad: 1 }, (input, t) =>
    agreed((edge) => input.measure(t, 0, edge)?.bad === 1),
  );
  const pauses = turningTest(
    subject,
    'there are no slices while nothing is to be judged',
    NOTHING,
    (input, t) =>
      // The first evaluation has nothing to read yet.
      agreed((edge) => t > SPELL / 2 && input.measure(t, 0, edge) === undefined),
  );
  return [...facts, ...turns, ...pauses].map((test) => ({ ...test, name: `${slo.id}: ${test.name}` }));
}

function factsTest(subject: SloUnderTest): RuleTest[] {
  const at = subject.model.service.ruleInterval;
  const input = steady(subject, at, { events: 1, bad: 0 });
  if (input === undefined) return [];
  const samples = constants(subject, at);
  return [{ name: 'what it is, in its labels', interval: input.interval, input: input.input, samples }];
}

const NOTHING = { events: 0, bad: 0 };

/** Good slices, then others, then good ones. */
function turningTest(
  subject: SloUnderTest,
  name: string,
  others: Omit<Traffic, 'seconds'>,
  verdict: (input: SloInput, t: number) => Verdict,
): RuleTest[] {
  const { model, slo } = subject;
  const { scrapeInterval: interval, ruleInterval } = model.service;
  const spell = roundUp(SPELL, ruleInterval);
  const good = { seconds: spell, events: 1, bad: 0 };
  const traffic = [good, { seconds: spell, ...others }, good];
  const input = sloInput({ model, slo, traffic, interval, step: ruleInterval });
  if (input === undefined || input.given) return [];
  const end = 3 * spell - ruleInterval;
  const moments = momentsOf((t) => verdict(input, t), end, ruleInterval, { for: 0, keepFiringFor: 0 });
  const during = others.events === 0 ? undefined : others.bad;
  const samples = [
    ...slicesAt(subject, input, moments.silentBefore, 0),
    ...slicesAt(subject, input, moments.fires, during),
    ...slicesAt(subject, input, moments.stillFires, during),
    ...slicesAt(subject, input, moments.silentAfter, 0),
  ];
  return [{ name, interval: input.interval, input: input.input, samples }];
}

/** One slice that is bad or not; undefined where there is none. */
function slicesAt(
  subject: SloUnderTest,
  input: SloInput,
  at: Moments[keyof Moments],
  bad: number | undefined,
): SampleCheck[] {
  if (at === undefined) return [];
  const record = recordCheck(subject, input, at);
  if (bad !== undefined) return [record(names.SLICES, 1), record(names.SLICES_BAD, bad)];
  return [names.SLICES, names.SLICES_BAD].map((name) => ({
    at,
    expr: `${name}{${names.LABEL.slo}="${subject.slo.id}"}`,
    expected: [],
  }));
}

/** The tests that the spec brings for the expression. */
export function givenTests({ model, slo }: SloUnderTest): RuleTest[] {
  const { sli } = slo;
  if (sli.kind !== 'threshold') return [];
  return sli.tests.map(({ name, interval, input, at, good, bad }, index) => {
    const counted = (
      record: string,
      counts: (labels: ReadonlyMap<string, string>) => number,
    ): SampleCheck => ({
      at,
      expr: `${record}{${names.LABEL.slo}="${slo.id}"}`,
      expected: distinct([...good, ...bad]).map((labels) => ({
        labels: new Map([
          ['__name__', record],
          ...labels,
          [names.LABEL.service, model.service.name],
          [names.LABEL.slo, slo.id],
        ]),
        value: counts(labels),
      })),
    });
    const among = (sets: typeof good, labels: ReadonlyMap<string, string>) =>
      sets.filter((each) => keyOf(each) === keyOf(labels)).length;
    return {
      name: `${slo.id}: ${name ?? `test ${index + 1}`}`,
      interval,
      input,
      samples: [
        counted(names.SLICES, (labels) => among([...good, ...bad], labels)),
        counted(names.SLICES_BAD, (labels) => among(bad, labels)),
      ],
    };
  });
}

function distinct(sets: readonly ReadonlyMap<string, string>[]) {
  return [...new Map(sets.map((labels) => [keyOf(labels), labels])).values()];
}

function keyOf(labels: ReadonlyMap<string, string>): string {
  return JSON.stringify([...labels].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function agreed(holds: (edge: Edge) => boolean): Verdict {
  const [first = false, ...others] = EDGES.map(holds);
  return others.every((other) => other === first) ? first : 'unclear';
}

/** What is recorded over each window: one file for windows of one order of magnitude. */
export function sliceWindowFiles(subject: SloUnderTest): TestFile[] {
  const { slo, windows } = subject;
  const all = [...new Set([...windows.measured, windows.period])].sort((a, b) => a - b);
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
        about: `What is recorded for ${slo.id} over ${own.map(formatDuration).join(', ')}: bad slices enter each window, and leave it.`,
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
  const budget = Number(errorBudget(subject.slo).toString());
  const values = (input: SloInput, edge: Edge): [record: string, value: number][] => {
    const { bad, total } = sums(input, at, window, step, edge);
    return [
      [names.totalRate(window), total / window],
      [names.badRate(window), bad / window],
      [names.errorRatio(window), bad / total],
      ...(budget > 0 ? [[names.burnRate(window), bad / total / budget] as [string, number]] : []),
    ];
  };
  const name = `bad slices within ${formatDuration(window)} count, earlier ones do not`;
  return spellTest(subject, name, { step, before, spell: 2 * reach, at, values });
}

/** Some bad slices among so many that a part of the error budget is left. */
function spendingTest(subject: SloUnderTest, step: number): RuleTest[] {
  const { slo, windows } = subject;
  const budget = Number(errorBudget(slo).toString());
  if (budget <= 0) return [];
  const recent = Math.max(1, Math.floor(windows.current / step / 2));
  const count = Math.min(MOST_IN_TEST, Math.max(3 * recent, Math.ceil(4 / budget)));
  const at = count * step;
  const spell = Math.max(1, Math.floor((count * budget) / 4));
  const values = (input: SloInput, edge: Edge): [record: string, value: number][] => {
    const burn = (window: number) => {
      const { bad, total } = sums(input, at, window, step, edge);
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
  readonly values: (input: SloInput, edge: Edge) => [record: string, value: number][];
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
  const { model, slo } = subject;
  const interval = model.service.scrapeInterval;
  for (let lead = Math.floor(step / 2); lead >= 0; lead -= Math.ceil(step / 16)) {
    const good = roundUp(before * step - lead, interval);
    const bad = roundUp(spell * step, interval);
    const traffic = [
      { seconds: good, events: 1, bad: 0 },
      { seconds: bad, events: 1, bad: 1 },
      { seconds: Math.max(interval, at - good - bad), events: 1, bad: 0 },
    ];
    const input = sloInput({ model, slo, traffic, interval, step });
    if (input === undefined) return [];
    const [closed = [], open = []] = EDGES.map((edge) => values(input, edge));
    const same = closed.every(([, value], index) => Math.abs(value - (open[index]?.[1] ?? 0)) < 1e-12);
    if (!same || closed.some(([, value]) => !Number.isFinite(value))) continue;
    const record = recordCheck(subject, input, at);
    const samples = closed.map(([series, value]) => record(series, value));
    return [{ name: `${slo.id}: ${name}`, interval: input.interval, input: input.input, samples }];
  }
  return [];
}

function sums(input: SloInput, at: number, window: number, step: number, edge: Edge) {
  const sum = (side: 'bad' | 'total') =>
    sumOfRecords((t) => input.measure(t, 0, edge)?.[side], at, window, step, edge);
  return { bad: sum('bad'), total: sum('total') };
}
