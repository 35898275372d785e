import { type MetricSelector, matchesAll } from '../model/selector.ts';
import { canonicalLe } from './drive.ts';
import { samplesIn } from './levels.ts';
import { clean } from './numbers.ts';
import { pick, sampleLabels, targetsOf, withLabel } from './samples.ts';
import { Series } from './series.ts';
import { type Edge, rateAt } from './simulate.ts';
import type { InputOptions, SloInput, Traffic } from './slo-input.ts';

/** Counters of good or bad events, and of all; undefined where no series can be found that the selectors pick. */
export function eventInput(
  options: InputOptions,
  part: MetricSelector,
  total: MetricSelector,
  counts: 'good' | 'bad',
): SloInput | undefined {
  const { model, slo, interval } = options;
  const { service } = model;
  const same = part.metric.name === total.metric.name;
  const counted = sampleLabels({ service, of: part, also: same ? total.matchers : [] });
  if (counted === undefined) return undefined;
  const labels = pick(counted, slo.by);
  const named = [...labels].map(([label, value]) => ({ label, op: '=' as const, value }));
  const others = sampleLabels({ service, of: total, also: named, ...(same ? { not: part.matchers } : {}) });
  if (others === undefined) return undefined;
  const share = (bad: number) => (counts === 'bad' ? bad : 1 - bad);
  const inBoth = (each: ReadonlyMap<string, string>) => !same || matchesAll(total.matchers, each);
  const inRest = (each: ReadonlyMap<string, string>) => !same || !matchesAll(part.matchers, each);
  const partTargets = targetsOf(counted, part, slo.by, inBoth);
  const restTargets = targetsOf(others, total, slo.by, inRest);
  const parts = counters(options, part.metric.name, partTargets, ({ events, bad }) => events * share(bad));
  const rest = counters(options, total.metric.name, restTargets, ({ events, bad }) =>
    same ? events * (1 - share(bad)) : events,
  );
  const all = same ? [...parts, ...rest] : rest;
  return {
    input: [...parts, ...rest],
    interval,
    counted: parts,
    labels,
    measure: (t, window, edge) => {
      const totalRate = rateOf(all, t, window, interval, edge);
      const partRate = rateOf(parts, t, window, interval, edge) ?? 0;
      if (totalRate === undefined) return undefined;
      return { bad: counts === 'bad' ? partRate : Math.max(0, totalRate - partRate), total: totalRate };
    },
  };
}

/** A histogram whose good observations lie in the bucket of the bound. */
export function latencyInput(options: InputOptions, of: MetricSelector, bound: number): SloInput | undefined {
  const { model, slo, interval, le: written = canonicalLe } = options;
  const labels = sampleLabels({ service: model.service, of });
  if (labels === undefined) return undefined;
  const { name, buckets } = of.metric;
  const targets = targetsOf(labels, of, slo.by);
  const count = counters(options, `${name}_count`, targets, ({ events }) => events);
  // The neighbours of the boundary: a rule that reads the wrong one must not pass.
  const at = buckets.findIndex(({ le }) => le === bound);
  const near = buckets.slice(Math.max(0, at - 1), at + 2).map(({ le }) => ({
    le,
    series: counters(
      options,
      `${name}_bucket`,
      targets.map((target) => withLabel(target, 'le', written(le))),
      ({ events, bad }) => (le < bound ? 0 : le === bound ? events * (1 - bad) : events),
    ),
  }));
  const within = near.find(({ le }) => le === bound)?.series;
  if (within === undefined) return undefined;
  return {
    input: [...near.flatMap(({ series }) => series), ...count],
    interval,
    counted: within,
    labels: pick(labels, slo.by),
    measure: (t, window, edge) => {
      const total = rateOf(count, t, window, interval, edge);
      const good = rateOf(within, t, window, interval, edge);
      return total === undefined || good === undefined
        ? undefined
        : { bad: Math.max(0, total - good), total };
    },
  };
}

/** A counter of targets that share the work, so that a sum over them shows. */
function counters(
  { traffic, interval }: InputOptions,
  name: string,
  targets: readonly ReadonlyMap<string, string>[],
  perSecond: (traffic: Traffic) => number,
): Series[] {
  const phases = traffic.map((each) => ({
    count: samplesIn(each.seconds, interval),
    value: clean((perSecond(each) * interval) / targets.length),
  }));
  return targets.map((target) => new Series(name, target, 'counter', phases));
}

function rateOf(
  series: readonly Series[],
  t: number,
  window: number,
  interval: number,
  edge: Edge,
): number | undefined {
  let sum = 0;
  for (const each of series) {
    const rate = rateAt(each, t, window, interval, edge);
    if (rate === undefined) return undefined;
    sum += rate;
  }
  return sum;
}
