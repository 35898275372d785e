import type { Service } from '../model/model.ts';
import type { Slo } from '../model/slo.ts';
import type { Expr } from '../promql/ast.ts';
import * as promql from '../promql/build.ts';
import {
  BUDGET_REMAINING,
  badRate,
  burnRate,
  ERROR_BUDGET,
  errorRatio,
  INFO,
  LABEL,
  OBJECTIVE,
  SLICES,
  SLICES_BAD,
  TIME_TO_EXHAUSTION,
  totalRate,
} from '../slo/names.ts';
import { errorBudget, objective, shortest } from '../slo/tiers.ts';
import { isFromRecords, type SloWindows, windowsOf } from '../slo/windows.ts';
import { formatDuration } from '../spec/scalars.ts';
import { overTime } from './queries.ts';
import { eventRates, timeSlices } from './sli.ts';

/** A series that is recorded for an SLO. */
interface SloRecord {
  readonly record: string;
  readonly expr: Expr;
  /** Further to `service` and `slo`. */
  readonly labels: ReadonlyMap<string, string>;
  readonly comment: string;
}

/** The matchers that pick the series of one SLO. */
export function sloMatchers(service: Service, slo: Slo) {
  return [promql.matcher(LABEL.service, '=', service.name), promql.matcher(LABEL.slo, '=', slo.id)];
}

/**
 * Everything that is recorded for an SLO, each record after those that it reads. Empty where the expression of the SLI
 * does not parse.
 */
export function sloRecords(slo: Slo, service: Service): SloRecord[] {
  const windows = windowsOf(slo, service);
  const read = (record: string) => promql.selector(record, sloMatchers(service, slo));
  const rates = rateRecords(slo, service, windows, read);
  if (rates.length === 0) return [];
  return [
    ...constants(slo),
    ...rates,
    ...[...windows.measured, windows.period].map((window) => ratioRecord(slo, window, read)),
    ...budgetRecords(slo, windows, read),
  ];
}

type Read = (record: string) => ReturnType<typeof promql.selector>;

function record(
  name: string,
  expr: Expr,
  comment: string,
  labels: Readonly<Record<string, string>> = {},
): SloRecord {
  return { record: name, expr, comment, labels: new Map(Object.entries(labels)) };
}

function constants(slo: Slo): SloRecord[] {
  const vector = (value: number) => promql.call('vector', promql.number(value));
  const facts = {
    title: slo.title,
    objective: slo.objectiveText,
    period: formatDuration(slo.window),
    [LABEL.owner]: slo.owner,
  };
  return [
    record(INFO, vector(1), 'What the SLO is, in its labels.', facts),
    record(OBJECTIVE, vector(shortest(objective(slo))), 'Share of events that has to be good.'),
    record(ERROR_BUDGET, vector(shortest(errorBudget(slo))), 'Share of events that may be bad.'),
  ];
}

function rateRecords(slo: Slo, service: Service, windows: SloWindows, read: Read): SloRecord[] {
  const slices = timeSlices(slo, service.prometheus);
  if (slo.sli.kind === 'threshold' && slices === undefined) return [];
  const all = [...windows.measured, windows.period];
  const ordered = [windows.base, ...all.filter((window) => window !== windows.base)];
  if (slices !== undefined) {
    // A sum, not a mean: evaluations without a slice are not there to be averaged over.
    const perSecond = (name: string, window: number) =>
      promql.binary('/', overTime('sum_over_time', read(name), window), promql.number(window));
    return [
      record(SLICES_BAD, slices.bad, 'Bad time slices of this evaluation.'),
      record(SLICES, slices.total, 'Time slices of this evaluation.'),
      ...ordered.flatMap((window) =>
        pair(window, 'time slices', perSecond(SLICES_BAD, window), perSecond(SLICES, window)),
      ),
    ];
  }
  return ordered.flatMap((window) => {
    const raw =
      isFromRecords(window, windows) || window === windows.period
        ? undefined
        : eventRates(slo, window, read(totalRate(window)));
    const bad = raw?.bad ?? overTime('avg_over_time', read(badRate(windows.base)), window);
    const total = raw?.total ?? overTime('avg_over_time', read(totalRate(windows.base)), window);
    return pair(window, 'events', bad, total);
  });
}

function pair(window: number, what: string, bad: Expr, total: Expr): SloRecord[] {
  const length = formatDuration(window);
  return [
    record(totalRate(window), total, `All ${what} a second over ${length}.`),
    record(badRate(window), bad, `Bad ${what} a second over ${length}.`),
  ];
}

function ratioRecord({ sli }: Slo, window: number, read: Read): SloRecord {
  const total = read(totalRate(window));
  // Slices are counted where there are some; a rate of events can be zero.
  const some = sli.kind === 'threshold' ? total : promql.binary('>', total, promql.number(0));
  return record(
    errorRatio(window),
    promql.binary('/', read(badRate(window)), some),
    `Share of bad ones over ${formatDuration(window)}; nothing while there are none at all.`,
  );
}

/** Nothing where the objective leaves no budget: every one of these would divide by zero. */
function budgetRecords(slo: Slo, windows: SloWindows, read: Read): SloRecord[] {
  const budget = errorBudget(slo);
  if (budget.lte(0)) return [];
  const spent = promql.binary('/', read(errorRatio(windows.period)), promql.number(shortest(budget)));
  const remaining = promql.call('clamp_min', read(BUDGET_REMAINING), promql.number(0));
  const burning = promql.binary('>', read(burnRate(windows.current)), promql.number(0));
  const left = promql.binary('*', remaining, promql.number(windows.period));
  return [
    ...[...windows.measured, windows.period].map((window) =>
      record(
        burnRate(window),
        promql.binary('/', read(errorRatio(window)), promql.number(shortest(budget))),
        `How many times too fast the error budget burns, over ${formatDuration(window)}.`,
      ),
    ),
    record(
      BUDGET_REMAINING,
      promql.binary('-', promql.number(1), spent),
      `Share of the error budget of ${formatDuration(windows.period)} that is left.`,
    ),
    record(
      TIME_TO_EXHAUSTION,
      promql.binary('/', left, burning),
      `Seconds until the error budget is gone, at the burn rate of the last ${formatDuration(windows.current)}.`,
    ),
  ];
}
