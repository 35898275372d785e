import type { Series } from './series.ts';

/**
 * Which edges of a range count: up to Prometheus 2 both, since 3.0 the left one no longer. Expectations are only written
 * where both give the same answer.
 * @see https://prometheus.io/docs/prometheus/latest/migration/#range-selectors-and-lookback-exclude-samples-coinciding-with-the-left-boundary
 */
export type Edge = 'closed' | 'left-open';
export const EDGES: readonly Edge[] = ['closed', 'left-open'];

/** Numbers of the first and last sample within the `window` seconds before `t`. */
function samplesWithin(
  t: number,
  window: number,
  interval: number,
  edge: Edge,
): [first: number, last: number] {
  const start = (t - window) / interval;
  const first = edge === 'closed' ? Math.ceil(start) : Math.floor(start) + 1;
  return [Math.max(0, first), Math.floor(t / interval)];
}

/**
 * `rate(series[window])` at `t`, in Prometheus's own arithmetic for a counter that never resets; undefined with fewer
 * than two samples. Seconds throughout.
 * @see https://github.com/prometheus/prometheus/blob/v2.42.0/promql/functions.go (extrapolatedRate)
 */
export function rateAt(
  series: Series,
  t: number,
  window: number,
  interval: number,
  edge: Edge,
): number | undefined {
  const [first, last] = samplesWithin(t, window, interval, edge);
  if (last <= first) return undefined;
  const start = series.at(first);
  const growth = series.at(last) - start;
  const sampled = (last - first) * interval;
  const reach = (gap: number) => (gap < interval * 1.1 ? gap : interval / 2);
  let toStart = first * interval - (t - window);
  // A counter is never extrapolated below zero.
  if (growth > 0) toStart = Math.min(toStart, (sampled * start) / growth);
  const covered = sampled + reach(toStart) + reach(t - last * interval);
  return (growth * covered) / sampled / window;
}

/** `irate(series[window])` at `t` for a counter that never resets: between the last two samples of the window. */
export function lastRateAt(
  series: Series,
  t: number,
  window: number,
  interval: number,
  edge: Edge,
): number | undefined {
  const [first, last] = samplesWithin(t, window, interval, edge);
  return last <= first ? undefined : (series.at(last) - series.at(last - 1)) / interval;
}

/** `avg_over_time(series[window])` of a gauge at `t`, or its smallest or greatest sample. */
export function overTimeAt(
  reduce: 'average' | 'min' | 'max',
  series: Series,
  t: number,
  window: number,
  interval: number,
  edge: Edge,
): number | undefined {
  const [first, last] = samplesWithin(t, window, interval, edge);
  if (last < first) return undefined;
  const samples = Array.from({ length: last - first + 1 }, (_, index) => series.at(first + index));
  if (reduce === 'min') return Math.min(...samples);
  if (reduce === 'max') return Math.max(...samples);
  return samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
}

/** Sum of what was recorded at each of the evaluations within a window; undefined ones were not recorded. */
export function sumOfRecords(
  recorded: (t: number) => number | undefined,
  t: number,
  window: number,
  evaluation: number,
  edge: Edge,
): number {
  const [first, last] = samplesWithin(t, window, evaluation, edge);
  let sum = 0;
  for (let index = first; index <= last; index++) sum += recorded(index * evaluation) ?? 0;
  return sum;
}

/** `histogram_quantile`: buckets ascending, the last one +Inf. */
export function quantileOf(
  q: number,
  buckets: readonly { readonly le: number; readonly rate: number }[],
): number | undefined {
  const total = buckets.at(-1)?.rate ?? 0;
  if (!(total > 0)) return undefined;
  const rank = q * total;
  const index = buckets.findIndex(({ rate }) => rate >= rank);
  const found = buckets[index];
  if (found === undefined || found.le === Number.POSITIVE_INFINITY) return buckets.at(-2)?.le;
  const below = buckets[index - 1];
  if (below === undefined && found.le <= 0) return found.le;
  const lower = below?.le ?? 0;
  const before = below?.rate ?? 0;
  return lower + ((found.le - lower) * (rank - before)) / (found.rate - before);
}
