import type { Severity } from '../../model/alert.ts';
import type { Slo } from '../../model/slo.ts';
import { errorBudget, firingTiers } from '../../slo/tiers.ts';
import { decimal, duration, grouped, shortDuration } from './words.ts';

/** A burn-rate tier in words. */
export interface TierView {
  readonly severity: Severity;
  readonly long: string;
  readonly short: string;
  /** "14.4" */
  readonly factor: string;
  /** Share of bad events above which it fires, in percent. */
  readonly ratio: string;
  /** Share of the budget that is gone when it fires, in percent. */
  readonly spent: string;
  /** How long a full budget lasts at this rate. */
  readonly exhaustion: string;
  /** How soon it fires when nothing works any more. */
  readonly outage: string;
}

export function tierViews(slo: Slo): TierView[] {
  return firingTiers(slo).map(({ severity, long, short, factor, ratio }) => ({
    severity,
    long: shortDuration(long),
    short: shortDuration(short),
    factor: decimal(factor),
    ratio: `${decimal(ratio * 100)}%`,
    spent: `${decimal(((factor * long) / slo.window) * 100)}%`,
    exhaustion: duration(slo.window / factor),
    outage: duration(long * ratio),
  }));
}

/** The error budget of a period, in the measures that people think in. */
export interface BudgetView {
  /** "0.1%" */
  readonly share: string;
  /** Of a total failure, or of bad time slices. */
  readonly time: string;
  /** Bad events allowed among a million. */
  readonly perMillion: string;
  readonly period: string;
}

export function budgetView(slo: Slo): BudgetView {
  const budget = errorBudget(slo);
  return {
    share: `${budget.times(100).toFixed()}%`,
    time: minutes(Number(budget.times(slo.window))),
    perMillion: grouped(Number(budget.times(1_000_000).round(0))),
    period: duration(slo.window),
  };
}

/** Minutes, as error budgets are quoted; hours beyond a day's worth for orientation. */
function minutes(seconds: number): string {
  const count = `${grouped(Number(decimal(seconds / 60, 6)))} minutes`;
  return seconds > 7200 ? `${count} (${duration(seconds)})` : count;
}
