import { plural } from '../finding/prose.ts';
import type { Aggregate, AggregateOp, Binary, Call, Expr, MatrixSelector, Shift, Span } from './ast.ts';
import { isFixed } from './duration.ts';
import { SyntaxProblem } from './lexer.ts';
import { AGGREGATES, binaryOpOf, PARAMETRIC, precedenceOf, RESERVED, UNARY_OPERAND } from './operators.ts';
import { readGrouping, readMatching, readSelector } from './read-selectors.ts';
import { readAt, readDuration, readOffset } from './read-times.ts';
import { TokenReader } from './token-reader.ts';

/** Deeper expressions are refused, lest whatever walks the tree runs out of stack. */
const DEEPEST = 250;
/** Operators that may follow each other without parentheses: each makes the tree deeper by one. */
const LONGEST_CHAIN = 1000;

/** A parser of one expression that follows Prometheus's grammar. */
export class Parser {
  readonly #reader: TokenReader;
  #depth = 0;

  /** `variables`: what stood at an offset before a stand-in was written there. */
  constructor(text: string, version: string, variables: ReadonlyMap<number, string> = new Map()) {
    this.#reader = new TokenReader(text, version, variables);
  }

  /** @throws {SyntaxProblem} at the first thing that no expression can hold */
  parse(): Expr {
    if (this.#reader.peek().type === 'end')
      throw new SyntaxProblem('there is no expression', this.#reader.peek().span);
    const expr = this.#expr(0).expr;
    if (this.#reader.peek().type !== 'end') this.#reader.fail('an operator or the end');
    return expr;
  }

  #expr(least: number): Operand {
    if (++this.#depth > DEEPEST) this.#tooDeep();
    const expr = this.#operators(least);
    this.#depth--;
    return expr;
  }

  #tooDeep(): never {
    throw new SyntaxProblem('the expression is nested too deeply', this.#reader.peek().span);
  }

  #operators(least: number): Operand {
    let left = this.#operand();
    for (let operators = 0; ; operators++) {
      if (operators > LONGEST_CHAIN) this.#tooDeep();
      const token = this.#reader.peek();
      const op = binaryOpOf(token.key);
      if (op === undefined || precedenceOf(op) < least) return left;
      this.#reader.next();
      const bool = this.#reader.take('bool') !== undefined;
      const matching = readMatching(this.#reader);
      const right = this.#expr(op === '^' ? precedenceOf(op) : precedenceOf(op) + 1);
      const expr: Binary = {
        type: 'binary',
        span: { offset: left.span.offset, end: right.span.end },
        op,
        opSpan: token.span,
        left: left.expr,
        right: right.expr,
        bool,
        ...(matching === undefined ? {} : { matching }),
      };
      left = bare(expr);
    }
  }

  #operand(): Operand {
    const sign = this.#reader.take('-') ?? this.#reader.take('+');
    if (sign === undefined) return this.#postfix(this.#primary());
    const operand = this.#expr(UNARY_OPERAND);
    const span = { offset: sign.span.offset, end: operand.span.end };
    if (operand.expr.type === 'number' && operand.expr.variable === undefined)
      return bare({
        ...operand.expr,
        span,
        value: sign.text === '-' ? -operand.expr.value : operand.expr.value,
      });
    return bare({ type: 'unary', span, op: sign.text === '-' ? '-' : '+', expr: operand.expr });
  }

  /** Brackets, `offset` and `@`, which bind to the operand just before them. */
  #postfix(start: Operand): Operand {
    let operand = start;
    for (;;) {
      const { key } = this.#reader.peek();
      if (key === '[') operand = this.#brackets(operand);
      else if (key === 'offset' || key === '@') operand = this.#shift(operand, key);
      else if (key === 'anchored' || key === 'smoothed') operand = this.#edges(operand, key);
      else return operand;
    }
  }

  #edges({ expr, parens, span: operandSpan }: Operand, edges: 'anchored' | 'smoothed'): Operand {
    const { span: here } = this.#reader.next();
    this.#reader.need('3.16', edges, here);
    if (parens || (expr.type !== 'vector' && expr.type !== 'matrix'))
      throw new SyntaxProblem(`${edges} must follow a selector directly`, here);
    if (expr.edges !== undefined && expr.edges !== edges)
      throw new SyntaxProblem('a selector is either anchored or smoothed', here);
    return bare({ ...expr, edges, span: { offset: operandSpan.offset, end: here.end } });
  }

  #brackets({ expr, parens, span: operandSpan }: Operand): Operand {
    this.#reader.next();
    const range = readDuration(this.#reader, 'range');
    if (this.#reader.take(':') !== undefined) {
      const step = this.#reader.is(']') ? undefined : readDuration(this.#reader, 'step');
      const end = this.#reader.expect(']', 'to close the subquery').span.end;
      const span = { offset: operandSpan.offset, end };
      return bare({ type: 'subquery', span, expr, range, ...(step === undefined ? {} : { step }) });
    }
    const close = this.#reader.expect(']', 'to close the range');
    const span = { offset: operandSpan.offset, end: close.span.end };
    if (expr.type !== 'vector' || parens)
      throw new SyntaxProblem('a range in brackets must follow a selector directly', span);
    if (expr.shift !== undefined)
      throw new SyntaxProblem('offset belongs after the range in brackets', expr.shift.span);
    const { at, edges, ...selector } = expr;
    // Older versions overlook start() and end() here.
    if (at !== undefined && (at.kind === 'timestamp' || this.#reader.atLeast('3.5')))
      throw new SyntaxProblem('@ belongs after the range in brackets', at.span);
    const matrix: MatrixSelector = { type: 'matrix', span, selector, range };
    return bare({
      ...matrix,
      ...(at === undefined ? {} : { at }),
      ...(edges === undefined ? {} : { edges }),
    });
  }

  #shift({ expr, parens, span: operandSpan }: Operand, kind: 'offset' | '@'): Operand {
    const keyword = this.#reader.next();
    const added: Shift =
      kind === 'offset'
        ? { shift: readOffset(this.#reader, keyword.span) }
        : { at: readAt(this.#reader, keyword.span) };
    const end = added.shift?.span.end ?? added.at?.span.end ?? keyword.span.end;
    const here = { offset: keyword.span.offset, end };
    if (parens || (expr.type !== 'vector' && expr.type !== 'matrix' && expr.type !== 'subquery'))
      throw new SyntaxProblem(`${kind} must follow a selector or a subquery directly`, here);
    // Prometheus does not notice an offset of 0.
    const shifted = expr.shift !== undefined && (expr.shift.ms !== 0 || !isFixed(expr.shift));
    if ((kind === 'offset' && shifted) || (kind === '@' && expr.at !== undefined))
      throw new SyntaxProblem(`${kind} is given twice`, here);
    return bare({ ...expr, ...added, span: { offset: operandSpan.offset, end } });
  }

  #primary(): Operand {
    const token = this.#reader.peek();
    if (token.type === 'string') return bare(this.#reader.string());
    if (this.#reader.is('(')) return this.#parens();
    if (this.#reader.is('{')) return bare(readSelector(this.#reader));
    if (token.type === 'number') return bare(this.#reader.number());
    if (token.type !== 'word') this.#reader.fail('a value');
    const word = token.key;
    if (word === 'inf' || word === 'nan') return bare(this.#reader.number());
    if (
      AGGREGATES.has(word) &&
      (this.#reader.is('(', 1) || this.#reader.is('by', 1) || this.#reader.is('without', 1))
    )
      return bare(this.#aggregate(word as AggregateOp));
    if (RESERVED.has(word)) this.#reader.fail('a value');
    if (this.#reader.is('(', 1) && !token.text.includes(':')) return bare(this.#call());
    return bare(readSelector(this.#reader));
  }

  #parens(): Operand {
    const open = this.#reader.next();
    const inner = this.#expr(0);
    const close = this.#reader.expect(')', 'to close the parenthesis');
    return { expr: inner.expr, parens: true, span: { offset: open.span.offset, end: close.span.end } };
  }

  #aggregate(op: AggregateOp): Aggregate {
    const word = this.#reader.next();
    const before = readGrouping(this.#reader);
    const { args, end: argsEnd } = this.#args(op);
    const grouping = before ?? readGrouping(this.#reader);
    const wanted = PARAMETRIC.has(op) ? 2 : 1;
    const expr = args.at(-1);
    const end = before === undefined ? (grouping?.span.end ?? argsEnd) : argsEnd;
    const span = { offset: word.span.offset, end };
    if (expr === undefined || args.length !== wanted)
      throw new SyntaxProblem(`${op} takes ${plural(wanted, 'argument')}, not ${args.length}`, span);
    const [param] = args;
    return {
      type: 'aggregate',
      span,
      op,
      opSpan: word.span,
      expr,
      ...(wanted === 2 && param !== undefined ? { param } : {}),
      ...(grouping === undefined ? {} : { grouping }),
    };
  }

  #call(): Call {
    const word = this.#reader.next();
    const { args, end } = this.#args(word.text);
    return {
      type: 'call',
      span: { offset: word.span.offset, end },
      func: word.text,
      funcSpan: word.span,
      args,
    };
  }

  #args(what: string): { args: Expr[]; end: number } {
    this.#reader.expect('(', `after ${what}`);
    const args: Expr[] = [];
    if (!this.#reader.is(')')) {
      do {
        args.push(this.#expr(0).expr);
      } while (this.#reader.take(',') !== undefined);
    }
    return { args, end: this.#reader.expect(')', `to close the arguments of ${what}`).span.end };
  }
}

/** An operand as it stood: `span` includes its parentheses, which some suffixes do not accept. */
interface Operand {
  readonly expr: Expr;
  readonly parens: boolean;
  readonly span: Span;
}

function bare(expr: Expr): Operand {
  return { expr, parens: false, span: expr.span };
}
