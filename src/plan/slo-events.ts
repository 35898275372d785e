import type { Service } from '../model/model.ts';
import type { MetricSelector } from '../model/selector.ts';
import type { Slo } from '../model/slo.ts';
import type { Expr } from '../promql/ast.ts';
import * as promql from '../promql/build.ts';
import { parseExpression } from '../promql/parse.ts';
import {
  BAD_EVENTS,
  badRate,
  EVENTS,
  GOOD_EVENTS,
  LABEL,
  SLICES,
  SLICES_BAD,
  totalRate,
} from '../slo/names.ts';
import { isFromRecords, windowsOf } from '../slo/windows.ts';
import { missingSeries } from './missing.ts';
import { countedSeries, overTime, quotient, rateBy, rateUpTo, seriesOf, summedRate } from './queries.ts';

/** A series that is recorded for an SLO, with the labels `service` and `slo`. */
export interface SloRecord {
  readonly record: string;
  readonly expr: Expr;
  readonly comment: string;
}

/** How the events of an SLI, or its time slices, are counted over windows of any length (in seconds). */
export interface EventCount {
  /** What the windows are read from, each record after those that it reads. */
  readonly records: readonly SloRecord[];
  /** Share of bad events; nothing while there are none at all. */
  readonly ratio: (window: number) => Expr;
  /** Number of bad events in a window, and of all. */
  readonly bad: (window: number) => Expr;
  readonly all: (window: number) => Expr;
  /** Whether counts are whole numbers, and not extrapolated. */
  readonly exact: boolean;
}

/** The matchers that pick the series of one SLO. */
export function sloMatchers(service: Service, slo: Slo) {
  return [promql.matcher(LABEL.service, '=', service.name), promql.matcher(LABEL.slo, '=', slo.id)];
}

/** Undefined where the expression of the SLI does not parse. */
export function countEvents(slo: Slo, service: Service): EventCount | undefined {
  const { sli } = slo;
  if (sli.kind === 'threshold') return countSlices(slo, service);
  return hasTotals(slo) ? countTotals(slo, service) : countRates(slo, service);
}

/**
 * Whether running totals can be recorded: the counters of a target reset together and none vanishes alone. So it is in
 * the generated module, and in programs of which the spec says so.
 */
export function hasTotals({ sli }: Slo): boolean {
  if (sli.kind === 'threshold') return false;
  const counters = sli.kind === 'latency' ? [sli.of] : [sli.total, sli.bad ?? sli.good ?? sli.total];
  return counters.every(({ metric }) => metric.origin !== 'external' || metric.keepsSeries);
}

type Read = (record: string) => ReturnType<typeof promql.selector>;

const readerOf =
  (slo: Slo, service: Service): Read =>
  (record) =>
    promql.selector(record, sloMatchers(service, slo));

const minus = (all: Expr, good: Expr) =>
  // Never below nothing: the two counters may count an event at different moments.
  promql.call('clamp_min', promql.binary('-', all, good), promql.number(0));

/** 1 - good / all; never below nothing. */
const remainder = (good: Expr, all: Expr) => minus(promql.number(1), quotient(good, all));

/**
 * Running totals: of each target the sum of its counters, recorded at every evaluation. Windows are rates of these, so
 * that what happens while scrapes fail is counted once they succeed again, and a counter that appears with its first
 * event is seen to rise from zero. Adding up before the rate is right only because the counters of a target reset
 * together; otherwise a reset of one would hide in the growth of the others.
 * @see https://prometheus.io/docs/prometheus/latest/querying/functions/#rate
 */
function countTotals(slo: Slo, service: Service): EventCount {
  const { sli, by } = slo;
  const read = readerOf(slo, service);
  const perTarget = [...new Set(['job', 'instance', ...by])];
  const none = promql.binary('*', promql.number(0), read(EVENTS));
  const orNone = (series: Expr) =>
    promql.binary('or', promql.sumBy(perTarget, series), none, { on: perTarget });
  const total = (series: Expr): SloRecord => ({
    record: EVENTS,
    expr: promql.sumBy(perTarget, series),
    comment:
      'All events of each target, as a running total: its counters reset together, so their sum is a counter.',
  });
  const partial = (record: string, which: 'Bad' | 'Good', series: Expr): SloRecord => ({
    record,
    expr: orNone(series),
    comment: `${which} events of each target, as a running total; 0 before the first.`,
  });
  const rate = (record: string, window: number) => rateBy(by, read(record), window);
  const increase = (record: string, window: number) =>
    promql.sumBy(by, overTime('increase', read(record), window));
  const all = (window: number) => increase(EVENTS, window);
  if (sli.kind === 'events' && sli.bad !== undefined) {
    return {
      records: [total(seriesOf(sli.total)), partial(BAD_EVENTS, 'Bad', seriesOf(sli.bad))],
      ratio: (window) => quotient(rate(BAD_EVENTS, window), rate(EVENTS, window)),
      bad: (window) => increase(BAD_EVENTS, window),
      all,
      exact: false,
    };
  }
  const { whole, part } = goodPart(slo);
  return {
    records: [total(whole), partial(GOOD_EVENTS, 'Good', part)],
    ratio: (window) => remainder(rate(GOOD_EVENTS, window), rate(EVENTS, window)),
    bad: (window) => promql.binary('-', all(window), increase(GOOD_EVENTS, window)),
    all,
    exact: false,
  };
}

/** All events, and the good ones of them, where the SLI names the good ones. */
function goodPart({ sli }: Slo): { readonly whole: Expr; readonly part: Expr } {
  if (sli.kind === 'latency') {
    return {
      whole: countedSeries(sli.of),
      part: seriesOf(sli.of, '_bucket', [promql.bucket(sli.bound.value)]),
    };
  }
  if (sli.kind === 'threshold') throw new RangeError('time slices have no counters');
  return { whole: seriesOf(sli.total), part: seriesOf(sli.good ?? sli.total) };
}

/**
 * Rates of counters that may vanish one by one: a sum of them would fall without a reset. Up to some hours the counters
 * themselves are read; longer windows average the rates of the base window, since days of raw samples of every series
 * would be millions an evaluation. What happens in a gap longer than the base window is lost to them.
 */
function countRates(slo: Slo, service: Service): EventCount {
  const windows = windowsOf(slo, service);
  const { base } = windows;
  const read = readerOf(slo, service);
  const rates = (window: number) =>
    isFromRecords(window, windows)
      ? {
          bad: overTime('avg_over_time', read(badRate(base)), window),
          all: overTime('avg_over_time', read(totalRate(base)), window),
        }
      : rawRates(slo, window);
  const raw = rawRates(slo, base);
  const count = (part: 'bad' | 'all', window: number) =>
    // The mean over a window that is not filled yet would be taken for the whole window; the sum counts what was there.
    isFromRecords(window, windows)
      ? promql.binary(
          '*',
          overTime('sum_over_time', read((part === 'bad' ? badRate : totalRate)(base)), window),
          promql.number(service.ruleInterval),
        )
      : promql.binary('*', rates(window)[part], promql.number(window));
  return {
    records: [
      { record: totalRate(base), expr: raw.all, comment: 'All events per second.' },
      { record: badRate(base), expr: raw.bad, comment: 'Bad events per second.' },
    ],
    ratio: (window) => quotient(rates(window).bad, rates(window).all),
    bad: (window) => count('bad', window),
    all: (window) => count('all', window),
    exact: false,
  };
}

function rawRates({ sli, by }: Slo, window: number): { readonly bad: Expr; readonly all: Expr } {
  if (sli.kind === 'threshold') throw new RangeError('time slices have no counters');
  if (sli.kind === 'latency') {
    const all = summedRate(sli.of, window, by);
    return { bad: minus(all, rateUpTo(sli.of, sli.bound.value, window, by)), all };
  }
  const all = summedRate(sli.total, window, by);
  // A counter that does not exist before its first event counts none: without this the ratio would start with a gap.
  const orNone = (of: MetricSelector) =>
    promql.binary('or', summedRate(of, window, by), promql.binary('*', promql.number(0), all));
  return { bad: sli.bad === undefined ? minus(all, orNone(sli.good ?? sli.total)) : orNone(sli.bad), all };
}

/** How long a budget is known after its last slice, seconds; while slices are missing, each one recorded prolongs it. */
const REMEMBERED = 3600;

/** The evaluations in which the expression has a value, and those of them in which it is on the wrong side. */
function countSlices(slo: Slo, service: Service): EventCount | undefined {
  const { sli, by } = slo;
  if (sli.kind !== 'threshold') return undefined;
  const parsed = parseExpression(sli.expr, { version: service.prometheus });
  if (!parsed.ok) return undefined;
  // NaN compares to nothing, so it is dropped: like an absent value it makes a slice neither good nor bad.
  const known = promql.binary('>=', parsed.ast, promql.number(Number.NEGATIVE_INFINITY));
  const missed = sli.comparison === '>' ? '<=' : '>=';
  const wrong = promql.binary(missed, known, promql.number(sli.threshold.value), { bool: true });
  const read = readerOf(slo, service);
  // A sum, not a mean: evaluations without a slice are not there to be averaged over.
  const count = (record: string) => (window: number) => overTime('sum_over_time', read(record), window);
  const [bad, all] = [count(SLICES_BAD), count(SLICES)];
  const gone = sli.missing === 'bad' ? missingSeries(parsed.ast) : undefined;
  // One slice for each budget that had any lately: which there are, the missing series do not say.
  const budgets = promql.aggregate('group', overTime('last_over_time', read(SLICES), REMEMBERED), { by });
  const lost = gone && (by.length === 0 ? gone : promql.binary('and', budgets, gone, { on: [] }));
  const orLost = (slices: Expr) => (lost === undefined ? slices : promql.binary('or', slices, lost));
  return {
    records: [
      {
        record: SLICES_BAD,
        expr: orLost(promql.sumBy(by, wrong)),
        comment: 'Bad time slices of this evaluation.',
      },
      {
        record: SLICES,
        expr: orLost(promql.aggregate('count', known, by.length === 0 ? undefined : { by })),
        comment: 'Time slices of this evaluation.',
      },
    ],
    // There is no record where there was no slice, so this never divides by zero.
    ratio: (window) => promql.binary('/', bad(window), all(window)),
    bad,
    all,
    exact: true,
  };
}
