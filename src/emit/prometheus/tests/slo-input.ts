import type { Model } from '../../../model/model.ts';
import type { MetricSelector } from '../../../model/selector.ts';
import type { Slo } from '../../../model/slo.ts';
import { parseExpression } from '../../../promql/parse.ts';
import { canonicalLe } from './drive.ts';
import { type Linear, linearOf } from './linear.ts';
import { clean } from './numbers.ts';
import { pick, sampleLabels, withLabel } from './samples.ts';
import { type Phase, Series } from './series.ts';
import { averageAt, type Edge, rateAt } from './simulate.ts';

/** What happens for `count` samples: events a second, and the share of them that is bad. */
export interface Traffic {
  readonly count: number;
  readonly events: number;
  /** Of events: 0 to 1. Of time slices: 0, or 1. */
  readonly bad: number;
}

/** Series under which the SLI sees the traffic. */
export interface SloInput {
  readonly input: readonly Series[];
  /** Labels of the error budget that the traffic counts against. */
  readonly labels: ReadonlyMap<string, string>;
  /** Bad and all events a second over a window, or bad and all slices of an evaluation (`window` is ignored). */
  readonly measure: (t: number, window: number, edge: Edge) => { bad: number; total: number } | undefined;
}

export interface InputOptions {
  /** Seconds between samples. */
  readonly interval: number;
  /** How a bucket boundary is written; Prometheus 3 stores `1.0` for what clients may call `1`. */
  readonly le?: (boundary: number) => string;
}

/** Input for an SLO; undefined where no series can be found that its selectors pick or its expression follows from. */
export function sloInput(
  model: Model,
  slo: Slo,
  traffic: readonly Traffic[],
  options: InputOptions,
): SloInput | undefined {
  const maker = new SloInputMaker(model, slo, traffic, options);
  const { sli } = slo;
  if (sli.kind === 'latency') return maker.latency(sli.of, sli.bound.value);
  if (sli.kind === 'threshold') return maker.slices(sli.expr, sli.comparison, sli.threshold.value);
  return sli.bad === undefined
    ? maker.events(sli.good ?? sli.total, sli.total, 'good')
    : maker.events(sli.bad, sli.total, 'bad');
}

class SloInputMaker {
  readonly #model: Model;
  readonly #slo: Slo;
  readonly #traffic: readonly Traffic[];
  readonly #interval: number;
  readonly #le: (boundary: number) => string;

  constructor(model: Model, slo: Slo, traffic: readonly Traffic[], options: InputOptions) {
    this.#model = model;
    this.#slo = slo;
    this.#traffic = traffic;
    this.#interval = options.interval;
    this.#le = options.le ?? canonicalLe;
  }

  events(part: MetricSelector, total: MetricSelector, counts: 'good' | 'bad'): SloInput | undefined {
    const { service } = this.#model;
    const same = part.metric.name === total.metric.name;
    const counted = sampleLabels({ service, of: part, also: same ? total.matchers : [] });
    if (counted === undefined) return undefined;
    const labels = pick(counted, this.#slo.by);
    const named = [...labels].map(([label, value]) => ({ label, op: '=' as const, value }));
    const others = sampleLabels({ service, of: total, also: named, ...(same ? { not: part.matchers } : {}) });
    if (others === undefined) return undefined;
    const share = (bad: number) => (counts === 'bad' ? bad : 1 - bad);
    const parts = this.#counter(part.metric.name, counted, ({ events, bad }) => events * share(bad));
    const rest = this.#counter(total.metric.name, others, ({ events, bad }) =>
      same ? events * (1 - share(bad)) : events,
    );
    const all = same ? [parts, rest] : [rest];
    return {
      input: [parts, rest],
      labels,
      measure: (t, window, edge) => {
        const totalRate = this.#rate(all, t, window, edge);
        const partRate = this.#rate([parts], t, window, edge) ?? 0;
        if (totalRate === undefined) return undefined;
        return { bad: counts === 'bad' ? partRate : Math.max(0, totalRate - partRate), total: totalRate };
      },
    };
  }

  latency(of: MetricSelector, bound: number): SloInput | undefined {
    const labels = sampleLabels({ service: this.#model.service, of });
    if (labels === undefined) return undefined;
    const { name, buckets } = of.metric;
    const count = this.#counter(`${name}_count`, labels, ({ events }) => events);
    // The neighbours of the boundary: a rule that reads the wrong one must not pass.
    const at = buckets.findIndex(({ le }) => le === bound);
    const near = buckets.slice(Math.max(0, at - 1), at + 2).map(({ le }) => ({
      le,
      series: this.#counter(`${name}_bucket`, withLabel(labels, 'le', this.#le(le)), ({ events, bad }) =>
        le < bound ? 0 : le === bound ? events * (1 - bad) : events,
      ),
    }));
    const within = near.find(({ le }) => le === bound)?.series;
    if (within === undefined) return undefined;
    return {
      input: [...near.map(({ series }) => series), count],
      labels: pick(labels, this.#slo.by),
      measure: (t, window, edge) => {
        const total = this.#rate([count], t, window, edge);
        const good = this.#rate([within], t, window, edge);
        return total === undefined || good === undefined
          ? undefined
          : { bad: Math.max(0, total - good), total };
      },
    };
  }

  slices(expr: string, comparison: '>' | '<', threshold: number): SloInput | undefined {
    const parsed = parseExpression(expr, { version: this.#model.service.prometheus });
    const linear = parsed.ok ? linearOf(parsed.ast, this.#model, this.#slo.by) : undefined;
    if (linear === undefined || linear.factor === 0) return undefined;
    const apart = threshold === 0 ? 1 : Math.abs(threshold) / 2;
    const sign = comparison === '>' ? 1 : -1;
    const level = (bad: number) => (threshold + (bad > 0.5 ? -sign : sign) * apart) / linear.factor;
    const series =
      linear.of === 'rate'
        ? new Series(linear.name, linear.labels, 'counter', this.#warmed(linear, comparison, level))
        : new Series(
            linear.name,
            linear.labels,
            'gauge',
            this.#traffic.map(({ count, bad }) => ({ count, value: clean(level(bad)) })),
          );
    const guards = linear.guards.map((guard) => this.#held(guard));
    return {
      input: [series, ...guards],
      labels: pick(linear.labels, this.#slo.by),
      measure: (t, _, edge) => {
        const value = this.#value(linear, series, t, edge);
        if (value === undefined) return undefined;
        return { bad: (comparison === '>' ? value > threshold : value < threshold) ? 0 : 1, total: 1 };
      },
    };
  }

  /** A guard that holds throughout. */
  #held({ of, level }: Linear['guards'][number]): Series {
    const count = this.#traffic.reduce((sum, traffic) => sum + traffic.count, 0);
    const value = clean((level / of.factor) * (of.of === 'rate' ? this.#interval : 1));
    const kind = of.of === 'rate' ? 'counter' : 'gauge';
    return new Series(of.name, of.labels, kind, [{ count: count + (kind === 'gauge' ? 1 : 0), value }]);
  }

  /**
   * Growth under good and bad slices. A range that is not filled yet shows too low a rate; good times that begin the test
   * therefore begin fast, so that a minimum is kept from the first evaluation on.
   */
  #warmed({ range }: Linear, comparison: '>' | '<', level: (bad: number) => number): Phase[] {
    const phases = this.#traffic.map(({ count, bad }) => ({
      count,
      value: clean(level(bad) * this.#interval),
    }));
    const [first, ...rest] = phases;
    const filling = Math.ceil(range / this.#interval);
    if (first === undefined || comparison !== '>' || this.#traffic[0]?.bad !== 0) return phases;
    const fast = { count: Math.min(filling, first.count), value: first.value * filling };
    return [fast, { ...first, count: first.count - fast.count }, ...rest];
  }

  #value({ of, range, factor }: Linear, series: Series, t: number, edge: Edge): number | undefined {
    const raw =
      of === 'rate'
        ? rateAt(series, t, range, this.#interval, edge)
        : of === 'average'
          ? averageAt(series, t, range, this.#interval, edge)
          : series.at(Math.floor(t / this.#interval));
    return raw === undefined ? undefined : raw * factor;
  }

  #counter(
    name: string,
    labels: ReadonlyMap<string, string>,
    perSecond: (traffic: Traffic) => number,
  ): Series {
    const phases = this.#traffic.map((traffic) => ({
      count: traffic.count,
      value: clean(perSecond(traffic) * this.#interval),
    }));
    return new Series(name, labels, 'counter', phases);
  }

  #rate(series: readonly Series[], t: number, window: number, edge: Edge): number | undefined {
    let sum = 0;
    for (const each of series) {
      const rate = rateAt(each, t, window, this.#interval, edge);
      if (rate === undefined) return undefined;
      sum += rate;
    }
    return sum;
  }
}
