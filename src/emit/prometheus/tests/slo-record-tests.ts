import * as names from '../../../slo/names.ts';
import { errorBudget, objective, shortest } from '../../../slo/tiers.ts';
import { isFromRecords } from '../../../slo/windows.ts';
import { roundUp } from './levels.ts';
import { clean } from './numbers.ts';
import { sloInput } from './slo-input.ts';
import { EVENTS, recordCheck, steady } from './slo-steady.ts';
import { type SloUnderTest, samplesIn, seriesLabels } from './slo-subject.ts';
import type { RuleTest, SampleCheck } from './test-file.ts';

/** How long the steady tests run: the length over which a raw window of an hour is half filled. */
const STEADY = 1800;

/** Counters begin at 0 with the test: a raw window of w seconds holds t / w of the rate after t seconds. */
export function steadyRecords(subject: SloUnderTest): RuleTest[] {
  const { slo, windows } = subject;
  const budget = errorBudget(slo);
  const bad = budget.lte(0) ? 0.25 : Number(budget.div(2).toString());
  const at = roundUp(STEADY, subject.model.service.ruleInterval);
  const made = steady(subject, at, { events: EVENTS, bad });
  if (made === undefined) return [];
  const { input, interval } = made;
  const record = recordCheck(subject, input, at);
  const filled = (window: number) =>
    isFromRecords(window, windows) || window === windows.period ? undefined : Math.min(1, at / window);
  const rates = [...windows.measured, windows.period].flatMap((window) => {
    const share = filled(window);
    return [
      ...(share === undefined
        ? []
        : [
            record(names.totalRate(window), EVENTS * share),
            record(names.badRate(window), EVENTS * bad * share),
          ]),
      record(names.errorRatio(window), bad),
      ...(budget.lte(0) ? [] : [record(names.burnRate(window), 0.5)]),
    ];
  });
  const { ruleInterval } = subject.model.service;
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
  const left = budget.lte(0)
    ? []
    : [record(names.BUDGET_REMAINING, 0.5), record(names.TIME_TO_EXHAUSTION, slo.window)];
  return [
    {
      name: `${slo.id}: half of the error budget is spent`,
      interval,
      input: input.input,
      samples: [...constants(subject, at), ...filling, ...rates, ...left],
    },
  ];
}

/** An hour of bad slices, then half an hour of good ones. */
export function sliceRecords(subject: SloUnderTest): RuleTest[] {
  const { model, slo, windows } = subject;
  const { scrapeInterval: interval, ruleInterval } = model.service;
  const [bad, good] = [roundUp(3600, ruleInterval), roundUp(1800, ruleInterval)];
  const at = bad + good;
  const traffic = [
    { count: samplesIn(bad, interval), events: 1, bad: 1 },
    { count: samplesIn(good, interval), events: 1, bad: 0 },
  ];
  const input = sloInput(model, slo, traffic, { interval });
  if (input === undefined) return [];
  const labels = seriesLabels(subject, input.labels);
  const record = recordCheck(subject, input, at);
  const near = [...windows.measured, windows.period].map((window): SampleCheck => {
    const inWindow = Math.min(window, at);
    const expected = clean(Math.max(0, inWindow - good) / inWindow);
    // A sample more or less at the edge of the window.
    const slack = clean((4 * ruleInterval) / inWindow + 0.001);
    return {
      at,
      expr: `abs(${names.errorRatio(window)}{${names.LABEL.slo}="${slo.id}"} - ${expected}) < bool ${slack}`,
      expected: [{ labels, value: 1 }],
    };
  });
  const all = [...windows.measured, windows.period];
  const worst = recordCheck(subject, input, bad - ruleInterval);
  const perSecond = all.flatMap((window) => [
    record(names.totalRate(window), 1 / ruleInterval),
    worst(names.badRate(window), 1 / ruleInterval),
  ]);
  return [
    {
      name: `${slo.id}: an hour of bad slices, then half an hour of good ones`,
      interval,
      input: input.input,
      samples: [
        ...constants(subject, at),
        record(names.SLICES, 1),
        record(names.SLICES_BAD, 0),
        worst(names.SLICES_BAD, 1),
        ...perSecond,
        ...near,
      ],
    },
  ];
}

function constants(subject: SloUnderTest, at: number): SampleCheck[] {
  const { slo, facts } = subject;
  const labels = seriesLabels(subject, new Map());
  const select = (record: string) => `${record}{${names.LABEL.slo}="${slo.id}"}`;
  const constant = (record: string, value: number, more: ReadonlyMap<string, string> = new Map()) => ({
    at,
    expr: select(record),
    expected: [{ labels: new Map([['__name__', record], ...labels, ...more]), value }],
  });
  return [
    constant(names.INFO, 1, facts),
    constant(names.OBJECTIVE, shortest(objective(slo))),
    constant(names.ERROR_BUDGET, shortest(errorBudget(slo))),
  ];
}
