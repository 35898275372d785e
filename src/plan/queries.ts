import { type Aggregation, hasCount } from '../model/metric.ts';
import type { MetricSelector, RecordSelector } from '../model/selector.ts';
import type { Sli } from '../model/slo.ts';
import type { AggregateOp, Expr, VectorSelector } from '../promql/ast.ts';
import * as promql from '../promql/build.ts';

/**
 * The queries that rules, panels and runbooks are made of, as trees. Every selector over declared metrics and records,
 * and every rate over them, is built here.
 */

/** A window: seconds, or a Grafana variable such as `$__rate_interval`. */
export type Window = number | `$${string}`;

type Suffix = '' | '_bucket' | '_count' | '_sum';
type Matcher = ReturnType<typeof promql.matcher>;

const AGGREGATE_OP: Readonly<Record<Aggregation, AggregateOp>> = {
  sum: 'sum',
  average: 'avg',
  min: 'min',
  max: 'max',
};

/** The series that a selector of the spec stands for; `suffix` picks one of a histogram's. */
export function seriesOf(
  of: MetricSelector,
  suffix: Suffix = '',
  extra: readonly Matcher[] = [],
): VectorSelector {
  return promql.selector(of.metric.name + suffix, [...matchersOf(of), ...extra]);
}

/** The series that counts events: a counter's own, the observations of a histogram or summary. */
export function countedSeries(of: MetricSelector): VectorSelector {
  return seriesOf(of, hasCount(of.metric) ? '_count' : '');
}

/** Series of a record. */
export function recordOf(of: RecordSelector): VectorSelector {
  return promql.selector(of.record, matchersOf(of));
}

function matchersOf({ matchers }: MetricSelector | RecordSelector): Matcher[] {
  return matchers.map(({ label, op, value }) => promql.matcher(label, op, value));
}

/** `func(series[window])`. */
export function overTime(func: string, series: VectorSelector, window: Window): Expr {
  const length = typeof window === 'number' ? Math.round(window * 1000) : window;
  return promql.call(func, promql.range(series, length));
}

/** `sum by (labels) (...)` and the like; one series without labels. */
export function reduceBy(reduce: Aggregation, by: readonly string[], expr: Expr): Expr {
  return promql.aggregateBy(AGGREGATE_OP[reduce], by, expr);
}

/** A quotient that is absent, rather than NaN, where the divisor is zero. */
export function quotient(dividend: Expr, divisor: Expr, options: promql.MatchingOptions = {}): Expr {
  return promql.binary('/', dividend, promql.binary('>', divisor, promql.number(0)), options);
}

/** Growth per second of counters, summed over all other labels. */
export function rateBy(by: readonly string[], series: VectorSelector, window: Window): Expr {
  return promql.sumBy(by, overTime('rate', series, window));
}

const isNative = ({ metric }: MetricSelector) => metric.type === 'native_histogram';

/** Events per second of one or several counters, summed over all other labels; of a histogram its observations. */
export function summedRate(
  of: MetricSelector | readonly MetricSelector[],
  window: Window,
  by: readonly string[],
): Expr {
  const counters = 'metric' in of ? [of] : of;
  return sumOf(
    by,
    counters.map((each) => counted(each, rateBy(by, countedSeries(each), window))),
  );
}

/**
 * The sum of vectors that have the labels `by`, where some of them may have no series: `+` would yield nothing then. Each
 * is told apart by a label of its own, since `or` keeps one of series that differ only in name.
 */
export function sumOf(by: readonly string[], parts: readonly Expr[]): Expr {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  let apart = 'counter';
  while (by.includes(apart)) apart += '_';
  const told = parts.map(
    (part, index): Expr =>
      promql.call('label_replace', part, ...[apart, String(index + 1), '', ''].map(promql.string)),
  );
  return promql.sumBy(
    by,
    told.reduce((all, part) => promql.binary('or', all, part)),
  );
}

/** The values that are numbers: NaN, such as a quantile of nothing, compares to nothing and is dropped. */
export function withoutNaN(expr: Expr): Expr {
  return promql.binary('>=', expr, promql.number(Number.NEGATIVE_INFINITY));
}

/** Events within a window, summed over all other labels. */
export function summedIncrease(of: MetricSelector, window: Window, by: readonly string[]): Expr {
  return counted(of, promql.sumBy(by, overTime('increase', countedSeries(of), window)));
}

/** What is made of a native histogram is one itself; the count of its observations is inside. */
function counted(of: MetricSelector, expr: Expr): Expr {
  return isNative(of) ? promql.call('histogram_count', expr) : expr;
}

/** Observations per second up to a bucket boundary. */
export function rateUpTo(of: MetricSelector, bound: number, window: Window, by: readonly string[]): Expr {
  return rateBy(by, seriesOf(of, '_bucket', [promql.bucket(bound)]), window);
}

/** Observations per second up to each bucket boundary. */
export function bucketRates(of: MetricSelector, window: Window, by: readonly string[]): Expr {
  return rateBy([...by, 'le'], seriesOf(of, '_bucket'), window);
}

/** Mean observation of a histogram or summary. */
export function meanObservation(of: MetricSelector, window: Window, by: readonly string[]): Expr {
  const sum = isNative(of)
    ? promql.call('histogram_sum', rateBy(by, seriesOf(of), window))
    : rateBy(by, seriesOf(of, '_sum'), window);
  return quotient(sum, summedRate(of, window, by));
}

/** The quantile that each target computes of its own observations; the highest of those. */
export function exposedQuantile(of: MetricSelector, q: number, by: readonly string[]): Expr {
  return reduceBy('max', by, seriesOf(of, '', [promql.exposedQuantile(q)]));
}

/** Quantile of a histogram, taken from the summed buckets: quantiles cannot be averaged. */
export function quantile(of: MetricSelector, q: number, window: Window, by: readonly string[]): Expr {
  const rates = isNative(of) ? rateBy(by, seriesOf(of), window) : bucketRates(of, window, by);
  return promql.histogramQuantile(q, rates);
}

/** Gauge averaged over time, then over the series. */
export function averageOverTime(
  of: MetricSelector,
  window: Window,
  by: readonly string[],
  reduce: Aggregation,
): Expr {
  return reduceBy(reduce, by, overTime('avg_over_time', seriesOf(of), window));
}

/** Share of events above a bucket boundary. */
export function shareAbove(of: MetricSelector, bound: number, window: Window, by: readonly string[]): Expr {
  const within = rateUpTo(of, bound, window, by);
  return promql.binary('-', promql.number(1), quotient(within, summedRate(of, window, by)));
}

/** Share of bad events; undefined for an SLI over time slices. */
export function badShare(sli: Sli, window: Window, by: readonly string[]): Expr | undefined {
  if (sli.kind === 'latency') return shareAbove(sli.of, sli.bound.value, window, by);
  if (sli.kind !== 'events') return undefined;
  const share = quotient(summedRate(sli.part, window, by), summedRate(sli.total, window, by));
  return sli.counts === 'bad' ? share : promql.binary('-', promql.number(1), share);
}
