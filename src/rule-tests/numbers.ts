import type { Service } from '../model/model.ts';

/** A float as promtool reads it, without noise beyond 12 digits and without an exponent where that is readable. */
export function decimal(value: number): string {
  return String(clean(value));
}

/** Without the noise of float arithmetic. */
export function clean(value: number): number {
  return Number(value.toPrecision(12));
}

/** The next multiple of a step. */
export function roundUp(seconds: number, step: number): number {
  return Math.ceil(seconds / step - 1e-9) * step;
}

/** Samples that fill a stretch of time. */
export function samplesIn(seconds: number, interval: number): number {
  return Math.ceil(seconds / interval - 1e-9);
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
