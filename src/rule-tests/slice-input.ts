import type { Sli, Sliced } from '../model/slo.ts';
import { parseExpression } from '../promql/parse.ts';
import { SLICES, SLICES_BAD } from '../slo/names.ts';
import { type ExpressionMeasurement, type Guard, measuredIn } from './expression-measurement.ts';
import { clean, samplesIn } from './numbers.ts';
import { pick, standIn } from './sample-labels.ts';
import { type Edge, type Phase, readAt, Series } from './series.ts';
import {
  type InputOptions,
  type SloInput,
  type SloUnderTest,
  seriesLabels,
  type Traffic,
} from './slo-subject.ts';

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
export function sliceInput(subject: SloUnderTest, options: InputOptions, sli: Sliced): SloInput | undefined {
  const { model, slo } = subject;
  const parsed = parseExpression(sli.expr, { version: model.service.prometheus });
  const measurement = parsed.ok ? measuredIn(parsed.ast, { model, by: slo.by }) : undefined;
  return measurement === undefined
    ? recordedSlices(subject, options)
    : measuredSlices(subject, options, sli, measurement);
}

/** The records of the slices are the input: nothing else is there that their own rules could make them from. */
function recordedSlices(subject: SloUnderTest, { traffic, step }: InputOptions): SloInput | undefined {
  const { sli } = subject.slo;
  if (traffic.some(({ events }) => events === 0)) return undefined;
  // Where nothing is there, the rules make bad slices of it.
  if (sli.kind === 'threshold' && sli.missing === 'bad') return undefined;
  const labels = new Map(subject.slo.by.map((label) => [label, standIn(label)]));
  const all = seriesLabels(subject, labels);
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
  subject: SloUnderTest,
  options: InputOptions,
  sli: Sliced,
  measurement: ExpressionMeasurement,
): SloInput | undefined {
  const { interval, traffic } = options;
  const { times } = measurement;
  const { level, badness } = sli.kind === 'error_ratio' ? SHARE : comparing(sli);
  // A counter does not fall: a bound of zero is met at rest.
  const least = isRate(measurement) ? 0 : Number.NEGATIVE_INFINITY;
  const read = ({ bad }: Pick<Traffic, 'bad'>) => Math.max(least, level(bad) / times);
  const both = badness(read({ bad: 0 }) * times) === 0 && badness(read({ bad: 1 }) * times) === 1;
  // A share that is a rate would be wrong until its range is filled.
  if (!both || (sli.kind === 'error_ratio' && isRate(measurement))) return recordedSlices(subject, options);
  const series = isRate(measurement)
    ? seriesFor(measurement, warmed(options, measurement, sli, read))
    : seriesFor(measurement, gaugePhases(traffic, interval, read));
  const guards = measurement.guards.map((guard) => guardInput(options, guard));
  if (guards.includes(undefined)) return undefined;
  return {
    input: [series, ...guards.flatMap((guard) => guard?.series ?? [])],
    interval,
    counted: [series],
    labels: pick(measurement.labels, subject.slo.by),
    measure: (t, _, edge) => {
      const value = valueAt(measurement, series, t, interval, edge);
      if (value === undefined || !guards.every((guard) => guard?.holds(t, edge))) return undefined;
      return { bad: badness(value), total: 1 };
    },
  };
}

/** The value of the expression under a share of bad traffic, and how bad a slice of a value is. */
interface Judgement {
  readonly level: (bad: number) => number;
  readonly badness: (value: number) => number;
}

const SHARE: Judgement = { level: (bad) => bad, badness: (value) => Math.min(1, Math.max(0, value)) };

function comparing({ comparison, threshold: { value: threshold } }: Threshold): Judgement {
  const unit = (Math.abs(threshold) || 1) * (comparison === '>' ? 1 : -1);
  const good = (value: number) => (comparison === '>' ? value > threshold : value < threshold);
  return {
    level: (bad) => threshold + unit * (bad > 0.5 ? -BAD_APART : GOOD_APART),
    badness: (value) => (good(value) ? 0 : 1),
  };
}

/** A guard that holds while anything happens; undefined where it cannot be made to. */
function guardInput({ traffic, interval }: InputOptions, { of, level, off, holds: compares }: Guard) {
  const paused = traffic.some(({ events }) => events === 0);
  const scale = (value: number) => (value / of.times) * (isRate(of) ? interval : 1);
  if (paused && (off === undefined || (isRate(of) && scale(off) < 0))) return undefined;
  const value = ({ events }: Traffic) => scale(events === 0 ? (off ?? 0) : level);
  const series = isRate(of)
    ? seriesFor(of, merged(phasesOf(traffic, interval, value)))
    : seriesFor(of, gaugePhases(traffic, interval, value));
  const holds = (t: number, edge: Edge) => {
    const actual = valueAt(of, series, t, interval, edge);
    return actual !== undefined && compares(actual);
  };
  return { series, holds };
}

function seriesFor(of: ExpressionMeasurement, phases: readonly Phase[]): Series {
  return new Series(of.series, of.labels, isRate(of) ? 'counter' : 'gauge', phases);
}

/**
 * Growth under good and bad slices. A range that is not filled yet shows too low a rate; what begins above the threshold
 * therefore begins fast, so that it is above from the first evaluation on.
 */
function warmed(
  { traffic, interval }: InputOptions,
  { over, times }: ExpressionMeasurement,
  sli: Sliced,
  level: (traffic: Traffic) => number,
): Phase[] {
  const threshold = sli.kind === 'threshold' ? sli.threshold.value : 0;
  const phases = phasesOf(traffic, interval, (each) => level(each) * interval);
  const [first, ...rest] = phases;
  if (first === undefined || first.value <= (threshold / times) * interval) return phases;
  const filling = Math.ceil(over / interval);
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
  measurement: ExpressionMeasurement,
  series: Series,
  t: number,
  interval: number,
  edge: Edge,
): number | undefined {
  const raw = readAt(series, measurement, t, interval, edge);
  return raw === undefined ? undefined : raw * measurement.times;
}

function isRate({ read }: ExpressionMeasurement): boolean {
  return read === 'rate' || read === 'last rate';
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
