import {
  type Aggregate,
  type AggregateOp,
  type Binary,
  type BinaryOp,
  type Call,
  type Duration,
  type Expr,
  type LabelRef,
  type Matcher,
  type Matching,
  type MatchOp,
  type MatrixSelector,
  NOWHERE,
  type NumberLiteral,
  type StringLiteral,
  type Subquery,
  type VectorSelector,
} from './ast.ts';
import { boundarySpellings } from './number.ts';
import { escapeRegexp } from './regexp.ts';

/** A length of time: milliseconds, or a Grafana variable such as `$__rate_interval`. */
type Length = number | `$${string}`;

function labelRef(name: string): LabelRef {
  return { span: NOWHERE, name };
}

function duration(length: Length): Duration {
  if (typeof length === 'string') return { span: NOWHERE, ms: 0, variable: length };
  if (!Number.isInteger(length) || length === 0) throw new RangeError(`${length} ms is no PromQL duration`);
  return { span: NOWHERE, ms: length };
}

/** A number; negative ones and infinities too. */
export function number(value: number): NumberLiteral {
  return { type: 'number', span: NOWHERE, value };
}

export function string(value: string): StringLiteral {
  return { type: 'string', span: NOWHERE, value };
}

/** `name op "value"`. A value may hold a Grafana variable; nothing in it needs escaping by the caller. */
export function matcher(name: string, op: MatchOp, value: string): Matcher {
  return { span: NOWHERE, name: labelRef(name), op, value, valueSpan: NOWHERE };
}

/** A matcher for exactly these values: `=` for one, else a regexp of escaped alternatives. */
export function oneOf(name: string, values: readonly string[]): Matcher {
  const [first] = values;
  return values.length === 1 && first !== undefined
    ? matcher(name, '=', first)
    : matcher(name, '=~', values.map(escapeRegexp).join('|'));
}

/**
 * A matcher for the bucket of `boundary`, in both spellings that a Prometheus may hold: clients expose `le="1"`,
 * which Prometheus 3 stores as `le="1.0"`.
 * @see https://prometheus.io/docs/prometheus/latest/migration/#le-and-quantile-label-values
 */
export function bucket(boundary: number): Matcher {
  if (boundary === Number.POSITIVE_INFINITY) return matcher('le', '=', '+Inf');
  return oneOf('le', boundarySpellings(boundary));
}

/** The same for a quantile of a summary. */
export function exposedQuantile(quantile: number): Matcher {
  return oneOf('quantile', boundarySpellings(quantile));
}

/** `name{matchers}`. */
export function selector(name: string, matchers: readonly Matcher[] = []): VectorSelector {
  return { type: 'vector', span: NOWHERE, name: labelRef(name), matchers };
}

/** `selector[range]`. */
export function range(of: VectorSelector, length: Length): MatrixSelector {
  return { type: 'matrix', span: NOWHERE, selector: of, range: duration(length) };
}

/** `expr[range:step]`; without `step` the global evaluation interval. */
export function subquery(expr: Expr, length: Length, step?: Length): Subquery {
  const steps = step === undefined ? {} : { step: duration(step) };
  return { type: 'subquery', span: NOWHERE, expr, range: duration(length), ...steps };
}

/** The same read `length` earlier. */
export function offset<T extends VectorSelector | MatrixSelector | Subquery>(of: T, length: Length): T {
  return { ...of, shift: duration(length) };
}

export function call(func: string, ...args: readonly Expr[]): Call {
  return { type: 'call', span: NOWHERE, func, funcSpan: NOWHERE, args };
}

/** `histogram_quantile(q, expr)`: `expr` must keep `le`. */
export function histogramQuantile(q: number, expr: Expr): Call {
  return call('histogram_quantile', number(q), expr);
}

/** How an aggregation groups: `by` keeps exactly these labels, `without` drops exactly these; neither: one series. */
export type Groups = { readonly by: readonly string[] } | { readonly without: readonly string[] };

export function aggregate(op: AggregateOp, expr: Expr, groups?: Groups, param?: Expr): Aggregate {
  const params = param === undefined ? {} : { param };
  return { type: 'aggregate', span: NOWHERE, op, opSpan: NOWHERE, expr, ...params, ...grouping(groups) };
}

function grouping(groups: Groups | undefined): Pick<Aggregate, 'grouping'> {
  if (groups === undefined) return {};
  const kind = 'by' in groups ? 'by' : 'without';
  const names = 'by' in groups ? groups.by : groups.without;
  return { grouping: { span: NOWHERE, kind, labels: names.map(labelRef) } };
}

/** `op by (labels) (expr)`; without labels `op(expr)`. */
export function aggregateBy(op: AggregateOp, labels: readonly string[], expr: Expr): Aggregate {
  return aggregate(op, expr, labels.length === 0 ? undefined : { by: labels });
}

/** `sum by (labels) (expr)`; without labels `sum(expr)`. */
export function sumBy(labels: readonly string[], expr: Expr): Aggregate {
  return aggregateBy('sum', labels, expr);
}

/** `a or b or c`; undefined without any. */
export function anyOf(parts: readonly Expr[]): Expr | undefined {
  const [first, ...others] = parts;
  return first && others.reduce((any, each) => binary('or', any, each), first);
}

export interface MatchingOptions {
  readonly on?: readonly string[];
  readonly ignoring?: readonly string[];
  /** The side that may have many series for one on the other. */
  readonly group?: 'left' | 'right';
  /** Labels that the many side takes over from the one side. */
  readonly include?: readonly string[];
  readonly bool?: boolean;
}

/** `left op right`, parenthesised as needed when printed. */
export function binary(op: BinaryOp, left: Expr, right: Expr, options: MatchingOptions = {}): Binary {
  const matching = matchingOf(options);
  return {
    type: 'binary',
    span: NOWHERE,
    op,
    opSpan: NOWHERE,
    left,
    right,
    bool: options.bool ?? false,
    ...(matching === undefined ? {} : { matching }),
  };
}

function matchingOf({ on, ignoring, group, include = [] }: MatchingOptions): Matching | undefined {
  const labels = on ?? ignoring ?? (group === undefined ? undefined : []);
  if (labels === undefined) return undefined;
  const grouped = group === undefined ? {} : { group: { side: group, include: include.map(labelRef) } };
  return {
    span: NOWHERE,
    kind: on === undefined ? 'ignoring' : 'on',
    labels: labels.map(labelRef),
    ...grouped,
  };
}
