import type { Service } from '../model/model.ts';
import type { Slo } from '../model/slo.ts';
import { firingTiers, type Tier } from './tiers.ts';

/** Windows of the series of an SLO, in seconds. */
export interface SloWindows {
  /** The window that shows the state of the moment. */
  readonly base: number;
  /** The window whose burn rate says how long the budget will last. */
  readonly current: number;
  /** The windows that the burn rate is recorded over, ascending: current, and those of the tiers. */
  readonly burning: readonly number[];
  /** Those of them that are evaluated with the period, not with the other rules. */
  readonly seldom: readonly number[];
  readonly period: number;
}

const FIVE_MINUTES = 300;
const HOUR = 3600;

/**
 * Up to this length a window of counters that may vanish is read from the counters, so that a page comes as early as they
 * show it. Beyond it the records of the base window are averaged, which is then less than a hundredth of the window.
 */
const LONGEST_RAW_WINDOW = 6 * HOUR;

/** A rate needs four scrapes in its window to survive a lost one. */
export const SCRAPES_PER_WINDOW = 4;
/** A rate of records needs two evaluations in its window. */
const EVALUATIONS_PER_WINDOW = 2;

/** The shortest window that a rate can be relied on over, in seconds. */
export function shortestWindow({ scrapeInterval, ruleInterval }: Service): number {
  return Math.max(SCRAPES_PER_WINDOW * scrapeInterval, EVALUATIONS_PER_WINDOW * ruleInterval);
}

/** The windows that records exist for. */
export function windowsOf(slo: Slo, service: Service): SloWindows {
  const least = shortestWindow(service);
  const base = least <= FIVE_MINUTES ? FIVE_MINUTES : Math.ceil(least / 60) * 60;
  const current = Math.max(HOUR, base);
  const tiers = firingTiers(slo);
  const wanted = [current, ...tiers.flatMap(({ long, short }) => [long, short])];
  const burning = [...new Set(wanted)].sort((a, b) => a - b);
  const seldomTiers = tiers.filter((tier) => isSeldom(tier, slo, service));
  const often = tiers.filter((tier) => !seldomTiers.includes(tier));
  const needed = new Set([base, current, ...often.flatMap(({ long, short }) => [long, short])]);
  const seldom = burning.filter((window) => slo.evaluate > service.ruleInterval && !needed.has(window));
  return { base, current, burning, seldom, period: slo.window };
}

/** Evaluations within the short window of a tier that is evaluated with the period: it still resets in time. */
const EVALUATIONS_OF_SELDOM = 12;

/** Whether a tier is evaluated with the period, and not with the other rules. */
export function isSeldom(
  { short }: Pick<Tier, 'short'>,
  { evaluate }: Slo,
  { ruleInterval }: Service,
): boolean {
  return evaluate > ruleInterval && short >= EVALUATIONS_OF_SELDOM * evaluate;
}

/** Whether a window of counters that may vanish averages the records of the base window. */
export function isFromRecords(window: number, { base }: SloWindows): boolean {
  return window > LONGEST_RAW_WINDOW && window !== base;
}
