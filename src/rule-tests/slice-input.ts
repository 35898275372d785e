import type { Sli } from '../model/slo.ts';
import { parseExpression } from '../promql/parse.ts';
import { LABEL, SLICES, SLICES_BAD } from '../slo/names.ts';
import { samplesIn } from './levels.ts';
import { type Guard, type Linear, linearOf } from './linear.ts';
import { clean } from './numbers.ts';
import { pick, standIn } from './samples.ts';
import { type Phase, Series } from './series.ts';
import { type Edge, lastRateAt, overTimeAt, rateAt } from './simulate.ts';
import type { InputOptions, SloInput, Traffic } from './slo-input.ts';

/**
 * Distance of good and bad levels from a threshold, as shares of it: close, since a rule with another threshold must not
 * pass, and in no simple ratio, since a window that is half bad must not come to lie at the very threshold, where
 * rounding would decide.
 */
const GOOD_APART = 0.05;
const BAD_APART = 0.031;

type Threshold = Extract<Sli, { kind: 'threshold' }>;

/**
 * Input for an SLI of time slices: the series that its expression is proportional to, or, where there is no single one,
 * its slices themselves as they would be recorded. Undefined where nothing can make a guard yield as the traffic asks.
 */
export function sliceInput(options: InputOptions, sli: Threshold): SloInput | undefined {
  const { model, slo } = options;
  const parsed = parseExpression(sli.expr, { version: model.service.prometheus });
  const linear = parsed.ok ? linearOf(parsed.ast, model, slo.by) : undefined;
  return linear === undefined ? recordedSlices(options) : measuredSlices(options, sli, linear);
}

/** The records of the slices are the input: nothing else is there that their own rules could make them from. */
function recordedSlices({ model, slo, traffic, step }: InputOptions): SloInput | undefined {
  if (traffic.some(({ events }) => events === 0)) return undefined;
  const labels = new Map(slo.by.map((label) => [label, standIn(label)]));
  const all = new Map([...labels, [LABEL.service, model.service.name], [LABEL.slo, slo.id]]);
  const record = (name: string, value: (traffic: Traffic) => number) =>
    new Series(name, all, 'gauge', gaugePhases(traffic, step, value));
  const bad = record(SLICES_BAD, (each) => each.bad);
  return {
    input: [record(SLICES, () => 1), bad],
    interval: step,
    given: true,
    counted: [bad],
    labels,
    measure: (t) => ({ bad: bad.at(Math.round(t / step)), total: 1 }),
  };
}

function measuredSlices(
  options: InputOptions,
  { comparison, threshold: { value: threshold } }: Threshold,
  linear: Linear,
): SloInput | undefined {
  const { slo, interval, traffic } = options;
  const unit = (Math.abs(threshold) || 1) * (comparison === '>' ? 1 : -1);
  const good = (value: number) => (comparison === '>' ? value > threshold : value < threshold);
  // A counter does not fall: a bound of zero is met at rest.
  const least = isRate(linear) ? 0 : Number.NEGATIVE_INFINITY;
  const level = ({ bad }: Pick<Traffic, 'bad'>) =>
    Math.max(least, (threshold + unit * (bad > 0.5 ? -BAD_APART : GOOD_APART)) / linear.factor);
  const both = good(level({ bad: 0 }) * linear.factor) && !good(level({ bad: 1 }) * linear.factor);
  if (!both) return recordedSlices(options);
  const series = isRate(linear)
    ? new Series(linear.name, linear.labels, 'counter', warmed(options, linear, threshold, level))
    : new Series(linear.name, linear.labels, 'gauge', gaugePhases(traffic, interval, level));
  const guards = linear.guards.map((guard) => guardInput(options, guard));
  if (guards.includes(undefined)) return undefined;
  return {
    input: [series, ...guards.flatMap((guard) => guard?.series ?? [])],
    interval,
    counted: [series],
    labels: pick(linear.labels, slo.by),
    measure: (t, _, edge) => {
      const value = valueAt(linear, series, t, interval, edge);
      if (value === undefined || !guards.every((guard) => guard?.holds(t, edge))) return undefined;
      return { bad: good(value) ? 0 : 1, total: 1 };
    },
  };
}

/** A guard that holds while anything happens; undefined where it cannot be made to. */
function guardInput({ traffic, interval }: InputOptions, { of, level, off, holds: compares }: Guard) {
  const paused = traffic.some(({ events }) => events === 0);
  const scale = (value: number) => (value / of.factor) * (isRate(of) ? interval : 1);
  if (paused && (off === undefined || (isRate(of) && scale(off) < 0))) return undefined;
  const value = ({ events }: Traffic) => scale(events === 0 ? (off ?? 0) : level);
  const series = isRate(of)
    ? new Series(of.name, of.labels, 'counter', merged(phasesOf(traffic, interval, value)))
    : new Series(of.name, of.labels, 'gauge', gaugePhases(traffic, interval, value));
  const holds = (t: number, edge: Edge) => {
    const actual = valueAt(of, series, t, interval, edge);
    return actual !== undefined && compares(actual);
  };
  return { series, holds };
}

/**
 * Growth under good and bad slices. A range that is not filled yet shows too low a rate; what begins above the threshold
 * therefore begins fast, so that it is above from the first evaluation on.
 */
function warmed(
  { traffic, interval }: InputOptions,
  { range, factor }: Linear,
  threshold: number,
  level: (traffic: Traffic) => number,
): Phase[] {
  const phases = phasesOf(traffic, interval, (each) => level(each) * interval);
  const [first, ...rest] = phases;
  if (first === undefined || first.value <= (threshold / factor) * interval) return phases;
  const filling = Math.ceil(range / interval);
  const fast = { count: Math.min(filling, first.count), value: first.value * filling };
  return [fast, { ...first, count: first.count - fast.count }, ...rest];
}

function phasesOf(
  traffic: readonly Traffic[],
  interval: number,
  value: (traffic: Traffic) => number,
): Phase[] {
  return traffic.map((each) => ({ count: samplesIn(each.seconds, interval), value: clean(value(each)) }));
}

/** A gauge is there from the first moment to the last, which takes one sample more than a counter that begins at 0. */
function gaugePhases(
  traffic: readonly Traffic[],
  interval: number,
  value: (traffic: Traffic) => number,
): Phase[] {
  const phases = merged(phasesOf(traffic, interval, value));
  const last = phases.at(-1);
  return last === undefined ? [] : phases.with(-1, { ...last, count: last.count + 1 });
}

function valueAt(
  { of, range, factor }: Linear,
  series: Series,
  t: number,
  interval: number,
  edge: Edge,
): number | undefined {
  const read = () => {
    if (of === 'value') return series.at(Math.floor(t / interval));
    if (of === 'rate') return rateAt(series, t, range, interval, edge);
    if (of === 'last rate') return lastRateAt(series, t, range, interval, edge);
    return overTimeAt(of, series, t, range, interval, edge);
  };
  const raw = read();
  return raw === undefined ? undefined : raw * factor;
}

function isRate({ of }: Linear): boolean {
  return of === 'rate' || of === 'last rate';
}

/** Neighbours of one value as one phase. */
function merged(phases: readonly Phase[]): Phase[] {
  const all: Phase[] = [];
  for (const phase of phases) {
    const last = all.at(-1);
    if (last?.value !== phase.value) all.push(phase);
    else all[all.length - 1] = { ...phase, count: last.count + phase.count };
  }
  return all;
}
