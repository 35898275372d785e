import type { SpecPath } from '../spec/path.ts';
import type { Label } from './label.ts';
import type { Succession } from './succession.ts';
import type { Target } from './target.ts';
import type { Quantity, Unit } from './unit.ts';

export type MetricType = 'counter' | 'gauge' | 'histogram';
/** What programs of others expose besides. */
export type ExternalType = MetricType | 'native_histogram' | 'summary' | 'info' | 'untyped';
export type Aggregation = 'sum' | 'average' | 'min' | 'max';
export type Level = 'good' | 'info' | 'warning' | 'critical';

export interface Bucket {
  /** Inclusive upper bound in the unit of the metric. */
  readonly le: number;
  /** The bound as the spec writes it, such as `250ms`. */
  readonly text: string;
  readonly means?: string | undefined;
  readonly path: SpecPath;
}

/** Values above `above`, below `below`, or between the two. */
export interface Band {
  readonly above?: Quantity | undefined;
  readonly below?: Quantity | undefined;
  readonly level: Level;
  readonly means: string;
}

/** What is known of every metric, whoever exposes it. */
interface Measured {
  readonly name: string;
  readonly help: string;
  readonly unit: Unit;
  readonly labels: readonly Label[];
  readonly target: Target;
  /** Each maps label names to the values that never occur together. */
  readonly impossible: readonly ReadonlyMap<string, readonly string[]>[];
  /** Finite boundaries in ascending order; empty unless a histogram. */
  readonly buckets: readonly Bucket[];
  /** What an observation above the last boundary tells the reader. */
  readonly beyond?: string | undefined;
  readonly rationale?: string | undefined;
  readonly use?: string | undefined;
  readonly bands: readonly Band[];
  readonly range: { readonly min?: number; readonly max?: number };
  /** How the values of several targets combine. */
  readonly acrossTargets: Aggregation;
  /** Targets that expose it. */
  readonly targets: number;
  /** Label combinations that can occur on one target. */
  readonly combinations: number;
  /** Time series that one combination costs: 1, or finite buckets + 3 for a histogram (+Inf, _sum, _count). */
  readonly seriesPerCombination: number;
  /** combinations x seriesPerCombination. */
  readonly seriesPerTarget: number;
  /** seriesPerTarget x targets. */
  readonly seriesTotal: number;
  readonly path: SpecPath;
}

/** A metric that the service exposes. */
export interface Metric extends Measured, Succession {
  readonly origin: 'declared';
  readonly type: MetricType;
  readonly group: string;
  readonly budget?:
    | {
        readonly combinations?: number | undefined;
        readonly buckets?: number | undefined;
        readonly reason: string;
      }
    | undefined;
}

/** A counter that the instrumentation module keeps of itself. */
export interface OwnMetric extends Measured {
  readonly origin: 'own';
  readonly type: 'counter';
  /** Label values of each series; all of them are exposed from the start. */
  readonly series: readonly (readonly string[])[];
}

export type AnyMetric = Metric | ExternalMetric | OwnMetric;

/** A metric that others expose and expressions of the spec read. */
export interface ExternalMetric extends Measured {
  readonly origin: 'external';
  readonly type: ExternalType;
  /** Quantiles that a summary exposes; empty where they are not known. */
  readonly quantiles: readonly number[];
  /** Every counter of a target stays until the program restarts. */
  readonly keepsSeries: boolean;
  /** The program that exposes it; none for one that is declared by itself. */
  readonly source?: Source | undefined;
}

/** A program of others. Times in seconds. */
export interface Source {
  readonly name: string;
  readonly title: string;
  readonly job: string;
  readonly target: Target;
  readonly targets: number;
  readonly scrape?:
    | {
        /** `host:port`. */
        readonly targets?: readonly string[] | undefined;
        readonly files?: readonly string[] | undefined;
        readonly path: string;
        readonly interval?: number | undefined;
      }
    | undefined;
  readonly path: SpecPath;
}

/** Whether a metric is a distribution of observations, with a sum and a count of them. */
export function isDistribution({ type }: Pick<AnyMetric, 'type'>): boolean {
  return type === 'histogram' || type === 'native_histogram' || type === 'summary';
}

/** Whether the sum and the count of observations are series of their own, `_sum` and `_count`. */
export function hasCount(metric: Pick<AnyMetric, 'type'>): boolean {
  return isDistribution(metric) && metric.type !== 'native_histogram';
}

/** Every metric that the spec can read, by name. */
export interface KnownMetrics {
  readonly metrics: ReadonlyMap<string, Metric>;
  readonly external: ReadonlyMap<string, ExternalMetric>;
  readonly own: ReadonlyMap<string, OwnMetric>;
}

/**
 * Whether series of a metric can appear with an event that is already counted. Those of the module begin at zero, as far
 * as the values of their labels are known before they occur.
 */
export function isBornWithEvent(metric: AnyMetric): boolean {
  return metric.origin === 'external' || (metric.origin === 'declared' && hasOpenLabel(metric));
}

/** Whether a label of a metric has values that are not known before they occur. */
export function hasOpenLabel({ labels }: Pick<AnyMetric, 'labels'>): boolean {
  return labels.some(({ values }) => values === undefined);
}

/** The metric of this name; what the spec declares comes before what the module has of its own. */
export function metricNamed({ metrics, external, own }: KnownMetrics, name: string): AnyMetric | undefined {
  return metrics.get(name) ?? external.get(name) ?? own.get(name);
}

/** Every metric that the spec can read: those of the service, of other programs, and the module's own. */
export function allMetrics({ metrics, external, own }: KnownMetrics): AnyMetric[] {
  return [...metrics.values(), ...external.values(), ...own.values()];
}

const PART_SUFFIX = /_(?:bucket|sum|count)$/;

/** The metric that a series belongs to: histograms and summaries expose theirs with a suffix. */
export function metricOfSeries(known: KnownMetrics, series: string): AnyMetric | undefined {
  const whole = metricNamed(known, series);
  if (whole !== undefined) return whole;
  const base = metricNamed(known, series.replace(PART_SUFFIX, ''));
  return base !== undefined && seriesNames(base).includes(series) ? base : undefined;
}

/** Names of the series that a metric is exposed as. */
export function seriesNames(metric: AnyMetric): string[] {
  const { name } = metric;
  if (!hasCount(metric)) return [name];
  return [metric.type === 'histogram' ? `${name}_bucket` : name, `${name}_sum`, `${name}_count`];
}
