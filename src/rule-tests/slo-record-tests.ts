import * as names from '../slo/names.ts';
import { errorBudget, objective, shortest } from '../slo/tiers.ts';
import { isFromRecords } from '../slo/windows.ts';
import { formatDuration } from '../spec/scalars.ts';
import { EVENTS } from './drive.ts';
import { clean, decimal, roundUp } from './numbers.ts';
import type { RuleTest, SampleCheck, TestFile } from './rule-test.ts';
import { sloInput, steadyInput } from './slo-input.ts';
import { recordCheck, type SloUnderTest, seriesLabels, seriesOf, sloTest } from './slo-subject.ts';

/** How long the steady tests run: the length over which a raw window of an hour is half filled. */
const STEADY = 1800;

/** The records that say what the SLO is. */
export function constants(subject: SloUnderTest, at: number): SampleCheck[] {
  const { slo, facts } = subject;
  const labels = seriesLabels(subject, new Map());
  const constant = (record: string, value: number, more: ReadonlyMap<string, string> = new Map()) => ({
    at,
    expr: seriesOf(subject, record),
    expected: [{ labels: new Map([['__name__', record], ...labels, ...more]), value }],
  });
  return [
    constant(names.INFO, 1, facts),
    constant(names.OBJECTIVE, shortest(objective(slo))),
    constant(names.ERROR_BUDGET, shortest(errorBudget(slo))),
  ];
}

/** Counters begin at 0 with the test: a raw window of w seconds holds t / w of the rate after t seconds. */
export function steadyRecords(subject: SloUnderTest): RuleTest[] {
  const { slo, windows, budget, model } = subject;
  const bad = budget <= 0 ? 0.25 : Number(errorBudget(slo).div(2).toString());
  const { ruleInterval } = model.service;
  const at = roundUp(STEADY, ruleInterval);
  const input = steadyInput(subject, at, { events: EVENTS, bad });
  if (input === undefined) return [];
  const record = recordCheck(subject, input, at);
  const rates = [...windows.measured, windows.period].flatMap((window) => {
    const filled = Math.min(1, at / window);
    return [
      ...(isFromRecords(window, windows) || window === windows.period
        ? []
        : [
            record(names.totalRate(window), EVENTS * filled),
            record(names.badRate(window), EVENTS * bad * filled),
          ]),
      record(names.errorRatio(window), bad),
      ...(budget <= 0 ? [] : [record(names.burnRate(window), 0.5)]),
    ];
  });
  const filling = windows.measured
    .filter((window) => window <= at)
    .flatMap((window) => {
      const half = roundUp(window / 2, ruleInterval);
      const then = recordCheck(subject, input, half);
      return [
        then(names.totalRate(window), (EVENTS * half) / window),
        then(names.badRate(window), (EVENTS * bad * half) / window),
      ];
    });
  const left =
    budget <= 0 ? [] : [record(names.BUDGET_REMAINING, 0.5), record(names.TIME_TO_EXHAUSTION, slo.window)];
  const samples = [...constants(subject, at), ...filling, ...rates, ...left];
  return [sloTest(subject, 'half of the error budget is spent', input, { samples })];
}

/** Evaluations within the period. */
const RESOLUTION = 120;
/** How busy the second half of the period is, compared with the first. */
const BUSIER = 3;

/**
 * A period and a half: the error ratio of the period is weighted by events, not by time. Half of the last period is quiet and
 * good, half busy and bad, so an average of ratios would come out wrong.
 */
export function periodFile(subject: SloUnderTest): TestFile[] {
  const { slo, windows, budget } = subject;
  const interval = Math.max(1, Math.floor(windows.base / 3));
  const step = roundUp(slo.window / RESOLUTION, interval);
  if (budget <= 0) return [];
  const half = roundUp(slo.window / 2, step);
  const traffic = [
    { seconds: 2 * half, events: EVENTS / 2, bad: 0 },
    { seconds: half, events: (EVENTS / 2) * BUSIER, bad: budget },
  ];
  const input = sloInput(subject, { traffic, interval, step });
  if (input === undefined) return [];
  const ratio = (budget * BUSIER) / (BUSIER + 1);
  const labels = seriesLabels(subject, input.labels);
  const near = (record: string, expected: number): SampleCheck => ({
    at: 3 * half,
    expr: `abs(${seriesOf(subject, record)} - ${decimal(expected)}) < bool ${decimal(Math.abs(expected) * 0.03)}`,
    expected: [{ labels, value: 1 }],
  });
  const samples = [
    near(names.errorRatio(slo.window), ratio),
    near(names.burnRate(slo.window), ratio / budget),
    near(names.BUDGET_REMAINING, clean(1 - ratio / budget)),
  ];
  return [
    {
      name: `slo-${slo.id}-period`,
      about: `The error budget over ${formatDuration(slo.window)}.`,
      ruleFiles: [subject.file],
      evaluationInterval: step,
      tests: [sloTest(subject, 'the period is weighted by events', input, { samples })],
    },
  ];
}
