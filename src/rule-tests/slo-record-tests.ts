import * as names from '../slo/names.ts';
import { errorBudget, objective, shortest } from '../slo/tiers.ts';
import { formatDuration } from '../spec/scalars.ts';
import { EVENTS } from './drive.ts';
import { clean, decimal, roundUp } from './numbers.ts';
import type { RuleTest, SampleCheck, TestFile } from './rule-test.ts';
import { sloInput, steadyInput } from './slo-input.ts';
import { recordCheck, type SloUnderTest, seriesLabels, seriesOf, sloTest } from './slo-subject.ts';

/** How long the steady tests run, seconds. */
const STEADY = 1800;

/** The record that says what the SLO is. */
export function objectiveCheck(subject: SloUnderTest, at: number): SampleCheck {
  const labels = seriesLabels(subject, new Map([['__name__', names.OBJECTIVE]]));
  const value = shortest(objective(subject.slo));
  return { at, expr: seriesOf(subject, names.OBJECTIVE), expected: [{ labels, value }] };
}

/** A steady share of bad events, whatever part of a window they fill. */
export function steadyRecords(subject: SloUnderTest): RuleTest[] {
  const { slo, windows, budget, model } = subject;
  const bad = budget <= 0 ? 0.25 : Number(errorBudget(slo).div(2).toString());
  const at = roundUp(STEADY, model.service.ruleInterval);
  const input = steadyInput(subject, at, { events: EVENTS, bad });
  if (input === undefined) return [];
  const record = recordCheck(subject, input, at);
  const samples = [
    objectiveCheck(subject, at),
    ...[windows.base, windows.period].map((window) => record(names.errorRatio(window), bad)),
    ...(budget <= 0
      ? []
      : [
          ...windows.burning.map((window) => record(names.burnRate(window), 0.5)),
          record(names.BUDGET_REMAINING, 0.5),
          record(names.TIME_TO_EXHAUSTION, slo.window),
        ]),
  ];
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
