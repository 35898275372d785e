import type { Measurement } from './measurement.ts';

type OfBuckets = Extract<Measurement, { kind: 'above' | 'quantile' }>;

/**
 * Cumulative shares of the buckets, +Inf last, under which the measurement is `level`. A quantile is put where its
 * bucket interpolates to it; levels that no distribution reaches come out as near as the buckets allow.
 */
export function bucketRates(
  measurement: OfBuckets | Extract<Measurement, { kind: 'mean' }>,
  level: number,
  bounds: readonly number[],
): number[] {
  if (measurement.kind === 'mean') return bounds.map(() => 1);
  if (measurement.kind === 'above') {
    return bounds.map((le) => (le < measurement.bound ? 0 : le === measurement.bound ? 1 - level : 1));
  }
  return quantileRates(measurement.q, level, bounds);
}

/** Shares such that `histogram_quantile(q)` is `level`: it lies in the bucket that holds `level`. */
function quantileRates(q: number, level: number, bounds: readonly number[]): number[] {
  const finite = bounds.slice(0, -1);
  const found = finite.findIndex((le) => level <= le);
  const index = found === -1 ? finite.length - 1 : found;
  const upper = finite[index] ?? 1;
  const lower = index === 0 ? 0 : (finite[index - 1] ?? 0);
  const place = Math.min(1, Math.max(0, (level - lower) / (upper - lower)));
  // Rank q lies at `place` between the shares below and within the bucket: (q - below) / (within - below) = place.
  const within = place >= q ? q / place : 1;
  const below = place >= q ? 0 : (q - place) / (1 - place);
  return bounds.map((_, at) => (at < index ? below : at === index ? within : 1));
}
