/** Offsets in UTF-16 units; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A Go int is a bigint, a float64 a number. */
export type TemplateValue = string | number | bigint | boolean;

export type TemplateExpr = Span &
  (
    | { readonly kind: 'constant'; readonly value: TemplateValue }
    | { readonly kind: 'value' }
    | { readonly kind: 'label'; readonly of: 'labels' | 'externalLabels'; readonly name: string }
    | { readonly kind: 'call'; readonly name: string; readonly args: readonly TemplateExpr[] }
  );

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly expr: TemplateExpr }
  | {
      readonly kind: 'if';
      readonly condition: TemplateExpr;
      readonly whenTrue: readonly TemplateNode[];
      readonly whenFalse: readonly TemplateNode[];
    };

/** Every expression of a template, also those inside others. */
export function* expressionsOf(nodes: readonly TemplateNode[]): Iterable<TemplateExpr> {
  for (const node of nodes) {
    if (node.kind === 'print') yield* within(node.expr);
    if (node.kind === 'if') {
      yield* within(node.condition);
      yield* expressionsOf(node.whenTrue);
      yield* expressionsOf(node.whenFalse);
    }
  }
}

function* within(expr: TemplateExpr): Iterable<TemplateExpr> {
  yield expr;
  if (expr.kind === 'call') for (const arg of expr.args) yield* within(arg);
}

/** Types of Go: float64, int, string, bool. */
export type TemplateType = 'float' | 'int' | 'text' | 'bool';

export const WORDS: Readonly<Record<TemplateType, string>> = {
  float: 'a number',
  int: 'an int',
  text: 'text',
  bool: 'a boolean',
};
