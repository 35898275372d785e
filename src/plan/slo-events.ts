import type { Service } from '../model/model.ts';
import { isSliced, type Sli, type Sliced, type Slo, selectorsOf } from '../model/slo.ts';
import type { Expr, VectorSelector } from '../promql/ast.ts';
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
import {
  countedSeries,
  overTime,
  quotient,
  rateBy,
  rateUpTo,
  seriesOf,
  summedRate,
  sumOf,
  withoutNaN,
} from './queries.ts';

/** A series that is recorded for an SLO, with the labels `service` and `slo`. */
export interface SloRecord {
  readonly record: string;
  readonly expr: Expr;
  readonly comment: string;
  /** Evaluated with the period, and not with the other rules. */
  readonly seldom?: boolean;
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
  if (isSliced(sli)) return countSlices(slo, service, sli);
  return hasTotals(slo) ? countTotals(slo, service) : countRates(slo, service);
}

/**
 * Whether running totals can be recorded: the counters of a target reset together and none vanishes alone. So it is in
 * the generated module, and in programs of which the spec says so.
 */
export function hasTotals({ sli }: Slo): boolean {
  return (
    !isSliced(sli) &&
    selectorsOf(sli).every(({ metric }) => metric.origin !== 'external' || metric.keepsSeries)
  );
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
  const total = (all: Expr): SloRecord => ({
    record: EVENTS,
    expr: all,
    comment:
      'All events of each target, as a running total: its counters reset together, so their sum is a counter.',
  });
  const partial = (record: string, which: 'Bad' | 'Good', part: Expr): SloRecord => ({
    record,
    expr: promql.binary('or', part, none, { on: perTarget }),
    comment: `${which} events of each target, as a running total; 0 before the first.`,
  });
  const rate = (record: string, window: number) => rateBy(by, read(record), window);
  const increase = (record: string, window: number) =>
    promql.sumBy(by, overTime('increase', read(record), window));
  const all = (window: number) => increase(EVENTS, window);
  const counts = sli.kind === 'events' ? sli.counts : 'good';
  const { whole, part } = wholeAndPart(sli, perTarget);
  if (counts === 'bad') {
    return {
      records: [total(whole), partial(BAD_EVENTS, 'Bad', part)],
      ratio: (window) => quotient(rate(BAD_EVENTS, window), rate(EVENTS, window)),
      bad: (window) => increase(BAD_EVENTS, window),
      all,
      exact: false,
    };
  }
  return {
    records: [total(whole), partial(GOOD_EVENTS, 'Good', part)],
    ratio: (window) => remainder(rate(GOOD_EVENTS, window), rate(EVENTS, window)),
    bad: (window) => promql.binary('-', all(window), increase(GOOD_EVENTS, window)),
    all,
    exact: false,
  };
}

/** The counters of all events, and those of the good or bad ones of them, added up. */
function wholeAndPart(sli: Sli, by: readonly string[]): { readonly whole: Expr; readonly part: Expr } {
  const added = (...series: readonly VectorSelector[]) =>
    sumOf(
      by,
      series.map((each) => promql.sumBy(by, each)),
    );
  if (sli.kind === 'latency') {
    return {
      whole: added(countedSeries(sli.of)),
      part: added(seriesOf(sli.of, '_bucket', [promql.bucket(sli.bound.value)])),
    };
  }
  if (sli.kind !== 'events') throw new RangeError('time slices have no counters');
  return { whole: added(...sli.total.map(countedSeries)), part: added(...sli.part.map(countedSeries)) };
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
  if (sli.kind === 'latency') {
    const all = summedRate([sli.of], window, by);
    return { bad: minus(all, rateUpTo(sli.of, sli.bound.value, window, by)), all };
  }
  if (sli.kind !== 'events') throw new RangeError('time slices have no counters');
  const all = summedRate(sli.total, window, by);
  // A counter that does not exist before its first event counts none: without this the ratio would start with a gap.
  const none = promql.binary('*', promql.number(0), all);
  const part = promql.binary('or', summedRate(sli.part, window, by), none);
  return { bad: sli.counts === 'bad' ? part : minus(all, part), all };
}

/** How long a budget is known after its last slice, seconds; while slices are missing, each one recorded prolongs it. */
const REMEMBERED = 3600;

/** The evaluations in which the expression has a value, and how bad each of them is: 0 or 1, or a share. */
function countSlices(slo: Slo, service: Service, sli: Sliced): EventCount | undefined {
  const { by } = slo;
  const parsed = parseExpression(sli.expr, { version: service.prometheus });
  if (!parsed.ok) return undefined;
  const known = withoutNaN(parsed.ast);
  const read = readerOf(slo, service);
  // A sum, not a mean: evaluations without a slice are not there to be averaged over.
  const count = (record: string) => (window: number) => overTime('sum_over_time', read(record), window);
  const [bad, all] = [count(SLICES_BAD), count(SLICES)];
  const gone = sli.kind === 'threshold' && sli.missing === 'bad' ? missingSeries(parsed.ast) : undefined;
  // One slice for each budget that had any lately: which there are, the missing series do not say.
  const budgets = promql.aggregate('group', overTime('last_over_time', read(SLICES), REMEMBERED), { by });
  const lost = gone && (by.length === 0 ? gone : promql.binary('and', budgets, gone, { on: [] }));
  const orLost = (slices: Expr) => (lost === undefined ? slices : promql.binary('or', slices, lost));
  return {
    records: [
      {
        record: SLICES_BAD,
        expr: orLost(promql.sumBy(by, badness(sli, known))),
        comment: 'Bad time slices of this evaluation.',
      },
      {
        record: SLICES,
        expr: orLost(promql.aggregateBy('count', by, known)),
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

function badness(sli: Sliced, known: Expr): Expr {
  // Nothing outside 0 to 1 is a share, and none of it may outweigh the other slices.
  if (sli.kind === 'error_ratio') return promql.call('clamp', known, promql.number(0), promql.number(1));
  const missed = sli.comparison === '>' ? '<=' : '>=';
  return promql.binary(missed, known, promql.number(sli.threshold.value), { bool: true });
}
