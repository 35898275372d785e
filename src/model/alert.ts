import type { SpecPath } from '../spec/path.ts';
import type { Aggregation, Source } from './metric.ts';
import type { Expression } from './scope.ts';
import type { MetricSelector, RecordSelector } from './selector.ts';
import type { Succession } from './succession.ts';
import type { Target } from './target.ts';
import type { Severity } from './team.ts';
import type { Quantity, Unit } from './unit.ts';

/** How Prometheus gets the metrics of the service: it scrapes its targets, or they push. */
export type Arrival = 'scrape' | 'otlp';

export type Measure = 'value' | 'rate' | 'increase' | 'average' | 'quantile' | 'share_above';

export interface Comparison {
  readonly op: '>' | '<';
  readonly threshold: Quantity;
  /** Of the compared value; undefined where an expression does not say. */
  readonly unit?: Unit | undefined;
}

/** What shows that a target is up: its `up`, or a counter that it pushes as long as it runs. */
export interface Presence {
  readonly arrives: Arrival;
  readonly series: string;
  readonly target: Target;
}

/** What an alert watches. Durations in seconds. */
export type Condition =
  | {
      readonly kind: 'metric';
      readonly of: MetricSelector;
      readonly measure: Measure;
      /** Quantile of measure `quantile`. */
      readonly q?: number | undefined;
      /** Bucket boundary of measure `share_above`. */
      readonly bound?: Quantity | undefined;
      /** Window of every measure but `value`. */
      readonly over?: number | undefined;
      readonly dividedBy?: MetricSelector | undefined;
      /** Where series of the counter can appear with their first event: what shows that their target was there before. */
      readonly bornBeside?: Presence | undefined;
      readonly reduce: Aggregation;
      readonly by: readonly string[];
      readonly comparison: Comparison;
    }
  | {
      readonly kind: 'recording';
      readonly of: RecordSelector;
      readonly reduce?: Aggregation | undefined;
      readonly by: readonly string[];
      readonly comparison: Comparison;
    }
  | { readonly kind: 'absent'; readonly of: MetricSelector }
  | {
      /** Counters of an objective, any of which is missing while a target that exposes them is up. */
      readonly kind: 'missing';
      readonly slo: string;
      readonly of: readonly MetricSelector[];
      /** Undefined where the spec does not say which targets expose them. */
      readonly presence?: Presence | undefined;
    }
  | {
      readonly kind: 'down';
      readonly presence: Presence;
      /** It fires while fewer targets are up; 1 is none. */
      readonly below: number;
      /** Targets that the service has, or the source. */
      readonly targets: number;
      /** The source whose targets are counted; none for those of the service. */
      readonly source?: Source | undefined;
    }
  | ({ readonly kind: 'expr'; readonly exprPath: SpecPath } & Expression);

interface DiagnosisStep {
  readonly step: string;
  readonly query?: Expression | undefined;
  readonly path: SpecPath;
}

/** What the spec says for the person who is woken up; what it does not say is derived or left out. */
export interface Runbook {
  readonly meaning?: string | undefined;
  readonly impact?: string | undefined;
  readonly diagnosis: readonly DiagnosisStep[];
  readonly mitigation: readonly string[];
  readonly escalation?: string | undefined;
  readonly links: readonly { readonly title: string; readonly url: string }[];
}

/** Series that a test of the spec gives, in promtool's notation; times in seconds. */
export interface TestInput {
  readonly name?: string | undefined;
  readonly interval: number;
  readonly input: readonly { readonly series: string; readonly values: string }[];
  readonly at: number;
}

/** A test of a raw expression. */
interface AlertTest extends TestInput {
  /** Label set of each firing alert, without those that the alert itself adds. */
  readonly firing: readonly ReadonlyMap<string, string>[];
  readonly path: SpecPath;
}

export interface Alert extends Succession {
  readonly name: string;
  readonly title: string;
  readonly condition: Condition;
  /** What it does while there are none of the series that its condition reads; undefined where the spec does not say. */
  readonly missing?: 'fires' | 'silent' | undefined;
  /** Fires when the condition held in `atLeast` evaluations of the last `within` seconds. */
  readonly violations?: { readonly atLeast: number; readonly within: number } | undefined;
  /** Seconds; 0 fires at once. */
  readonly for: number;
  readonly keepFiringFor: number;
  readonly severity: Severity;
  readonly labels: ReadonlyMap<string, string>;
  readonly summary?: string | undefined;
  readonly description?: string | undefined;
  readonly owner: string;
  readonly causedBy: readonly string[];
  readonly dashboard?: string | undefined;
  readonly runbook: Runbook;
  readonly tests: readonly AlertTest[];
  readonly path: SpecPath;
}
