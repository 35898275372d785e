import Big from 'big.js';
import type { Slo } from '../model/slo.ts';
import type { Severity } from '../model/team.ts';
import type { SpecPath } from '../spec/path.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/**
 * The tiers of the SRE workbook: windows in seconds, and the share of the error budget that is spent when a tier fires,
 * in percent. The factors that the workbook prints follow from these for a period of 30 days. In a shorter period the
 * same shares ask of the longest windows for a factor below 1, at which the budget lasts; these fire above 1 instead.
 * @see https://sre.google/workbook/alerting-on-slos/#recommended_parameters_for_an_slo_based_alerting_configuration
 */
export const STANDARD_TIERS = [
  { severity: 'page', long: HOUR, short: 5 * 60, budgetPercent: '2' },
  { severity: 'page', long: 6 * HOUR, short: 30 * 60, budgetPercent: '5' },
  { severity: 'ticket', long: DAY, short: 2 * HOUR, budgetPercent: '10' },
  { severity: 'ticket', long: 3 * DAY, short: 6 * HOUR, budgetPercent: '10' },
] as const;

/** A burn-rate tier with its numbers. Windows in seconds. */
export interface Tier {
  readonly severity: Severity;
  readonly long: number;
  readonly short: number;
  /** Burn rate above which the tier fires. */
  readonly factor: number;
  /** Error ratio above which the tier fires: factor x error budget. At 1 or more it can never fire. */
  readonly ratio: number;
  /** Of the tiers of the workbook, or declared by the SLO itself. */
  readonly origin: 'standard' | 'declared';
  readonly path: SpecPath;
}

/** Error budget as a ratio: 1 - objective, without float noise. */
export function errorBudget(slo: Slo): Big {
  return new Big(100).minus(slo.objectivePercent).div(100);
}

/** Objective as a ratio, without float noise. */
export function objective(slo: Slo): Big {
  return new Big(slo.objectivePercent).div(100);
}

/** budget share x period / long window. */
export function burnFactor(budgetPercent: string, period: number, long: number): Big {
  return new Big(budgetPercent).times(period).div(new Big(long).times(100));
}

/** Every tier that the SLO asks for, also those that could never fire; those of severities without alerts are left out. */
export function declaredTiers(slo: Slo): Tier[] {
  if (slo.burnRate === 'none') return [];
  const origin = slo.burnRate === 'standard' ? 'standard' : 'declared';
  const path = [...slo.path, 'alerts', 'burn_rate'];
  const declared =
    slo.burnRate === 'standard'
      ? STANDARD_TIERS.flatMap((tier) => {
          const severity = slo.severities.get(tier.severity);
          return severity === undefined ? [] : { ...tier, severity, path };
        })
      : slo.burnRate;
  return declared
    .filter(({ severity }) => !slo.without.includes(severity.name))
    .map((tier) => {
      const { severity, long, short } = tier;
      const stated = 'factor' in tier ? tier.factor : undefined;
      const shared = burnFactor(tier.budgetPercent ?? '0', slo.window, long);
      const least = origin === 'standard' && shared.lt(1) ? new Big(1) : shared;
      const factor = stated === undefined ? least : new Big(stated);
      const ratio = factor.times(errorBudget(slo));
      return {
        severity,
        long,
        short,
        factor: shortest(factor),
        ratio: shortest(ratio),
        origin,
        path: tier.path,
      };
    });
}

/** The tiers that alerts are made of: those that can fire. Ordered from the shortest long window. */
export function firingTiers(slo: Slo): Tier[] {
  if (errorBudget(slo).lte(0)) return [];
  return declaredTiers(slo)
    .filter(({ ratio }) => ratio < 1)
    .toSorted((a, b) => a.long - b.long || a.short - b.short);
}

/** Events that the long window of any tier must hold for it to fire: those of a total outage. */
export function leastEvents({ minBadEvents, minEvents = 0 }: Slo): number {
  return Math.max(1, minBadEvents, Math.ceil(minEvents));
}

/** The most events in the long window among which the least number of bad ones is above the error ratio of the tier. */
export function mostEventsOfLeastBad({ minBadEvents }: Slo, { ratio }: Tier): number {
  return Number(new Big(Math.max(1, minBadEvents)).div(ratio).round(0, Big.roundUp)) - 1;
}

/** The float nearest to a decimal; prints in its shortest form. */
export function shortest(decimal: Big): number {
  return Number(decimal.round(15, Big.roundHalfEven).toString());
}
