import type { Aggregation } from '../model/metric.ts';
import type { Recording } from '../model/recording.ts';
import type { MetricSelector } from '../model/selector.ts';
import type { AggregateOp, Expr } from '../promql/ast.ts';
import * as promql from '../promql/build.ts';
import { parseExpression } from '../promql/parse.ts';
import { seriesOf } from '../slo/sli.ts';

export const AGGREGATE_OP: Readonly<Record<Aggregation, AggregateOp>> = {
  sum: 'sum',
  average: 'avg',
  min: 'min',
  max: 'max',
};

/** `sum by (labels) (...)` and its like; one series where there are no labels. */
export function reduceBy(reduce: Aggregation, by: readonly string[], expr: Expr): Expr {
  return promql.aggregate(AGGREGATE_OP[reduce], expr, by.length === 0 ? undefined : { by });
}

/** Share of two rates; nothing, rather than NaN, while there is nothing to share. */
export function share(part: Expr, whole: Expr): Expr {
  return promql.binary('/', part, promql.binary('>', whole, promql.number(0)));
}

const ms = (seconds: number) => Math.round(seconds * 1000);

/** Events per second, summed over all other labels; those of a histogram are its observations. */
export function summedRate(of: MetricSelector, over: number, by: readonly string[]): Expr {
  const series = seriesOf(of, of.metric.type === 'histogram' ? '_count' : '');
  return promql.sumBy(by, promql.rate(series, ms(over)));
}

/** Mean observation of a histogram. */
export function meanObservation(of: MetricSelector, over: number, by: readonly string[]): Expr {
  const sum = promql.sumBy(by, promql.rate(seriesOf(of, '_sum'), ms(over)));
  return share(sum, summedRate(of, over, by));
}

/** Quantile of a histogram, taken of the sum of the buckets: quantiles cannot be averaged. */
export function quantile(of: MetricSelector, q: number, over: number, by: readonly string[]): Expr {
  return promql.histogramQuantile(
    q,
    promql.sumBy([...by, 'le'], promql.rate(seriesOf(of, '_bucket'), ms(over))),
  );
}

/** Gauge averaged over time, then over the series. */
export function averageOverTime(
  of: MetricSelector,
  over: number,
  by: readonly string[],
  reduce: Aggregation,
): Expr {
  return reduceBy(reduce, by, promql.call('avg_over_time', promql.range(seriesOf(of), ms(over))));
}

/** The expression of a recording; undefined where the spec's own does not parse. */
export function recordingExpression({ definition }: Recording, version: string): Expr | undefined {
  switch (definition.kind) {
    case 'quantile':
      return quantile(definition.of, definition.q, definition.over, definition.by);
    case 'rate':
      return summedRate(definition.of, definition.over, definition.by);
    case 'average':
      return definition.of.metric.type === 'histogram'
        ? meanObservation(definition.of, definition.over, definition.by)
        : averageOverTime(definition.of, definition.over, definition.by, 'average');
    case 'ratio': {
      const { of, to, over, by } = definition;
      return share(summedRate(of, over, by), summedRate(to, over, by));
    }
    case 'aggregate':
      return reduceBy(definition.reduce, definition.by, seriesOf(definition.of));
    case 'expr': {
      const parsed = parseExpression(definition.expr, { version });
      return parsed.ok ? parsed.ast : undefined;
    }
  }
}
