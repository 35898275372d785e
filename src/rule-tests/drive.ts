import type { Aggregation } from '../model/metric.ts';
import type { Service } from '../model/model.ts';
import { type MetricSelector, matchesAll } from '../model/selector.ts';
import { bucketRates } from './buckets.ts';
import type { Measurement } from './measurement.ts';
import { clean } from './numbers.ts';
import { pick, sampleLabels, standIn, targetsOf, withLabel } from './samples.ts';
import { type Phase, Series } from './series.ts';
import { type Edge, overTimeAt, quantileOf, rateAt } from './simulate.ts';

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
  readonly labels: ReadonlyMap<string, string>;
  /** The measurement at a moment; undefined where there is none. */
  readonly valueAt: (t: number, edge: Edge) => number | undefined;
}

/** Events a second while something happens: few, since a guard against none must not drop them. */
const EVENTS = 0.5;

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
  const input = new InputMaker(levels, interval, service);
  switch (measurement.kind) {
    case 'gauge':
      return input.gauges(measurement);
    case 'rate':
      return input.rates(measurement);
    case 'record':
      return input.records(measurement);
    case 'ratio':
      return input.ratio(measurement);
    default:
      return input.histogram(measurement);
  }
}

type Kind<K extends Measurement['kind']> = Extract<Measurement, { kind: K }>;

class InputMaker {
  readonly #levels: readonly Level[];
  readonly #interval: number;
  readonly #service: Service;

  constructor(levels: readonly Level[], interval: number, service: Service) {
    this.#levels = levels;
    this.#interval = interval;
    this.#service = service;
  }

  gauges({ of, reduce, by, over }: Kind<'gauge'>): Driven | undefined {
    const labels = sampleLabels({ service: this.#service, of });
    if (labels === undefined) return undefined;
    const input = targetsOf(labels, of, by).map((each, index, all) => {
      const phases = this.#phases((level) => sharesOf(reduce, level, all.length)[index] ?? level);
      return new Series(of.metric.name, each, 'gauge', phases);
    });
    return {
      input,
      labels: pick(labels, by),
      valueAt: (t, edge) =>
        reduced(
          reduce,
          input.map((series) =>
            over === undefined
              ? series.at(Math.floor(t / this.#interval))
              : overTimeAt('average', series, t, over, this.#interval, edge),
          ),
        ),
    };
  }

  rates({ of, reduce, by, over, times }: Kind<'rate'>): Driven | undefined {
    const labels = sampleLabels({ service: this.#service, of });
    if (labels === undefined) return undefined;
    const name = of.metric.type === 'histogram' ? `${of.metric.name}_count` : of.metric.name;
    const input = targetsOf(labels, of, by).map((each, index, all) => {
      const share = (level: number) =>
        // A counter does not fall.
        Math.max(0, sharesOf(reduce, level / times, all.length)[index] ?? 0);
      return new Series(
        name,
        each,
        'counter',
        this.#phases((level) => share(level) * this.#interval, 0),
      );
    });
    return {
      input,
      labels: pick(labels, by),
      valueAt: (t, edge) => {
        const value = reduced(
          reduce,
          input.map((series) => rateAt(series, t, over, this.#interval, edge)),
        );
        return value === undefined ? undefined : value * times;
      },
    };
  }

  /** The record itself is the input: nothing else is there that its own rule could make it from. */
  records({ of, reduce, by, labels: names }: Kind<'record'>): Driven | undefined {
    const all = reduce === undefined ? names : [...new Set([...names, ...by])];
    const labels = new Map(
      all.map((name) => {
        const fixed = of.matchers.find(({ label, op }) => label === name && op === '=');
        return [name, fixed?.value ?? standIn(name)];
      }),
    );
    for (const { label, op, value } of of.matchers) if (op === '=') labels.set(label, value);
    const series = new Series(
      of.record,
      labels,
      'gauge',
      this.#phases((level) => level),
    );
    return {
      input: [series],
      labels: reduce === undefined ? labels : pick(labels, by),
      valueAt: (t) => series.at(Math.floor(t / this.#interval)),
    };
  }

  ratio({ part, whole, by, over }: Kind<'ratio'>): Driven | undefined {
    const service = this.#service;
    const same = part.metric.name === whole.metric.name;
    const counted = same
      ? sampleLabels({ service, of: part, also: whole.matchers })
      : sampleLabels({ service, of: part });
    if (counted === undefined) return undefined;
    const group = pick(counted, by);
    const named = by.map((label) => ({ label, op: '=' as const, value: group.get(label) ?? '' }));
    const others = sampleLabels({ service, of: whole, also: named, ...(same ? { not: part.matchers } : {}) });
    if (others === undefined) return undefined;
    const inBoth = (each: ReadonlyMap<string, string>) => !same || matchesAll(whole.matchers, each);
    const inRest = (each: ReadonlyMap<string, string>) => !same || !matchesAll(part.matchers, each);
    const shared = (
      targets: readonly ReadonlyMap<string, string>[],
      of: MetricSelector,
      share: (level: number) => number,
    ) =>
      targets.map((target) =>
        this.#counter(nameOf(of), target, (level) => (share(level) * EVENTS) / targets.length),
      );
    const parts = shared(targetsOf(counted, part, by, inBoth), part, (level) => level);
    const rest = shared(targetsOf(others, whole, by, inRest), whole, (level) => (same ? 1 - level : 1));
    const wholes = same ? [...parts, ...rest] : rest;
    const rate = (series: readonly Series[], t: number, edge: Edge) =>
      reduced(
        'sum',
        series.map((each) => rateAt(each, t, over, this.#interval, edge)),
      );
    return {
      input: [...parts, ...rest],
      labels: group,
      valueAt: (t, edge) => quotient(rate(parts, t, edge), rate(wholes, t, edge)),
    };
  }

  histogram(measurement: Kind<'mean' | 'above' | 'quantile'>): Driven | undefined {
    const { of, by, over } = measurement;
    const labels = sampleLabels({ service: this.#service, of });
    if (labels === undefined) return undefined;
    const name = of.metric.name;
    const count = this.#counter(`${name}_count`, labels, () => EVENTS);
    const rate = (series: Series, t: number, edge: Edge) => rateAt(series, t, over, this.#interval, edge);
    if (measurement.kind === 'mean') {
      const sum = this.#counter(`${name}_sum`, labels, (level) => level * EVENTS);
      const valueAt = (t: number, edge: Edge) => quotient(rate(sum, t, edge), rate(count, t, edge));
      return { input: [sum, count], labels: pick(labels, by), valueAt };
    }
    const bounds = [...of.metric.buckets.map(({ le }) => le), Number.POSITIVE_INFINITY];
    const buckets = bounds.map((le, index) => ({
      le,
      series: this.#counter(
        `${name}_bucket`,
        withLabel(labels, 'le', canonicalLe(le)),
        (level) => (bucketRates(measurement, level, bounds)[index] ?? 0) * EVENTS,
      ),
    }));
    const rates = (t: number, edge: Edge) =>
      buckets.map(({ le, series }) => ({ le, rate: rate(series, t, edge) ?? 0 }));
    const input = [...buckets.map(({ series }) => series), count];
    if (measurement.kind === 'quantile') {
      const valueAt = (t: number, edge: Edge) => quantileOf(measurement.q, rates(t, edge));
      return { input, labels: pick(labels, by), valueAt };
    }
    const within = buckets.find(({ le }) => le === measurement.bound)?.series;
    if (within === undefined) return undefined;
    const valueAt = (t: number, edge: Edge) => {
      const share = quotient(rate(within, t, edge), rate(count, t, edge));
      return share === undefined ? undefined : 1 - share;
    };
    return { input, labels: pick(labels, by), valueAt };
  }

  #counter(name: string, labels: ReadonlyMap<string, string>, perSecond: (level: number) => number): Series {
    return new Series(
      name,
      labels,
      'counter',
      this.#phases((level, busy) => perSecond(level) * busy * this.#interval, 0),
    );
  }

  #phases(value: (level: number, busy: number) => number, idle?: number): Phase[] {
    return this.#levels.map(({ count, level, busy = 1 }) => ({
      count,
      value: level === 'idle' ? (idle ?? 0) : clean(value(level, busy)),
    }));
  }
}

/** The spelling that Prometheus 3 stores and OpenMetrics asks for. */
export function canonicalLe(le: number): string {
  if (le === Number.POSITIVE_INFINITY) return '+Inf';
  return Number.isInteger(le) ? `${le}.0` : String(le);
}

function nameOf({ metric }: MetricSelector): string {
  return metric.type === 'histogram' ? `${metric.name}_count` : metric.name;
}

/** Values of series that combine to `value`, and to something else under any other combination. */
function sharesOf(reduce: Aggregation, value: number, count: number): number[] {
  if (count === 1) return [value];
  const apart = Math.abs(value) / 2 || 1;
  const others = (each: number) => Array.from({ length: count - 1 }, () => each);
  switch (reduce) {
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

function reduced(reduce: Aggregation, values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return undefined;
  const sum = known.reduce((total, value) => total + value, 0);
  if (reduce === 'sum') return sum;
  if (reduce === 'average') return sum / known.length;
  return reduce === 'min' ? Math.min(...known) : Math.max(...known);
}

function quotient(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || whole === undefined || whole <= 0 ? undefined : part / whole;
}
