import { pascalCase } from '../finding/prose.ts';
import { SERVICE_LABEL } from '../model/scope.ts';
import { alertPrefixOf } from '../model/service-name.ts';
import type { Slo } from '../model/slo.ts';
import { formatDuration } from '../spec/scalars.ts';

/**
 * Every series, label and group name that generated rules emit, in one place: dashboards, runbooks and tests read what
 * rules write only through these.
 * @see https://prometheus.io/docs/practices/rules/#naming
 */
export const LABEL = {
  service: SERVICE_LABEL,
  slo: 'slo',
  /** One burn-rate tier: severity and both windows, such as `page-1h-5m`. */
  tier: 'tier',
  /** The windows of the tier. */
  long: 'long',
  short: 'short',
  severity: 'severity',
  owner: 'owner',
} as const;

/** Running totals of events, a series a target: all of them, and the bad or the good ones. */
export const EVENTS = 'slo:events_total:sum';
export const BAD_EVENTS = 'slo:events_bad_total:sum';
export const GOOD_EVENTS = 'slo:events_good_total:sum';
/** Events per second over the base window, of counters that may vanish one by one. */
export const badRate = (windowSeconds: number) => `slo:events_bad:rate${formatDuration(windowSeconds)}`;
export const totalRate = (windowSeconds: number) => `slo:events:rate${formatDuration(windowSeconds)}`;
/** Share of bad events over a window; absent while there are no events. */
export const errorRatio = (windowSeconds: number) => `slo:error:ratio_rate${formatDuration(windowSeconds)}`;
/** Time slices of one evaluation: how many there were, and how many of them were bad. One a series of the SLI. */
export const SLICES = 'slo:slices:count';
export const SLICES_BAD = 'slo:slices_bad:count';
/** The objective, 0 to 1. Sloth records another series as `slo:objective:ratio`. */
export const OBJECTIVE = 'slo:objective:good_ratio';
/** Share of the period's error budget that is left; negative when overspent. */
export const BUDGET_REMAINING = 'slo:error_budget_remaining:ratio';
/** Error ratio over the error budget: 1 spends the budget exactly by the end of the period. */
export const burnRate = (windowSeconds: number) => `slo:burn_rate:ratio_rate${formatDuration(windowSeconds)}`;
/** Seconds until the budget is gone at the current burn rate; absent while nothing burns. */
export const TIME_TO_EXHAUSTION = 'slo:error_budget_exhaustion:seconds';

/** The name that the spec gives, else `RyotInferenceLatencyBudgetBurn` for `inference-latency` of service `ryot`. */
export function burnAlertName(service: string, { id, alertName }: Pick<Slo, 'id' | 'alertName'>): string {
  return alertName ?? `${alertPrefixOf(service)}${pascalCase(id)}BudgetBurn`;
}

/** Value of the tier label. Windows in seconds. */
export function tierName(tier: {
  readonly severity: { readonly name: string };
  readonly long: number;
  readonly short: number;
}): string {
  return `${tier.severity.name}-${formatDuration(tier.long)}-${formatDuration(tier.short)}`;
}

/** 1 in the evaluations in which the condition of an alert was violated, else 0; what `violations` counts. */
export const violationRecord = (alert: string) => `alert:${alert}:violation`;
