import type { Aggregate, AggregateOp, Expr } from './ast.ts';
import type { ValueRange } from './catalogue.ts';
import { type Flow, type FlowContext, PLAIN } from './flow.ts';
import { UNKNOWN_VALUES } from './label-values.ts';
import { guaranteed, type Labels } from './labels.ts';
import { ANY } from './ranges.ts';

/** Aggregations that pick series and leave them as they are. */
export const SELECTING: ReadonlySet<AggregateOp> = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio']);
/** Aggregations whose values are no longer those of the series. */
const COUNTING: ReadonlySet<AggregateOp> = new Set(['count', 'group', 'count_values']);

export function aggregateFlow(expr: Aggregate, context: FlowContext): Flow {
  const inner = context.of(expr.expr);
  const param = expr.param === undefined ? undefined : context.of(expr.param);
  const groups = groupedLabels(expr, inner.labels);
  const samples = inner.samples + (param?.samples ?? 0);
  const series = Math.min(inner.series, groups.combinations());
  if (SELECTING.has(expr.op)) {
    const picked = expr.op === 'limit_ratio' ? Number.POSITIVE_INFINITY : pickedBy(expr.param);
    const most = picked === 0 || series === 0 ? 0 : series * picked;
    return { ...inner, samples, series: Math.min(inner.series, most) };
  }
  const common = { ...inner, samples, series, labels: groups };
  if (expr.op === 'count_values') {
    const name = expr.param?.type === 'string' ? expr.param.value : '';
    // The value's label is set before `without` takes labels away.
    const gone =
      expr.grouping?.kind === 'without' && expr.grouping.labels.some((label) => label.name === name);
    const set = guaranteed(UNKNOWN_VALUES, { kind: 'set', span: expr.span });
    const labels = gone ? groups : groups.with(name, set);
    return { ...common, ...PLAIN, range: { min: 1 }, labels, series: inner.series };
  }
  if (COUNTING.has(expr.op))
    return { ...common, ...PLAIN, range: expr.op === 'group' ? { min: 1, max: 1 } : { min: 1 } };
  return {
    ...common,
    kind: expr.op === 'stddev' || expr.op === 'stdvar' ? 'gauge' : inner.kind,
    aggregated: inner.kind === 'counter',
    unit: expr.op === 'stdvar' ? undefined : inner.unit,
    range: rangeOf(expr.op, inner.range),
  };
}

/** The labels that the groups of an aggregation differ in. */
function groupedLabels({ grouping, span }: Aggregate, labels: Labels): Labels {
  if (grouping === undefined) return labels.only([], { kind: 'aggregated', span });
  const names = grouping.labels.map(({ name }) => name);
  const reason = { kind: 'aggregated', span: grouping.span } as const;
  return grouping.kind === 'by' ? labels.only(names, reason) : labels.without([...names, '__name__'], reason);
}

function pickedBy(param: Expr | undefined): number {
  if (param?.type !== 'number' || param.variable !== undefined) return Number.POSITIVE_INFINITY;
  return Math.max(0, Math.trunc(param.value));
}

/** Sums leave the bounds of what they add up, a mean or an extreme does not. */
function rangeOf(op: AggregateOp, range: ValueRange): ValueRange {
  if (op === 'sum') return (range.min ?? -1) >= 0 ? { min: range.min ?? 0 } : ANY;
  if (op === 'stddev' || op === 'stdvar') return { min: 0 };
  return op === 'quantile' ? ANY : range;
}
