import type { Service } from '../model/model.ts';
import { canonicalFloat } from '../promql/number.ts';
import { bucketShares, quantileOf, sharesOf } from './levels.ts';
import type { Measurement } from './measurement.ts';
import { clean } from './numbers.ts';
import {
  type LabelSet,
  labelSetsOf,
  partAndRest,
  pick,
  type Sampled,
  sampleLabels,
  seriesName,
  standIn,
  withLabel,
} from './sample-labels.ts';
import { combinedAt, type Edge, type Phase, type Reading, readAt, Series } from './series.ts';

/** What is measured for `count` samples: a level, or nothing because nothing happens. */
export interface Level {
  readonly count: number;
  readonly level: number | 'idle';
  /** How busy it is, where events are measured: a multiple of the usual traffic. */
  readonly busy?: number;
}

/** Input that makes a measurement take given levels. */
export interface Driven {
  readonly input: readonly Series[];
  /** Labels of the one result. */
  readonly labels: LabelSet;
  /** The measurement at a moment; undefined where there is none. */
  readonly valueAt: (t: number, edge: Edge) => number | undefined;
}

/** Events a second while something happens: few, since a guard against none must not drop them. */
export const EVENTS = 0.5;

/**
 * Series that make the measurement take the given levels, one after the other; undefined where no series can be found
 * that the selectors pick. `interval` is the spacing of the samples in seconds.
 */
export function drive(
  measurement: Measurement,
  levels: readonly Level[],
  interval: number,
  service: Service,
): Driven | undefined {
  const to: Timeline = { levels, interval, service };
  switch (measurement.kind) {
    case 'gauge':
    case 'rate':
      return combined(measurement, to);
    case 'recording':
      return recorded(measurement, to);
    case 'ratio':
      return ratio(measurement, to);
    default:
      return histogram(measurement, to);
  }
}

/** The levels that are to be taken. */
interface Timeline {
  readonly levels: readonly Level[];
  readonly interval: number;
  readonly service: Service;
}

type Kind<K extends Measurement['kind']> = Extract<Measurement, { kind: K }>;

/** Series that the aggregation makes the level of. */
function combined(measurement: Kind<'gauge' | 'rate'>, to: Timeline): Driven | undefined {
  const { of, reduce, by, over = 0 } = measurement;
  const labels = sampleLabels({ service: to.service, of });
  if (labels === undefined) return undefined;
  const counts = measurement.kind === 'rate';
  const times = counts ? measurement.times : 1;
  const read = counts ? 'rate' : measurement.over === undefined ? 'value' : 'average';
  const input = labelSetsOf(labels, of, by).map((each, index, all) => {
    const share = (level: number) => sharesOf(reduce, level / times, all.length)[index] ?? 0;
    // A counter does not fall.
    const growth = (level: number) => Math.max(0, share(level)) * to.interval;
    return counts
      ? new Series(seriesName(of), each, 'counter', phases(to, growth))
      : new Series(seriesName(of), each, 'gauge', phases(to, share));
  });
  return {
    input,
    labels: pick(labels, by),
    valueAt: (t, edge) => {
      const value = combinedAt(reduce, input, { read, over }, t, to.interval, edge);
      return value === undefined ? undefined : value * times;
    },
  };
}

/** What is recorded is itself the input: nothing else is there that its own rule could make it from. */
function recorded({ of, reduce, by, labels: names }: Kind<'recording'>, to: Timeline): Driven | undefined {
  const all = reduce === undefined ? names : [...names, ...by];
  const labels = new Map(all.map((name) => [name, standIn(name)]));
  for (const { label, op, value } of of.matchers) if (op === '=') labels.set(label, value);
  const series = new Series(
    of.record,
    labels,
    'gauge',
    phases(to, (level) => level),
  );
  return {
    input: [series],
    labels: reduce === undefined ? labels : pick(labels, by),
    valueAt: (t) => series.at(Math.floor(t / to.interval)),
  };
}

function ratio({ part, whole, by, over }: Kind<'ratio'>, to: Timeline): Driven | undefined {
  const found = partAndRest(to.service, [part], [whole], by);
  if (found === undefined) return undefined;
  const { labels } = found;
  const inWhole = found.part.some((each) => each.inWhole);
  const counters = (all: readonly Sampled[], share: (level: number) => number) =>
    all.flatMap(({ of, sets }) =>
      sets.map((each) => counter(to, seriesName(of), each, (level) => (share(level) * EVENTS) / sets.length)),
    );
  const parts = counters(found.part, (level) => level);
  const rest = counters(found.rest, (level) => (inWhole ? 1 - level : 1));
  const wholes = inWhole ? [...parts, ...rest] : rest;
  const rate = (series: readonly Series[], t: number, edge: Edge) =>
    combinedAt('sum', series, { read: 'rate', over }, t, to.interval, edge);
  return {
    input: [...parts, ...rest],
    labels,
    valueAt: (t, edge) => quotient(rate(parts, t, edge), rate(wholes, t, edge)),
  };
}

function histogram(measurement: Kind<'mean' | 'above' | 'quantile'>, to: Timeline): Driven | undefined {
  const { of, by, over } = measurement;
  const labels = sampleLabels({ service: to.service, of });
  if (labels === undefined) return undefined;
  const { name } = of.metric;
  const count = counter(to, `${name}_count`, labels, () => EVENTS);
  const reading: Reading = { read: 'rate', over };
  const rate = (series: Series, t: number, edge: Edge) => readAt(series, reading, t, to.interval, edge);
  const driven = (own: readonly Series[], valueAt: Driven['valueAt']): Driven => ({
    input: [...own, count],
    labels: pick(labels, by),
    valueAt,
  });
  if (measurement.kind === 'mean') {
    const sum = counter(to, `${name}_sum`, labels, (level) => level * EVENTS);
    return driven([sum], (t, edge) => quotient(rate(sum, t, edge), rate(count, t, edge)));
  }
  const bounds = [...of.metric.buckets.map(({ le }) => le), Number.POSITIVE_INFINITY];
  const buckets = bounds.map((le, index) =>
    counter(
      to,
      `${name}_bucket`,
      withLabel(labels, 'le', canonicalFloat(le)),
      (level) => (bucketShares(measurement, level, bounds)[index] ?? 0) * EVENTS,
    ),
  );
  if (measurement.kind === 'quantile') {
    return driven(buckets, (t, edge) =>
      quantileOf(
        measurement.q,
        bounds.map((le, index) => {
          const bucket = buckets[index];
          return { le, rate: (bucket && rate(bucket, t, edge)) ?? 0 };
        }),
      ),
    );
  }
  const within = buckets[bounds.indexOf(measurement.bound)];
  if (within === undefined) return undefined;
  return driven(buckets, (t, edge) => {
    const share = quotient(rate(within, t, edge), rate(count, t, edge));
    return share === undefined ? undefined : 1 - share;
  });
}

function counter(to: Timeline, name: string, labels: LabelSet, perSecond: (level: number) => number): Series {
  const growth = (level: number, busy: number) => perSecond(level) * busy * to.interval;
  return new Series(name, labels, 'counter', phases(to, growth));
}

function phases({ levels }: Timeline, value: (level: number, busy: number) => number): Phase[] {
  return levels.map(({ count, level, busy = 1 }) => ({
    count,
    value: level === 'idle' ? 0 : clean(value(level, busy)),
  }));
}

function quotient(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || whole === undefined || whole <= 0 ? undefined : part / whole;
}
