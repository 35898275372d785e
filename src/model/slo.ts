import type { SpecPath } from '../spec/path.ts';
import type { Runbook, Severity, TestInput } from './alert.ts';
import type { MetricSelector } from './selector.ts';
import type { Succession } from './succession.ts';
import type { Quantity } from './unit.ts';

/** Service level indicator: what counts as good. */
export type Sli =
  /** Good: observations at or below a bucket boundary. */
  | { readonly kind: 'latency'; readonly of: MetricSelector; readonly bound: Quantity }
  /** Exactly one of `bad` and `good` is there. */
  | {
      readonly kind: 'events';
      readonly bad?: MetricSelector | undefined;
      readonly good?: MetricSelector | undefined;
      readonly total: MetricSelector;
    }
  /** Good: time slices in which `expr` compares to `threshold` as `comparison` says. */
  | {
      readonly kind: 'threshold';
      readonly expr: string;
      readonly exprPath: SpecPath;
      readonly comparison: '>' | '<';
      readonly threshold: Quantity;
      readonly tests: readonly SliceTest[];
    };

/** A test of an expression whose time slices are good or bad. */
interface SliceTest extends TestInput {
  /** Label set of the error budget that each slice counts against. */
  readonly good: readonly ReadonlyMap<string, string>[];
  readonly bad: readonly ReadonlyMap<string, string>[];
}

/** A burn-rate tier; windows in seconds. Exactly one of `budgetPercent` and `factor` is there. */
export interface TierDeclaration {
  readonly severity: Severity;
  readonly long: number;
  readonly short: number;
  /** Share of the error budget, as the decimal text of a percentage: "2" for 2 %. */
  readonly budgetPercent?: string | undefined;
  readonly factor?: number | undefined;
  readonly path: SpecPath;
}

export interface Slo extends Succession {
  readonly id: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly sli: Sli;
  /** One error budget for each value of these labels. */
  readonly by: readonly string[];
  /** Decimal text of the percentage, without the sign: "99.9". Text, so that no float noise enters. */
  readonly objectivePercent: string;
  /** The objective as the spec writes it: `99.9%` or `p95 < 500ms`. */
  readonly objectiveText: string;
  /** Period of the error budget, in seconds. */
  readonly window: number;
  readonly burnRate: 'standard' | 'off' | readonly TierDeclaration[];
  /** Severities that this SLO does not alert at. */
  readonly off: readonly Severity[];
  /** Events that the long window of a tier must hold. */
  readonly minEvents?: number | undefined;
  /** Bad events that it must hold; below 2 any single one can alert. */
  readonly minBadEvents: number;
  readonly owner: string;
  readonly runbook: Runbook;
  readonly path: SpecPath;
}
