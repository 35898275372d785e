import type { Aggregation } from '../model/metric.ts';
import { matcher, selector } from '../promql/build.ts';
import { print } from '../promql/print.ts';

/** What a series does for `count` samples: a counter grows by `value` each, a gauge stands at it. */
export interface Phase {
  readonly count: number;
  readonly value: number;
}

/** An input series of a test: piecewise linear, so that what rules make of it can be computed. */
export class Series {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly kind: 'counter' | 'gauge';
  readonly phases: readonly Phase[];

  constructor(
    name: string,
    labels: ReadonlyMap<string, string>,
    kind: 'counter' | 'gauge',
    phases: readonly Phase[],
  ) {
    this.name = name;
    this.labels = labels;
    this.kind = kind;
    this.phases = phases.filter(({ count }) => count > 0);
  }

  /** Value of the sample with this number; a counter is 0 at sample 0. The last phase goes on. */
  at(sample: number): number {
    let left = sample;
    let sum = 0;
    // By index: this is the innermost loop of every simulation.
    for (let index = 0; index < this.phases.length; index++) {
      const phase = this.phases[index];
      if (phase === undefined) break;
      const { count, value } = phase;
      const last = index === this.phases.length - 1;
      if (this.kind === 'gauge') {
        if (left < count || last) return value;
      } else if (left <= count || last) return sum + left * value;
      left -= count;
      sum += count * value;
    }
    return sum;
  }

  /** `name{label="value"}`. */
  get text(): string {
    const matchers = [...this.labels].map(([label, value]) => matcher(label, '=', value));
    return print(selector(this.name, matchers));
  }

  /** The samples in promtool's notation: `0+5x10` is 0 and ten more, each 5 above the one before. */
  get values(): string {
    if (this.kind === 'gauge') return this.phases.map(({ count, value }) => run(value, 0, count)).join(' ');
    const parts: string[] = [];
    let sum = 0;
    for (const [index, { count, value }] of this.phases.entries()) {
      parts.push(index === 0 ? run(0, value, count + 1) : run(sum + value, value, count));
      // Added up one by one, as promtool does: a phase that began a float below would look like a counter reset.
      for (let sample = 0; sample < count; sample++) sum += value;
    }
    return parts.join(' ');
  }
}

function run(first: number, step: number, count: number): string {
  return count === 1 ? String(first) : `${first}+${step}x${count - 1}`;
}

/**
 * Which edges of a range count: up to Prometheus 2 both, since 3.0 the left one no longer. Expectations are only written
 * where both give the same answer.
 * @see https://prometheus.io/docs/prometheus/latest/migration/#range-selectors-and-lookback-exclude-samples-coinciding-with-the-left-boundary
 */
export type Edge = 'closed' | 'left-open';
export const EDGES: readonly Edge[] = ['closed', 'left-open'];

/** What an expression reads of a series. */
export interface Reading {
  /**
   * Its value; or, of its samples in a range: the growth a second of a counter that never resets, over all of them or
   * between the last two; their mean, the smallest or the greatest.
   */
  readonly read: 'value' | 'rate' | 'last rate' | 'average' | 'min' | 'max';
  /** The range in seconds; 0 where the value itself is read. */
  readonly over: number;
}

/** What is read of a series at `t`, its samples `interval` seconds apart; undefined where there are too few of them. */
export function readAt(
  series: Series,
  { read, over }: Reading,
  t: number,
  interval: number,
  edge: Edge,
): number | undefined {
  if (read === 'value') return series.at(Math.floor(t / interval));
  const [first, last] = numbersWithin(t, over, interval, edge);
  if (read === 'rate' || read === 'last rate') {
    if (last <= first) return undefined;
    if (read === 'last rate') return (series.at(last) - series.at(last - 1)) / interval;
    return extrapolatedRate(series, [first, last], t, over, interval);
  }
  if (last < first) return undefined;
  const samples = Array.from({ length: last - first + 1 }, (_, index) => series.at(first + index));
  return combine(read, samples);
}

/** Numbers of the first and the last of things `interval` seconds apart within the `over` seconds before `t`. */
export function numbersWithin(
  t: number,
  over: number,
  interval: number,
  edge: Edge,
): [first: number, last: number] {
  const start = (t - over) / interval;
  const first = edge === 'closed' ? Math.ceil(start) : Math.floor(start) + 1;
  return [Math.max(0, first), Math.floor(t / interval)];
}

/** @see https://github.com/prometheus/prometheus/blob/v2.42.0/promql/functions.go (extrapolatedRate) */
function extrapolatedRate(
  series: Series,
  [first, last]: readonly [number, number],
  t: number,
  over: number,
  interval: number,
): number {
  const start = series.at(first);
  const growth = series.at(last) - start;
  const sampled = (last - first) * interval;
  const reach = (gap: number) => (gap < interval * 1.1 ? gap : interval / 2);
  let toStart = first * interval - (t - over);
  // A counter is never extrapolated below zero.
  if (growth > 0) toStart = Math.min(toStart, (sampled * start) / growth);
  const covered = sampled + reach(toStart) + reach(t - last * interval);
  return (growth * covered) / sampled / over;
}

/** What an aggregation makes of values, of which there is at least one. */
export function combine(how: Aggregation, values: readonly number[]): number {
  if (how === 'min') return Math.min(...values);
  if (how === 'max') return Math.max(...values);
  const sum = values.reduce((total, value) => total + value, 0);
  return how === 'sum' ? sum : sum / values.length;
}

/** What an aggregation makes of what is read of several series; undefined where nothing can be read. */
export function combinedAt(
  how: Aggregation,
  series: readonly Series[],
  reading: Reading,
  t: number,
  interval: number,
  edge: Edge,
): number | undefined {
  const values = series.map((each) => readAt(each, reading, t, interval, edge));
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : combine(how, known);
}
