import type { Expr } from '../ast.ts';
import { SELECTING } from '../flow-aggregate.ts';
import type { Check, Subject } from '../problem.ts';

/** A whole expression that gives no numbers, or a range of them. */
export const topLevelType: Check = function* ({ ast, inference }) {
  const { type } = inference.root;
  if (type === 'string' || type === 'matrix')
    yield {
      code: 'promql/top-level-type',
      args: { type: type === 'matrix' ? 'range vector' : type },
      span: ast.span,
    };
};

/** An alert that fires as long as its series exist. */
export const noCondition: Check = function* ({ ast, use, inference }) {
  const { type, conditional, series } = inference.root;
  if (use !== 'alert' || type === 'string' || type === 'matrix' || series === 0) return;
  if (!conditional) yield { code: 'promql/no-condition', args: {}, span: ast.span };
};

/** topk and its kin in an alert, where the labels of their series reach the result. */
export const fragileTopk: Check = function* ({ ast, use }: Subject) {
  if (use !== 'alert') return;
  for (const expr of reachingNodes(ast))
    if (expr.type === 'aggregate' && SELECTING.has(expr.op))
      yield { code: 'promql/fragile-topk', args: { op: expr.op }, span: expr.opSpan };
};

/** The nodes whose series can be recognised in the result: not inside an aggregation to one series, nor a scalar(). */
function* reachingNodes(expr: Expr): Iterable<Expr> {
  yield expr;
  switch (expr.type) {
    case 'aggregate':
      if (
        SELECTING.has(expr.op) ||
        (expr.grouping !== undefined && expr.grouping.labels.length > 0) ||
        expr.grouping?.kind === 'without'
      )
        yield* reachingNodes(expr.expr);
      return;
    case 'call':
      if (expr.func !== 'scalar' && !expr.func.startsWith('absent'))
        for (const arg of expr.args) yield* reachingNodes(arg);
      return;
    case 'binary':
      yield* reachingNodes(expr.left);
      yield* reachingNodes(expr.right);
      return;
    case 'unary':
    case 'subquery':
      yield* reachingNodes(expr.expr);
  }
}
