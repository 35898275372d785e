import { BUDGET_REMAINING, burnRate, errorRatio, LABEL } from '../slo/names.ts';
import { errorBudget, shortest } from '../slo/tiers.ts';
import { formatDuration } from '../spec/scalars.ts';
import { roundUp } from './levels.ts';
import { clean, decimal } from './numbers.ts';
import { sloInput } from './slo-input.ts';
import { type SloUnderTest, seriesLabels } from './slo-subject.ts';
import type { SampleCheck, TestFile } from './test-file.ts';

/** Evaluations within the period. */
const RESOLUTION = 120;
/** How busy the second half of the period is, compared with the first. */
const BUSIER = 3;
const EVENTS = 0.25;

/**
 * A period and a half: the error ratio of the period weighs by events, not by time. Half of the last period is quiet and
 * good, half busy and bad, so an average of ratios would come out wrong.
 */
export function periodFile(subject: SloUnderTest): TestFile[] {
  const { model, slo, windows } = subject;
  const interval = Math.max(1, Math.floor(windows.base / 3));
  const step = roundUp(slo.window / RESOLUTION, interval);
  const budget = shortest(errorBudget(slo));
  if (budget <= 0) return [];
  const half = roundUp(slo.window / 2, step);
  const traffic = [
    { seconds: 2 * half, events: EVENTS, bad: 0 },
    { seconds: half, events: EVENTS * BUSIER, bad: budget },
  ];
  const input = sloInput({ model, slo, traffic, interval, step });
  if (input === undefined) return [];
  const ratio = (budget * BUSIER) / (BUSIER + 1);
  const labels = seriesLabels(subject, input.labels);
  const near = (record: string, expected: number): SampleCheck => ({
    at: 3 * half,
    expr: `abs(${record}{${LABEL.slo}="${slo.id}"} - ${decimal(expected)}) < bool ${decimal(Math.abs(expected) * 0.03)}`,
    expected: [{ labels, value: 1 }],
  });
  return [
    {
      name: `slo-${slo.id}-period`,
      about: `The error budget of ${formatDuration(slo.window)}.`,
      ruleFiles: [subject.file],
      evaluationInterval: step,
      tests: [
        {
          name: `${slo.id}: the period weighs by events`,
          interval,
          input: input.input,
          samples: [
            near(errorRatio(slo.window), ratio),
            near(burnRate(slo.window), ratio / budget),
            near(BUDGET_REMAINING, clean(1 - ratio / budget)),
          ],
        },
      ],
    },
  ];
}
