import type { Expr, Span } from './ast.ts';
import { SyntaxProblem } from './lexer.ts';
import { Parser } from './parser.ts';
import { checkTypes, type TypeProblem } from './types.ts';
import { substituteVariables } from './variables.ts';
import { DEFAULT_VERSION } from './version.ts';

interface ParseOptions {
  /** The Prometheus that will run the expression, as `2.42`; its functions and syntax are the allowed ones. */
  readonly version?: string;
  /** Grafana variables such as `$__rate_interval` may stand where durations, numbers and label names do. */
  readonly variables?: boolean;
}

/** What keeps an expression from being PromQL. */
export interface ParseProblem {
  readonly kind: 'syntax' | TypeProblem['kind'];
  /** What is wrong, without a capital or a full stop. */
  readonly message: string;
  readonly span: Span;
}

type ParseResult =
  | { readonly ok: true; readonly ast: Expr }
  /** At least one problem, in the order of the text. `ast` where the grammar at least held. */
  | { readonly ok: false; readonly problems: readonly ParseProblem[]; readonly ast?: Expr };

/**
 * Parses and type-checks an expression: what the target's promtool would reject, and nothing else, is rejected.
 * Spans are UTF-16 offsets into `text`.
 */
export function parseExpression(text: string, options: ParseOptions = {}): ParseResult {
  const version = options.version ?? DEFAULT_VERSION;
  const source = options.variables ? substituteVariables(text) : { text, variables: new Map() };
  let ast: Expr;
  try {
    ast = new Parser(source.text, version, source.variables).parse();
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    return { ok: false, problems: [{ kind: error.kind, message: error.message, span: error.span }] };
  }
  const problems = checkTypes(ast, version, options.variables ?? false).toSorted(
    (a, b) => a.span.offset - b.span.offset,
  );
  return problems.length === 0 ? { ok: true, ast } : { ok: false, problems, ast };
}
