import * as names from '../slo/names.ts';
import { errorBudget } from '../slo/tiers.ts';
import { isFromRecords } from '../slo/windows.ts';
import { roundUp } from './levels.ts';
import { constants, EVENTS, recordCheck, steady } from './slo-steady.ts';
import type { SloUnderTest } from './slo-subject.ts';
import type { RuleTest } from './test-file.ts';

/** How long the steady tests run: the length over which a raw window of an hour is half filled. */
const STEADY = 1800;

/** Counters begin at 0 with the test: a raw window of w seconds holds t / w of the rate after t seconds. */
export function steadyRecords(subject: SloUnderTest): RuleTest[] {
  const { slo, windows } = subject;
  const budget = errorBudget(slo);
  const bad = budget.lte(0) ? 0.25 : Number(budget.div(2).toString());
  const at = roundUp(STEADY, subject.model.service.ruleInterval);
  const input = steady(subject, at, { events: EVENTS, bad });
  if (input === undefined) return [];
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
      interval: input.interval,
      input: input.input,
      samples: [...constants(subject, at), ...filling, ...rates, ...left],
    },
  ];
}
