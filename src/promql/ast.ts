/** A stretch of the expression's text: UTF-16 offsets, `end` exclusive. Built (not parsed) nodes carry `NOWHERE`. */
export interface Span {
  readonly offset: number;
  readonly end: number;
}

export const NOWHERE: Span = { offset: 0, end: 0 };

/** A length of time. `variable` is the Grafana variable that stands in its place, such as `$__rate_interval`. */
export interface Duration {
  readonly span: Span;
  /** Milliseconds; negative only in an offset. Zero where only the query decides it: see `isFixed`. */
  readonly ms: number;
  readonly variable?: string;
  /** The arithmetic that gives it, such as `5m * 2` or `step()`: numbers (of seconds), operators and calls. */
  readonly expr?: Expr;
}

export type MatchOp = '=' | '!=' | '=~' | '!~';

export interface Matcher {
  readonly span: Span;
  readonly name: LabelRef;
  readonly op: MatchOp;
  readonly value: string;
  readonly valueSpan: Span;
}

/** A label name where an expression mentions it. */
export interface LabelRef {
  readonly span: Span;
  readonly name: string;
}

/** `@ 1700000000`, `@ start()` or `@ end()`. */
export type At = { readonly span: Span } & (
  | { readonly kind: 'timestamp'; readonly seconds: number }
  | { readonly kind: 'start' | 'end' }
);

/** `offset` and `@`, which shift the time a selector or subquery is read at. */
export interface Shift {
  readonly shift?: Duration;
  readonly at?: At;
}

export interface NumberLiteral {
  readonly type: 'number';
  readonly span: Span;
  readonly value: number;
  /** The Grafana variable that stands in the number's place. */
  readonly variable?: string;
  /** It was written as a duration: `5m` for 300. */
  readonly duration?: true;
}

export interface StringLiteral {
  readonly type: 'string';
  readonly span: Span;
  readonly value: string;
}

/** How the samples at the edges of a range are estimated. */
export interface Edges {
  readonly edges?: 'anchored' | 'smoothed';
}

export interface VectorSelector extends Shift, Edges {
  readonly type: 'vector';
  readonly span: Span;
  /** The name before the braces; `undefined` where the name is only matched, or not at all. */
  readonly name?: LabelRef;
  readonly matchers: readonly Matcher[];
}

export interface MatrixSelector extends Shift, Edges {
  readonly type: 'matrix';
  readonly span: Span;
  /** The selector inside; its own `shift`, `at` and `edges` are always absent: they follow the brackets. */
  readonly selector: VectorSelector;
  readonly range: Duration;
}

export interface Subquery extends Shift {
  readonly type: 'subquery';
  readonly span: Span;
  readonly expr: Expr;
  readonly range: Duration;
  /** Absent: the global evaluation interval. */
  readonly step?: Duration;
}

export interface Call {
  readonly type: 'call';
  readonly span: Span;
  readonly func: string;
  readonly funcSpan: Span;
  readonly args: readonly Expr[];
}

export interface Grouping {
  readonly span: Span;
  readonly kind: 'by' | 'without';
  readonly labels: readonly LabelRef[];
}

export interface Aggregate {
  readonly type: 'aggregate';
  readonly span: Span;
  readonly op: AggregateOp;
  readonly opSpan: Span;
  readonly param?: Expr;
  readonly expr: Expr;
  /** Absent: all series fall into one. */
  readonly grouping?: Grouping;
}

export type AggregateOp =
  | 'sum'
  | 'avg'
  | 'count'
  | 'min'
  | 'max'
  | 'group'
  | 'stddev'
  | 'stdvar'
  | 'topk'
  | 'bottomk'
  | 'count_values'
  | 'quantile'
  | 'limitk'
  | 'limit_ratio';

export type ComparisonOp = '==' | '!=' | '<' | '<=' | '>' | '>=';
/** `</` and `>/` take away the observations of a histogram above or below a value. */
export type ArithmeticOp = '+' | '-' | '*' | '/' | '%' | '^' | 'atan2' | '</' | '>/';
export type SetOp = 'and' | 'or' | 'unless';
export type BinaryOp = ComparisonOp | ArithmeticOp | SetOp;

export interface Matching {
  readonly span: Span;
  readonly kind: 'on' | 'ignoring';
  readonly labels: readonly LabelRef[];
  /** `left`: many series on the left match one on the right. */
  readonly group?: { readonly side: 'left' | 'right'; readonly include: readonly LabelRef[] };
}

export interface Binary {
  readonly type: 'binary';
  readonly span: Span;
  readonly op: BinaryOp;
  readonly opSpan: Span;
  readonly left: Expr;
  readonly right: Expr;
  /** `bool`: a comparison gives 0 or 1 instead of filtering. */
  readonly bool: boolean;
  readonly matching?: Matching;
}

interface Unary {
  readonly type: 'unary';
  readonly span: Span;
  readonly op: '-' | '+';
  readonly expr: Expr;
}

/** A PromQL expression. Parentheses leave no node: the tree's shape says what they said. */
export type Expr =
  | NumberLiteral
  | StringLiteral
  | VectorSelector
  | MatrixSelector
  | Subquery
  | Call
  | Aggregate
  | Binary
  | Unary;

const COMPARISONS: ReadonlySet<string> = new Set<ComparisonOp>(['==', '!=', '<', '<=', '>', '>=']);
const SET_OPS: ReadonlySet<string> = new Set<SetOp>(['and', 'or', 'unless']);

export function isComparison(op: BinaryOp): op is ComparisonOp {
  return COMPARISONS.has(op);
}

export function isSetOp(op: BinaryOp): op is SetOp {
  return SET_OPS.has(op);
}

/** The direct sub-expressions, in the order they are written. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.type) {
    case 'number':
    case 'string':
    case 'vector':
      return [];
    case 'matrix':
      return [expr.selector];
    case 'subquery':
    case 'unary':
      return [expr.expr];
    case 'call':
      return expr.args;
    case 'aggregate':
      return expr.param === undefined ? [expr.expr] : [expr.param, expr.expr];
    case 'binary':
      return [expr.left, expr.right];
  }
}

/** Calls `visit` for `expr` and every expression inside it, outermost first. */
export function walk(expr: Expr, visit: (node: Expr) => void): void {
  visit(expr);
  for (const child of childrenOf(expr)) walk(child, visit);
}

/** The expression with each of its direct sub-expressions replaced; a range selector keeps its own shape. */
export function mapChildren(expr: Expr, replace: (child: Expr) => Expr): Expr {
  switch (expr.type) {
    case 'number':
    case 'string':
    case 'vector':
    case 'matrix':
      return expr;
    case 'subquery':
    case 'unary':
      return { ...expr, expr: replace(expr.expr) };
    case 'call':
      return { ...expr, args: expr.args.map(replace) };
    case 'aggregate':
      return {
        ...expr,
        expr: replace(expr.expr),
        ...(expr.param === undefined ? {} : { param: replace(expr.param) }),
      };
    case 'binary':
      return { ...expr, left: replace(expr.left), right: replace(expr.right) };
  }
}

/** The expression with every selector replaced. */
export function mapSelectors(expr: Expr, replace: (selector: VectorSelector) => VectorSelector): Expr {
  if (expr.type === 'vector') return replace(expr);
  if (expr.type === 'matrix') return { ...expr, selector: replace(expr.selector) };
  return mapChildren(expr, (child) => mapSelectors(child, replace));
}
