import { promqlNotes } from '../../finding/catalogue/promql.ts';
import type { Flow } from '../flow.ts';
import { constantOf } from '../flow-call.ts';
import { countValues } from '../label-values.ts';
import type { Check, Problem } from '../problem.ts';

/** histogram_quantile() of something without `le`. */
export const missingLe: Check = function* ({ nodes, inference }) {
  for (const { expr } of nodes) {
    if (expr.type !== 'call' || expr.func !== 'histogram_quantile') continue;
    const arg = expr.args[1];
    const fact = arg === undefined ? undefined : inference.of(arg).labels.get('le');
    if (arg === undefined || fact?.status !== 'impossible' || isNative(inference.of(arg))) continue;
    const here = fact.reason.kind === 'aggregated' ? fact.reason.span : undefined;
    yield {
      code: 'promql/missing-le',
      args: { func: expr.func },
      span: arg.span,
      ...(here === undefined ? {} : { related: [{ span: here, note: promqlNotes.aggregatedHere('le') }] }),
    };
  }
};

/** A native histogram has its buckets inside; nothing is known of one that others record. */
const isNative = ({ sources }: Flow) => sources.length > 0 && sources.every(({ part }) => part === 'native');

/** A sum or mean over several buckets of a histogram, which are cumulative. */
export const summedBuckets: Check = function* ({ nodes, inference }) {
  for (const { expr } of nodes) {
    if (expr.type !== 'aggregate' || (expr.op !== 'sum' && expr.op !== 'avg')) continue;
    const inner = inference.of(expr.expr);
    const before = inner.labels.get('le');
    const after = inference.of(expr).labels.get('le');
    const [source] = inner.sources;
    if (
      !inner.bucket ||
      source === undefined ||
      after.status !== 'impossible' ||
      before.status === 'impossible'
    )
      continue;
    if (countValues('le', before.values) > 1)
      yield { code: 'promql/summed-buckets', args: { metric: source.metric, op: expr.op }, span: expr.span };
  }
};

const AVERAGES: ReadonlySet<string> = new Set(['avg', 'sum', 'avg_over_time', 'sum_over_time']);

/** A sum or mean of quantiles, over series or over time: no quantile of anything. */
export const averagedQuantiles: Check = function* ({ nodes, inference }) {
  for (const { expr } of nodes) {
    const [func, arg] =
      expr.type === 'aggregate'
        ? [expr.op, expr.expr]
        : expr.type === 'call'
          ? [expr.func, expr.args[0]]
          : [];
    if (func === undefined || arg === undefined || !AVERAGES.has(func)) continue;
    const inner = inference.of(arg);
    // Each series by itself: nothing is added up.
    const alone = expr.type === 'aggregate' && inner.series <= inference.of(expr).series;
    if (inner.quantile && !(alone && Number.isFinite(inner.series)))
      yield { code: 'promql/average-of-quantiles', args: { func }, span: expr.span };
  }
};

const QUANTILES: ReadonlySet<string> = new Set(['histogram_quantile', 'quantile_over_time']);

/** A constant quantile outside 0 to 1. */
export const quantileRange: Check = function* ({ nodes, inference }): Iterable<Problem> {
  for (const { expr } of nodes) {
    const isCall = expr.type === 'call' && QUANTILES.has(expr.func);
    const param = isCall
      ? expr.args[0]
      : expr.type === 'aggregate' && expr.op === 'quantile'
        ? expr.param
        : undefined;
    const value = param === undefined ? undefined : constantOf(param, inference.of(param));
    if (param === undefined || value === undefined || (value >= 0 && value <= 1)) continue;
    const func = expr.type === 'call' ? expr.func : 'quantile';
    const suggestion = value > 1 && value <= 100 ? value / 100 : undefined;
    yield { code: 'promql/quantile-out-of-range', args: { func, value, suggestion }, span: param.span };
  }
};
