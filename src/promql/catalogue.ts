import { boundarySpellings } from './number.ts';

/** What values a label can have. The empty value is never among them: a series without a label has it empty. */
export type LabelValues =
  | { readonly kind: 'closed'; readonly values: readonly string[] }
  /** Any value that `pattern` (RE2, whole value) matches, at most `atMost` different ones. */
  | { readonly kind: 'open'; readonly atMost: number; readonly pattern?: string }
  | { readonly kind: 'unknown' };

export interface DeclaredLabel {
  readonly values: LabelValues;
  /** Some series lack the label. */
  readonly optional?: boolean;
}

/** What the values of a series are: a count that only grows until a restart, a measure of now, or not known. */
export type SeriesKind = 'counter' | 'gauge' | 'unknown';

/** Bounds of a value, both inclusive; an absent one is infinite. */
export interface ValueRange {
  readonly min?: number;
  readonly max?: number;
}

/** All series of one name that expressions can select. */
export interface SeriesDeclaration {
  /** The name that a selector uses: `x_bucket`, `x_total` or a record. */
  readonly series: string;
  /** The metric it belongs to: `x` for `x_bucket`. */
  readonly metric: string;
  readonly origin: 'declared' | 'external' | 'recording';
  readonly kind: SeriesKind;
  /** The part of a classic histogram or summary that it is, a whole native histogram, or `value` for all else. */
  readonly part: 'value' | 'bucket' | 'sum' | 'count' | 'quantile' | 'native';
  /** Its values are quantiles, which cannot be added up or averaged. */
  readonly quantile?: boolean;
  /** A counter that is a sum of others, so that a restart of one of them no longer shows as a reset. */
  readonly aggregated?: boolean;
  /** `seconds`, `tokens_per_second` or `tokens/seconds`; absent or `none`: not known. */
  readonly unit?: string;
  /** Every label, those of the target and `le` included. */
  readonly labels: ReadonlyMap<string, DeclaredLabel>;
  /** Series may carry labels beyond the declared ones. */
  readonly undeclaredLabels?: boolean;
  /** Finite bucket boundaries of the histogram that it belongs to, ascending. */
  readonly buckets?: readonly number[];
  readonly range?: ValueRange;
  /** How many series there can be over all targets; `Infinity` where not known. */
  readonly maxSeries: number;
  /** Where several rules record under the name: what each of them records. The rest of the declaration is their union. */
  readonly parts?: readonly SeriesDeclaration[];
  /** Seconds between two samples of one series. */
  readonly interval: number;
  /** Seconds for which samples are kept; absent: not known. */
  readonly retention?: number;
}

/** What can be queried. */
export interface MetricCatalogue {
  lookup(series: string): SeriesDeclaration | undefined;
  /** Every series name, in a stable order. */
  names(): Iterable<string>;
}

/**
 * The values of `le` for these finite boundaries and +Inf, a whole number in both of its spellings: clients of the
 * text format write `1`, Prometheus 3 and OpenMetrics `1.0`.
 */
export function boundaryValues(buckets: readonly number[]): Extract<LabelValues, { kind: 'closed' }> {
  const values = buckets.flatMap(boundarySpellings);
  return { kind: 'closed', values: [...values, '+Inf'] };
}
