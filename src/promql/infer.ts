import { type Expr, type Subquery, walk } from './ast.ts';
import type { MetricCatalogue } from './catalogue.ts';
import { isFixed } from './duration.ts';
import { type Flow, type FlowContext, scalarFlow, withoutName } from './flow.ts';
import { aggregateFlow, SELECTING } from './flow-aggregate.ts';
import { binaryFlow } from './flow-binary.ts';
import { callFlow } from './flow-call.ts';
import { selectorFlow } from './flow-selector.ts';
import { ANY, arithmeticRange, exactly } from './ranges.ts';

interface FlowSettings {
  /** Seconds between the steps of a subquery that names none; Prometheus's default is 60. */
  readonly evaluationInterval?: number;
}

/** The flows of an expression and of every expression inside it. */
export interface Inference {
  readonly root: Flow;
  /** @throws {RangeError} for a node that is not part of the expression */
  of(expr: Expr): Flow;
}

const DEFAULT_INTERVAL = 60;

/** Infers labels, units, bounds and cost of an expression (which must have passed `parseExpression`). */
export function inferFlow(ast: Expr, catalogue: MetricCatalogue, settings: FlowSettings = {}): Inference {
  const flows = new Map<Expr, Flow>();
  const context: FlowContext = {
    catalogue,
    evaluationInterval: settings.evaluationInterval ?? DEFAULT_INTERVAL,
    of(expr) {
      const known = flows.get(expr);
      if (known !== undefined) return known;
      const flow = flowOf(expr, context);
      flows.set(expr, flow);
      return flow;
    },
  };
  const root = context.of(ast);
  return {
    root,
    of(expr) {
      const flow = flows.get(expr);
      if (flow === undefined) throw new RangeError('the node is not part of the expression');
      return flow;
    },
  };
}

function flowOf(expr: Expr, context: FlowContext): Flow {
  switch (expr.type) {
    case 'number':
      return { ...scalarFlow(expr), range: expr.variable === undefined ? exactly(expr.value) : ANY };
    case 'string':
      return { ...scalarFlow(expr), type: 'string' };
    case 'vector':
      return selectorFlow(expr, undefined, context);
    case 'matrix':
      context.of(expr.selector);
      return selectorFlow(expr.selector, expr.range.ms / 1000, context);
    case 'subquery':
      return subqueryFlow(expr, context);
    case 'call':
      return callFlow(expr, context);
    case 'aggregate':
      return aggregateFlow(expr, context);
    case 'unary': {
      const inner = context.of(expr.expr);
      if (expr.op === '+') return inner;
      const kind = inner.kind === 'counter' ? 'unknown' : inner.kind;
      const range = arithmeticRange('-', exactly(0), inner.range);
      return { ...inner, kind, range, labels: withoutName(inner.labels, expr) };
    }
    case 'binary':
      return binaryFlow(expr, context);
  }
}

function subqueryFlow(expr: Subquery, context: FlowContext): Flow {
  const inner = context.of(expr.expr);
  const step = expr.step === undefined ? context.evaluationInterval : expr.step.ms / 1000;
  const steps = isFixed(expr.range) && step > 0 ? Math.max(1, Math.ceil(expr.range.ms / 1000 / step)) : 1;
  const changing = inner.series > 0 && isChanging(expr.expr);
  const series = changing ? Math.min(inner.labels.combinations(), inner.series * (steps + 1)) : inner.series;
  return { ...inner, type: 'matrix', series, samples: inner.samples * steps };
}

/** Whether an expression can give other series at another time, though the ones it reads are the same. */
function isChanging(root: Expr): boolean {
  let changing = false;
  walk(root, (expr) => {
    if (expr.type === 'aggregate') changing ||= SELECTING.has(expr.op) || expr.op === 'count_values';
    if (expr.type === 'binary') changing ||= (expr.matching?.group?.include.length ?? 0) > 0;
  });
  return changing;
}
