import type { Aggregation } from '../../model/metric.ts';
import type { MetricSelector, RecordSelector } from '../../model/selector.ts';
import type { AggregateOp, Expr, VectorSelector } from '../../promql/ast.ts';
import * as promql from '../../promql/build.ts';

/** Grafana fills in a window that holds four scrapes at least, and no gap between two points. */
export const RATE_WINDOW = '$__rate_interval';
/** The time range that the dashboard shows. */
export const RANGE = '$__range';

const OPERATORS: Readonly<Record<Aggregation, AggregateOp>> = {
  sum: 'sum',
  average: 'avg',
  min: 'min',
  max: 'max',
};

export function select(of: MetricSelector, suffix = ''): VectorSelector {
  return promql.selector(`${of.metric.name}${suffix}`, matchersOf(of));
}

export function selectRecord(of: RecordSelector): VectorSelector {
  return promql.selector(of.record, matchersOf(of));
}

function matchersOf(of: MetricSelector | RecordSelector) {
  return of.matchers.map(({ label, op, value }) => promql.matcher(label, op, value));
}

export function reduced(reduce: Aggregation, by: readonly string[], expr: Expr): Expr {
  return promql.aggregate(OPERATORS[reduce], expr, by.length === 0 ? undefined : { by });
}

/** Events per second. A histogram counts its observations. */
export function rateOf(of: MetricSelector, by: readonly string[]): Expr {
  const suffix = of.metric.type === 'histogram' ? '_count' : '';
  return promql.sumBy(by, promql.rate(select(of, suffix), RATE_WINDOW));
}

export function increaseOf(of: MetricSelector, by: readonly string[]): Expr {
  const suffix = of.metric.type === 'histogram' ? '_count' : '';
  return promql.sumBy(by, promql.increase(select(of, suffix), RANGE));
}

export function quantileOf(of: MetricSelector, q: number, by: readonly string[]): Expr {
  return promql.histogramQuantile(q, bucketRates(of, by));
}

/** Observations per second up to each bucket boundary. */
export function bucketRates(of: MetricSelector, by: readonly string[] = []): Expr {
  return promql.sumBy([...by, 'le'], promql.rate(select(of, '_bucket'), RATE_WINDOW));
}

/** Mean observation of a histogram; nothing while there are none. */
export function meanOf(of: MetricSelector, by: readonly string[]): Expr {
  const total = promql.sumBy(by, promql.rate(select(of, '_sum'), RATE_WINDOW));
  return dividedBy(total, rateOf(of, by));
}

/** A quotient that is absent, rather than NaN, where the divisor is zero. */
export function dividedBy(dividend: Expr, divisor: Expr, options: promql.MatchingOptions = {}): Expr {
  return promql.binary('/', dividend, promql.binary('>', divisor, promql.number(0)), options);
}

/** Share of each value of `by` in the whole. */
export function shareOf(part: (by: readonly string[]) => Expr, by: readonly string[]): Expr {
  return dividedBy(part(by), part([]), { on: [], group: 'left' });
}
