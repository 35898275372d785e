import { promqlNotes } from '../../finding/catalogue/promql.ts';
import type { Binary, Expr } from '../ast.ts';
import { matchedLabels } from '../flow-binary.ts';
import { narrowedBy } from '../part-of.ts';
import type { Check, Subject } from '../problem.ts';

/** A part divided by its whole, where the label that makes the part is matched too: `x{a="1"} / x` is 1. */
export const dividesByItself: Check = function* ({ nodes, inference }) {
  for (const { expr } of nodes) {
    if (expr.type !== 'binary' || expr.op !== '/') continue;
    const matchers = narrowedBy(expr.left, expr.right) ?? narrowedBy(expr.right, expr.left) ?? [];
    const [left, right] = [inference.of(expr.left).labels, inference.of(expr.right).labels];
    const matched = matchedLabels(expr, left, right);
    const names = [...new Set(matchers.map(({ name }) => name.name))];
    const [first] = matchers;
    const bothHave = (name: string) =>
      [left, right].every((labels) => labels.get(name).status !== 'impossible') && matched.includes(name);
    if (first === undefined || !names.every(bothHave)) continue;
    yield {
      code: 'promql/divides-by-itself',
      args: { labels: names },
      span: expr.span,
      related: [{ span: first.span, note: promqlNotes.matchedHere() }],
    };
  }
};

/** Aggregations that one NaN spoils. */
const SPOILT: ReadonlySet<string> = new Set(['sum', 'avg', 'stddev', 'stdvar']);
const SPOILT_OVER_TIME: ReadonlySet<string> = new Set([
  'sum_over_time',
  'avg_over_time',
  'stddev_over_time',
  'stdvar_over_time',
]);

/** A division whose divisor can be 0, where a NaN does harm: inside an aggregation or under `!=`. */
export const unsafeDivision: Check = function* (subject) {
  for (const { expr, around } of subject.nodes) {
    if (expr.type !== 'binary' || expr.op !== '/' || !canDivideByZero(expr, subject)) continue;
    const where = harmOf(expr, around);
    if (where === undefined) continue;
    yield {
      code: 'promql/unsafe-division',
      args: { where },
      span: expr.opSpan,
      related: [{ span: expr.right.span, note: promqlNotes.divisor() }],
    };
  }
};

function canDivideByZero(expr: Binary, { inference }: Subject): boolean {
  const { min, max } = inference.of(expr.right).range;
  // Without a known lower bound nothing says that 0 ever occurs.
  return min === 0 && max !== 0 && !isFiltered(expr.right) && inference.of(expr.right).sources.length > 0;
}

/** `x > 0` and `x != 0` let no 0 through. */
function isFiltered(expr: Expr): boolean {
  if (expr.type !== 'binary' || expr.bool) return false;
  if ((expr.op === '>' || expr.op === '!=') && expr.right.type === 'number') return expr.right.value >= 0;
  return expr.op === 'and' && isFiltered(expr.left);
}

function harmOf(expr: Expr, around: readonly Expr[]): string | undefined {
  let inner: Expr = expr;
  for (const outer of around) {
    if (outer.type === 'binary') {
      if (outer.op === '!=') return 'NaN differs from every number';
      // Any other comparison lets no NaN through.
      if (
        ['==', '<', '<=', '>', '>='].includes(outer.op) ||
        ((outer.op === 'and' || outer.op === 'unless') && outer.right === inner)
      )
        return undefined;
    }
    if (outer.type === 'aggregate' && SPOILT.has(outer.op)) return `one NaN makes the whole ${outer.op} NaN`;
    if (outer.type === 'call' && SPOILT_OVER_TIME.has(outer.func))
      return `one NaN makes ${outer.func}() NaN for its whole range`;
    inner = outer;
  }
  return undefined;
}
