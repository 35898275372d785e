import { type Expr, type VectorSelector, walk } from '../../promql/ast.ts';

/** Every selector in an expression. */
export function selectorsIn(expr: Expr): VectorSelector[] {
  const found: VectorSelector[] = [];
  walk(expr, (node) => {
    if (node.type === 'vector') found.push(node);
  });
  return found;
}

/** The expression with every selector replaced. */
export function mapSelectors(expr: Expr, replace: (selector: VectorSelector) => VectorSelector): Expr {
  const map = (inner: Expr) => mapSelectors(inner, replace);
  switch (expr.type) {
    case 'number':
    case 'string':
      return expr;
    case 'vector':
      return replace(expr);
    case 'matrix':
      return { ...expr, selector: replace(expr.selector) };
    case 'subquery':
    case 'unary':
      return { ...expr, expr: map(expr.expr) };
    case 'call':
      return { ...expr, args: expr.args.map(map) };
    case 'aggregate':
      return {
        ...expr,
        expr: map(expr.expr),
        ...(expr.param === undefined ? {} : { param: map(expr.param) }),
      };
    case 'binary':
      return { ...expr, left: map(expr.left), right: map(expr.right) };
  }
}
