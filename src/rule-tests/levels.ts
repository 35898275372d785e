import type { Comparison } from '../model/alert.ts';
import type { Service } from '../model/model.ts';
import type { Driven } from './drive.ts';
import { isExact, isShare, type Measurement, needsEvents } from './measurement.ts';
import { clean } from './numbers.ts';

/** Levels of a measurement on either side of its threshold. */
export function levelsOf(measurement: Measurement, { op, threshold: { value } }: Comparison) {
  const [sign, apart] = [op === '>' ? 1 : -1, value === 0 ? 0.01 : Math.abs(value) * 0.02];
  const share = isShare(measurement);
  // Events are counted upwards: what is measured of them does not fall below zero.
  const least =
    share || measurement.kind === 'rate' || needsEvents(measurement) ? 0 : Number.NEGATIVE_INFINITY;
  const within = (level: number) => Math.max(least, share ? Math.min(1, level) : level);
  // Off the round multiples, so that no crossing coincides with an evaluation.
  const far = op === '>' ? (value > 0 ? value * 2.1 : value + 1) : value > 0 ? value / 2.1 : value - 1;
  const well = op === '>' ? (value > 0 ? value / 2.1 : value - 1) : value > 0 ? value * 2.1 : value + 1;
  const farShare = op === '>' ? Math.min(value * 2.1, (1 + value) / 2) : value / 2.1;
  const wellShare = op === '>' ? value / 2.1 : Math.min(value * 2.1, (1 + value) / 2);
  return {
    /** Barely a violation. */
    over: clean(within(value + sign * apart)),
    /** As near to a violation as can be without being one. */
    under: clean(isExact(measurement) ? value : within(value - sign * apart)),
    /** A violation beyond doubt, and none beyond doubt. */
    bad: clean(within(share ? farShare : far)),
    good: clean(within(share ? wellShare : well)),
  };
}

/** The value of a steady measurement, free of noise. */
export function steadyValue(driven: Driven, t: number): number {
  return clean(driven.valueAt(t, 'closed') ?? Number.NaN);
}

/** promtool's engine reads no more than 10,000 samples at once; two series of a window must stay well below. */
const MOST_SAMPLES = 2000;

/** Spacing of input samples: that of the scrapes, denser where a window would hold too few, wider where too many. */
export function inputInterval({ scrapeInterval, ruleInterval }: Service, window: number): number {
  const wide = Math.floor(window / MOST_SAMPLES / ruleInterval) * ruleInterval;
  if (wide > scrapeInterval) return wide;
  const fits = [scrapeInterval, 15, 10, 5, 1, 0.5, 0.1].filter(
    (each) => each <= scrapeInterval && (ruleInterval * 1000) % (each * 1000) === 0,
  );
  return fits.find((each) => window === 0 || each * 4 <= window) ?? fits.at(-1) ?? scrapeInterval;
}

/** The next multiple of a step. */
export function roundUp(seconds: number, step: number): number {
  return Math.ceil(seconds / step - 1e-9) * step;
}

/** Samples that fill a stretch of time. */
export function samplesIn(seconds: number, interval: number): number {
  return Math.ceil(seconds / interval - 1e-9);
}
