import * as names from '../../../slo/names.ts';
import { errorBudget, objective, shortest } from '../../../slo/tiers.ts';
import { isFromRecords } from '../../../slo/windows.ts';
import { roundUp } from './levels.ts';
import { clean, decimal } from './numbers.ts';
import { EDGES, type Edge, meanOfRecords } from './simulate.ts';
import { type SloInput, sloInput } from './slo-input.ts';
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
  const near = (window: number, then: number) =>
    closeTo(
      names.errorRatio(window),
      slo.id,
      then,
      EDGES.map((edge) => ratioOf(input, then, window, ruleInterval, edge) ?? 0),
      0.01,
      labels,
    );
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
        near(windows.base, bad + roundUp(windows.base / 2, ruleInterval)),
        ...all.map((window) => near(window, at)),
      ],
    },
    ...littleSpent(subject),
  ];
}

/** Hours of good slices with a few bad ones: some of the budget is spent, some is left. */
function littleSpent(subject: SloUnderTest): RuleTest[] {
  const { model, slo, windows } = subject;
  const { scrapeInterval: interval, ruleInterval } = model.service;
  const budget = Number(errorBudget(slo).toString());
  const hours = roundUp(7200, ruleInterval);
  const spell = roundUp(Math.max(hours * budget * 0.4, 2 * ruleInterval), ruleInterval);
  const traffic = [
    { count: samplesIn(hours - 1800 - spell, interval), events: 1, bad: 0 },
    { count: samplesIn(spell, interval), events: 1, bad: 1 },
    { count: samplesIn(1800, interval), events: 1, bad: 0 },
  ];
  const input = sloInput(model, slo, traffic, { interval });
  if (input === undefined || budget <= 0) return [];
  const labels = seriesLabels(subject, input.labels);
  const values = EDGES.map((edge) => {
    const burn = (window: number) => (ratioOf(input, hours, window, ruleInterval, edge) ?? 0) / budget;
    const left = 1 - burn(windows.period);
    return { burn, left, seconds: (Math.max(0, left) * slo.window) / burn(windows.current) };
  });
  const close = (record: string, expected: readonly number[], at = hours) =>
    closeTo(record, slo.id, at, expected, 0.02 * Math.abs(expected[0] ?? 0), labels);
  // The base window has forgotten the spell by the end, so it is looked at just after it.
  const after = hours - 1800;
  const sharp = EDGES.map((edge) => (ratioOf(input, after, windows.base, ruleInterval, edge) ?? 0) / budget);
  const burns = [...windows.measured, windows.period].filter((window) => (values[0]?.burn(window) ?? 0) > 0);
  return [
    {
      name: `${slo.id}: some bad slices spend some of the budget`,
      interval,
      input: input.input,
      samples: [
        close(names.burnRate(windows.base), sharp, after),
        ...burns.map((window) =>
          close(
            names.burnRate(window),
            values.map(({ burn }) => burn(window)),
          ),
        ),
        close(
          names.BUDGET_REMAINING,
          values.map(({ left }) => left),
        ),
        close(
          names.TIME_TO_EXHAUSTION,
          values.map(({ seconds }) => seconds),
        ),
      ],
    },
  ];
}

/** Share of bad slices over a window, from what each evaluation records. */
function ratioOf(input: SloInput, at: number, window: number, step: number, edge: Edge): number | undefined {
  const mean = (side: 'bad' | 'total') =>
    meanOfRecords((t) => input.measure(t, 0, edge)?.[side], at, window, step, edge);
  const [bad, total] = [mean('bad'), mean('total')];
  return bad === undefined || total === undefined || total <= 0 ? undefined : bad / total;
}

/** A record that is as near to what is expected as the edges of its window allow. */
function closeTo(
  record: string,
  slo: string,
  at: number,
  expected: readonly number[],
  slack: number,
  labels: ReadonlyMap<string, string>,
): SampleCheck {
  const middle = clean(expected.reduce((sum, value) => sum + value, 0) / expected.length);
  const spread = Math.max(...expected.map((value) => Math.abs(value - middle)));
  const expr = `abs(${record}{${names.LABEL.slo}="${slo}"} - ${decimal(middle)}) < bool ${decimal(spread * 1.2 + slack)}`;
  return { at, expr, expected: [{ labels, value: 1 }] };
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
