import type { Comparison } from '../model/alert.ts';
import type { Aggregation } from '../model/metric.ts';
import { isExact, isShare, type Measurement, needsEvents } from './measurement.ts';
import { clean } from './numbers.ts';

/** Levels of a measurement on either side of its threshold. */
export interface Levels {
  /** Barely a violation. */
  readonly over: number;
  /** As near to a violation as can be without being one. */
  readonly under: number;
  /** A violation beyond doubt, and none beyond doubt. */
  readonly bad: number;
  readonly good: number;
}

export function levelsOf(measurement: Measurement, { op, threshold: { value } }: Comparison): Levels {
  const [sign, apart] = [op === '>' ? 1 : -1, value === 0 ? 0.01 : Math.abs(value) * 0.02];
  const share = isShare(measurement);
  // Events are counted upwards: what is measured of them does not fall below zero.
  const least =
    share || measurement.kind === 'rate' || needsEvents(measurement) ? 0 : Number.NEGATIVE_INFINITY;
  const within = (level: number) => clean(Math.max(least, share ? Math.min(1, level) : level));
  // Off the round multiples, so that no crossing coincides with an evaluation.
  const above = share ? Math.min(value * 2.1, (1 + value) / 2) : value > 0 ? value * 2.1 : value + 1;
  const below = share || value > 0 ? value / 2.1 : value - 1;
  return {
    over: within(value + sign * apart),
    under: isExact(measurement) ? clean(value) : within(value - sign * apart),
    bad: within(op === '>' ? above : below),
    good: within(op === '>' ? below : above),
  };
}

/** Two levels that are far apart and that the measurement can take. */
export function twoLevels(measurement: Measurement): [number, number] {
  if (isShare(measurement)) return [0.25, 0.75];
  if (measurement.kind !== 'quantile') return [40, 120];
  const bounds = measurement.of.metric.buckets.map(({ le }) => le);
  // Inside a bucket that has one below it: in the first one, few levels can be reached.
  const inside = (index: number) => (bounds[index - 1] ?? 0) * 0.25 + (bounds[index] ?? 1) * 0.75;
  return [clean(inside(Math.min(1, bounds.length - 1))), clean(inside(bounds.length - 1))];
}

/** Values of series that an aggregation makes `value` of, and any other aggregation something else. */
export function sharesOf(how: Aggregation, value: number, count: number): number[] {
  if (count === 1) return [value];
  const apart = Math.abs(value) / 2 || 1;
  const others = (each: number) => Array.from({ length: count - 1 }, () => each);
  switch (how) {
    case 'sum':
      return [value / count, ...others(value / count)];
    case 'average':
      return [value / 2, value * 1.5, ...others(value).slice(1)];
    case 'max':
      return [value, ...others(value - apart)];
    case 'min':
      return [value, ...others(value + apart)];
  }
}

/**
 * Cumulative shares of the buckets, +Inf last, under which the measurement is `level`. A quantile is put where its
 * bucket interpolates to it; levels that no distribution reaches come out as near as the buckets allow.
 */
export function bucketShares(
  measurement: Extract<Measurement, { kind: 'above' | 'quantile' }>,
  level: number,
  bounds: readonly number[],
): number[] {
  if (measurement.kind === 'above') {
    return bounds.map((le) => (le < measurement.bound ? 0 : le === measurement.bound ? 1 - level : 1));
  }
  const { q } = measurement;
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
