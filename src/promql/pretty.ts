import type { Expr } from './ast.ts';
import { precedenceOf } from './operators.ts';
import { parseExpression } from './parse.ts';
import { aggregateArgs, aggregateHead, operandPrecedences, operatorOf, printWithin } from './print.ts';

const INDENT = '  ';

/**
 * The canonical text of an expression, broken over indented lines where it is wider than `width` characters. A
 * chain of operators of one precedence is broken before each of them.
 */
export function printPretty(expr: Expr, width = 80): string {
  return layout(expr, width, 0).join('\n');
}

/** The same for an expression as written; one that does not parse (a finding elsewhere) stays as it is. */
export function prettyText(text: string, version: string, width?: number): string {
  const parsed = parseExpression(text, { version });
  return parsed.ok ? printPretty(parsed.ast, width) : text.trim();
}

function layout(expr: Expr, width: number, least: number): string[] {
  const flat = printWithin(expr, least);
  if (flat.length <= width) return [flat];
  switch (expr.type) {
    case 'call':
      return enclose(`${expr.func}(`, expr.args, ')', width);
    case 'aggregate':
      return enclose(`${aggregateHead(expr)}(`, aggregateArgs(expr), ')', width);
    case 'binary': {
      const inParens = precedenceOf(expr.op) < least;
      const [left, right] = operandPrecedences(expr);
      const room = inParens ? width - INDENT.length : width;
      const lines = [...layout(expr.left, room, left), operatorOf(expr), ...layout(expr.right, room, right)];
      return inParens ? ['(', ...lines.map(indent), ')'] : lines;
    }
    default:
      return [flat];
  }
}

function enclose(open: string, args: readonly Expr[], close: string, width: number): string[] {
  const lines = args.flatMap((arg, index) => {
    const inner = layout(arg, width - INDENT.length, 0);
    return index < args.length - 1 ? [...inner.slice(0, -1), `${inner.at(-1)},`] : inner;
  });
  return [open, ...lines.map(indent), close];
}

function indent(line: string): string {
  return INDENT + line;
}
