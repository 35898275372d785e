import type { SpecPath } from '../spec/path.ts';
import type { Runbook, TestInput } from './alert.ts';
import type { Expression } from './scope.ts';
import type { MetricSelector } from './selector.ts';
import type { Succession } from './succession.ts';
import type { Severity } from './team.ts';
import type { Quantity } from './unit.ts';

/** Service level indicator: what counts as good. */
export type Sli =
  /** Good: observations at or below a bucket boundary. */
  | { readonly kind: 'latency'; readonly of: MetricSelector; readonly bound: Quantity }
  /** Sums of counters: of the good events or of the bad ones, and of all. */
  | {
      readonly kind: 'events';
      readonly counts: 'bad' | 'good';
      readonly part: readonly MetricSelector[];
      readonly total: readonly MetricSelector[];
      /** The spec states that `total` counts every event of `part`, though under another name. */
      readonly countedInTotal: boolean;
    }
  /** Good: time slices in which `expr` compares to `threshold` as `comparison` says. */
  | ({
      readonly kind: 'threshold';
      readonly exprPath: SpecPath;
      readonly comparison: '>' | '<';
      readonly threshold: Quantity;
      /** What a slice is while there are none of the series that `expr` reads; undefined where the spec does not say. */
      readonly missing?: 'bad' | 'ignored' | undefined;
      readonly tests: readonly SliceTest[];
    } & Expression)
  /** Every time slice is bad by the share that `expr` yields, 0 to 1. */
  | ({
      readonly kind: 'error_ratio';
      readonly exprPath: SpecPath;
      readonly tests: readonly SliceTest[];
    } & Expression);

/** An SLI that judges time slices by an expression, and counts no events. */
export type Sliced = Extract<Sli, { kind: 'threshold' | 'error_ratio' }>;

export function isSliced(sli: Sli): sli is Sliced {
  return sli.kind === 'threshold' || sli.kind === 'error_ratio';
}

/** The selectors that an SLI counts by; none for time slices. */
export function selectorsOf(sli: Sli): readonly MetricSelector[] {
  if (sli.kind === 'latency') return [sli.of];
  return sli.kind === 'events' ? [...sli.part, ...sli.total] : [];
}

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
  readonly burnRate: 'standard' | 'none' | readonly TierDeclaration[];
  /** Names of the severities that this SLO does not alert at. */
  readonly without: readonly string[];
  /** Those of the spec, by name. */
  readonly severities: ReadonlyMap<string, Severity>;
  /** Name of its alerts, if not the one that follows from its id. */
  readonly alertName?: string | undefined;
  /** Additional labels of its alerts, templates. */
  readonly labels: ReadonlyMap<string, string>;
  /** Seconds. */
  readonly keepFiringFor: number;
  /** Seconds between evaluations of the period and of tiers with long windows. */
  readonly evaluate: number;
  /** Events that the long window of a tier must hold. */
  readonly minEvents?: number | undefined;
  /** Bad events that it must hold; below 2 any single one can alert. */
  readonly minBadEvents: number;
  /** Severity of the alert on missing counters; undefined where the spec leaves it to the default. */
  readonly missing?: Severity | 'ignored' | undefined;
  readonly owner: string;
  readonly runbook: Runbook;
  readonly path: SpecPath;
}
