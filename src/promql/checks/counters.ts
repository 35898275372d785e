import type { Expr } from '../ast.ts';
import { COUNTER_FUNCTIONS } from '../flow-call.ts';
import type { Check } from '../problem.ts';

/** Around these a counter's own value does not matter, only that it is there, changes, or when it was read. */
const VALUE_FREE: ReadonlySet<string> = new Set(['absent', 'timestamp', 'count', 'group']);

/** rate() and its kin of something that is no counter. */
export const rateOfGauge: Check = function* ({ nodes, inference }) {
  for (const { expr } of nodes) {
    if (expr.type !== 'call' || !COUNTER_FUNCTIONS.has(expr.func)) continue;
    const [arg] = expr.args;
    const flow = arg === undefined ? undefined : inference.of(arg);
    const source = flow?.sources.find(({ kind }) => kind === 'gauge');
    if (source === undefined || flow?.kind !== 'gauge') continue;
    yield { code: 'promql/rate-of-gauge', args: { func: expr.func, metric: source.series }, span: expr.span };
  }
};

/** rate() and its kin of counters that an aggregation, here or in a recording, has added up. */
export const rateOfSum: Check = function* ({ nodes, inference }) {
  for (const { expr } of nodes) {
    if (expr.type !== 'call' || !COUNTER_FUNCTIONS.has(expr.func)) continue;
    const [arg] = expr.args;
    if (arg !== undefined && inference.of(arg).kind === 'counter' && inference.of(arg).aggregated)
      yield { code: 'promql/rate-of-sum', args: { func: expr.func }, span: expr.span };
  }
};

/** A counter whose bare value reaches the result. */
export const counterWithoutRate: Check = function* ({ nodes, inference }) {
  for (const { expr, around } of nodes) {
    if (expr.type !== 'vector' || inference.of(expr).kind !== 'counter') continue;
    const [source] = inference.of(expr).sources;
    if (source === undefined || !valueMatters(expr, around)) continue;
    yield { code: 'promql/counter-without-rate', args: { metric: source.series }, span: expr.span };
  }
};

function valueMatters(selector: Expr, around: readonly Expr[]): boolean {
  let inner = selector;
  for (const outer of around) {
    if (outer.type === 'matrix' || outer.type === 'subquery') return false;
    if (outer.type === 'call' && VALUE_FREE.has(outer.func)) return false;
    if (outer.type === 'aggregate' && VALUE_FREE.has(outer.op)) return false;
    if (outer.type === 'binary' && (outer.op === 'and' || outer.op === 'unless') && outer.right === inner)
      return false;
    inner = outer;
  }
  return true;
}
