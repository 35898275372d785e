import type { MetricSelector } from '../model/selector.ts';
import type { Sli } from '../model/slo.ts';
import { canonicalFloat } from '../promql/number.ts';
import { clean, inputInterval, samplesIn } from './numbers.ts';
import {
  type LabelSet,
  labelSetsOf,
  partAndRest,
  pick,
  type Sampled,
  sampleLabels,
  seriesName,
  withLabel,
} from './sample-labels.ts';
import { combinedAt, type Edge, type Samples, Series } from './series.ts';
import { sliceInput } from './slice-input.ts';
import type { InputOptions, SloInput, SloUnderTest, Traffic } from './slo-subject.ts';

/** Input for an SLO; undefined where no series can be found that its selectors pick. */
export function sloInput(subject: SloUnderTest, options: InputOptions): SloInput | undefined {
  const { sli } = subject.slo;
  if (sli.kind === 'latency') return latencyInput(subject, options, sli.of, sli.bound.value);
  return sli.kind === 'events' ? eventInput(subject, options, sli) : sliceInput(subject, options, sli);
}

/** Input of one kind of traffic from the beginning on, at the pace of the rules. */
export function steadyInput(
  subject: SloUnderTest,
  seconds: number,
  traffic: Omit<Traffic, 'seconds'>,
  le?: InputOptions['le'],
): SloInput | undefined {
  const { model, windows } = subject;
  return sloInput(subject, {
    traffic: [{ ...traffic, seconds }],
    interval: inputInterval(model.service, Math.min(windows.base, ...windows.burning)),
    step: model.service.ruleInterval,
    ...(le === undefined ? {} : { le }),
  });
}

/** Counters of good or bad events, and of all; undefined where no series can be found that the selectors pick. */
function eventInput(
  subject: SloUnderTest,
  options: InputOptions,
  { part, total, counts }: Extract<Sli, { kind: 'events' }>,
): SloInput | undefined {
  const { model, slo } = subject;
  const found = partAndRest(model.service, part, total, slo.by);
  if (found === undefined) return undefined;
  const share = ({ bad }: Traffic) => (counts === 'bad' ? bad : 1 - bad);
  const within = found.part.filter(({ inWhole }) => inWhole).length / found.part.length;
  const made = (all: readonly Sampled[], perSecond: (traffic: Traffic) => number) =>
    all.map(({ of, sets }) =>
      counters(options, seriesName(of), sets, (traffic) => perSecond(traffic) / all.length),
    );
  const byPart = made(found.part, (traffic) => traffic.events * share(traffic));
  const parts = byPart.flat();
  const rest = made(found.rest, (traffic) => traffic.events * (1 - share(traffic) * within)).flat();
  const all = [
    ...found.part.flatMap(({ inWhole }, index) => (inWhole ? (byPart[index] ?? []) : [])),
    ...rest,
  ];
  return {
    input: [...parts, ...rest],
    interval: options.interval,
    counted: parts,
    labels: found.labels,
    measure: (t, window, edge) => {
      const totalRate = rateOf(subject, options, all, t, window, edge);
      const partRate = rateOf(subject, options, parts, t, window, edge) ?? 0;
      if (totalRate === undefined) return undefined;
      return { bad: counts === 'bad' ? partRate : Math.max(0, totalRate - partRate), total: totalRate };
    },
  };
}

/** A histogram whose good observations lie in the bucket of the bound. */
function latencyInput(
  subject: SloUnderTest,
  options: InputOptions,
  of: MetricSelector,
  bound: number,
): SloInput | undefined {
  const { model, slo } = subject;
  const { interval, le: written = canonicalFloat } = options;
  const labels = sampleLabels({ service: model.service, of });
  if (labels === undefined) return undefined;
  const { name, buckets } = of.metric;
  const sets = labelSetsOf(labels, of, slo.by);
  const count = counters(options, `${name}_count`, sets, ({ events }) => events);
  // The neighbours of the boundary: a rule that reads the wrong one must not pass.
  const at = buckets.findIndex(({ le }) => le === bound);
  const near = buckets.slice(Math.max(0, at - 1), at + 2).map(({ le }) => ({
    le,
    series: counters(
      options,
      `${name}_bucket`,
      sets.map((each) => withLabel(each, 'le', written(le))),
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
      const total = rateOf(subject, options, count, t, window, edge);
      const good = rateOf(subject, options, within, t, window, edge);
      if (total === undefined || good === undefined) return undefined;
      return { bad: Math.max(0, total - good), total };
    },
  };
}

/** A counter for each label set; they share the work, so that a sum over them shows. */
function counters(
  { traffic, interval }: InputOptions,
  name: string,
  sets: readonly LabelSet[],
  perSecond: (traffic: Traffic) => number,
): Series[] {
  const phases = traffic.map((each) => ({
    count: samplesIn(each.seconds, interval),
    value: clean((perSecond(each) * interval) / sets.length),
  }));
  return sets.map((labels) => new Series(name, labels, 'counter', phases));
}

/** The rate of counters over a window: of the counters themselves, or of what is recorded of each target. */
function rateOf(
  { totals }: SloUnderTest,
  { interval, step }: InputOptions,
  series: readonly Series[],
  t: number,
  over: number,
  edge: Edge,
): number | undefined {
  const reading = { read: 'rate', over } as const;
  if (!totals) return combinedAt('sum', series, reading, t, interval, edge);
  return combinedAt('sum', recordedTotals(series, interval, step), reading, t, step, edge);
}

/** The running total of each target as it is recorded every `step` seconds. */
function recordedTotals(series: readonly Series[], interval: number, step: number): Samples[] {
  const targets = new Map<string, Series[]>();
  for (const each of series) {
    const target = each.labels.get('instance') ?? '';
    targets.set(target, [...(targets.get(target) ?? []), each]);
  }
  return [...targets.values()].map((counters) => ({
    at: (evaluation) => {
      const sample = Math.floor((evaluation * step) / interval);
      return counters.reduce((sum, counter) => sum + counter.at(sample), 0);
    },
  }));
}
