import type { Service } from '../model/model.ts';
import type { Slo } from '../model/slo.ts';
import { firingTiers } from './tiers.ts';

/** Windows of the series of an SLO, in seconds. */
export interface SloWindows {
  /** The window that longer ones are put together from, and that shows the state of the moment. */
  readonly base: number;
  /** The window whose burn rate says how long the budget will last. */
  readonly current: number;
  /** Ascending, without the period: base, current and those of the tiers. */
  readonly measured: readonly number[];
  readonly period: number;
}

const FIVE_MINUTES = 300;
const HOUR = 3600;

/**
 * Up to this length a window is read from the raw counters, so that a page comes as early as the counters show it.
 * Beyond it the records of the base window are averaged: three days of raw samples of every series would be millions an
 * evaluation, and the base window is then less than a hundredth of the long one, which bounds the delay.
 */
const LONGEST_RAW_WINDOW = 6 * HOUR;

/** A rate needs four scrapes in its window to survive a lost one. */
export const SCRAPES_PER_WINDOW = 4;

/** The windows that records exist for. */
export function windowsOf(slo: Slo, service: Service): SloWindows {
  const least = SCRAPES_PER_WINDOW * service.scrapeInterval;
  const base = least <= FIVE_MINUTES ? FIVE_MINUTES : Math.ceil(least / 60) * 60;
  const current = Math.max(HOUR, base);
  const wanted = [base, current, ...firingTiers(slo).flatMap(({ long, short }) => [long, short])];
  const measured = [...new Set(wanted)].filter((window) => window !== slo.window).sort((a, b) => a - b);
  return { base, current, measured, period: slo.window };
}

/** Whether a window is put together from the records of the base window. */
export function isFromRecords(window: number, { base }: SloWindows): boolean {
  return window > LONGEST_RAW_WINDOW && window !== base;
}
