import type { Expr } from './ast.ts';
import type { MetricCatalogue, SeriesDeclaration, SeriesKind, ValueRange } from './catalogue.ts';
import type { ValueType } from './functions.ts';
import { Labels } from './labels.ts';
import { ANY, unionRange } from './ranges.ts';
import type { Unit } from './units.ts';

/** What is known, from the declarations alone, of an expression's result. */
export interface Flow {
  readonly type: ValueType;
  /** `counter` as long as the values still only grow; a rate of it is a `gauge`. */
  readonly kind: SeriesKind;
  /** A counter that several series were summed into, whose resets can no longer be seen. */
  readonly aggregated: boolean;
  /** The values count the observations up to a bucket's boundary. */
  readonly bucket: boolean;
  /** The values are quantiles of many observations. */
  readonly quantile: boolean;
  readonly unit: Unit;
  readonly range: ValueRange;
  readonly labels: Labels;
  /** An upper bound on the number of series; `Infinity` where there is none; 1 for a scalar. */
  readonly series: number;
  /** Samples that one evaluation reads from storage; an upper bound. */
  readonly samples: number;
  /** What the values come from. Nothing where a metric is not known. */
  readonly sources: readonly SeriesDeclaration[];
  /** Whether values decide which series the result has, as a comparison does. */
  readonly conditional: boolean;
}

/** What the rules of the node types need to know about what lies inside. */
export interface FlowContext {
  readonly catalogue: MetricCatalogue;
  readonly evaluationInterval: number;
  of(expr: Expr): Flow;
}

/** A scalar of which nothing is known. */
export function scalarFlow(expr: Expr): Flow {
  return {
    ...PLAIN,
    type: 'scalar',
    range: ANY,
    labels: Labels.none({ kind: 'unknown', span: expr.span }),
    series: 1,
    samples: 0,
    sources: [],
    conditional: false,
  };
}

/** What is left of a value's meaning once something counts, compares or combines. */
export const PLAIN = {
  kind: 'gauge',
  aggregated: false,
  bucket: false,
  quantile: false,
  unit: undefined,
} as const;

/** What is known of series that come from either side; the rest is the left side's. */
export function unionFlow(left: Flow, right: Flow): Flow {
  return {
    ...left,
    kind: left.kind === right.kind ? left.kind : 'unknown',
    aggregated: left.aggregated || right.aggregated,
    bucket: left.bucket && right.bucket,
    quantile: left.quantile || right.quantile,
    unit: left.unit === right.unit ? left.unit : undefined,
    range: unionRange(left.range, right.range),
    labels: left.labels.union(right.labels),
    series: left.series + right.series,
    samples: left.samples + right.samples,
    sources: [...left.sources, ...right.sources],
    conditional: left.conditional && right.conditional,
  };
}

/** The labels after an operation that takes the metric's name away. */
export function withoutName(labels: Labels, expr: Expr): Labels {
  return labels.without(['__name__'], { kind: 'dropped', span: expr.span });
}
