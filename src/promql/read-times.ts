import type { At, Binary, BinaryOp, Duration, Expr, Span } from './ast.ts';
import { durationSeconds, LONGEST_SECONDS, parseDuration } from './duration.ts';
import { SyntaxProblem, type Token } from './lexer.ts';
import { binaryOpOf, precedenceOf, UNARY_OPERAND } from './operators.ts';
import type { TokenReader } from './token-reader.ts';

/** The first Prometheus that reads arithmetic in durations without a feature flag. */
const ARITHMETIC_SINCE = '3.14';
const ARITHMETIC: ReadonlySet<BinaryOp | undefined> = new Set<BinaryOp>(['+', '-', '*', '/', '%', '^']);
/** Parentheses and operators in one duration: what walks the tree must not run out of stack. */
const MOST_TERMS = 250;

export function readAt(reader: TokenReader, keyword: Span): At {
  for (const kind of ['start', 'end'] as const) {
    if (!reader.is(kind)) continue;
    reader.next();
    reader.expect('(', `after @ ${kind}`);
    const close = reader.expect(')', `after @ ${kind}(`);
    return { kind, span: { offset: keyword.offset, end: close.span.end } };
  }
  const sign = takeSign(reader);
  const token = reader.peek();
  const isNumber = token.type === 'number' || token.type === 'word';
  const span = { offset: keyword.offset, end: token.span.end };
  if (!isNumber) throw new SyntaxProblem('@ needs a time in seconds, start() or end()', span);
  const { value } = reader.number();
  // Prometheus compares seconds with the limits of milliseconds, and so do we.
  if (!(Math.abs(value) < 2 ** 63)) throw new SyntaxProblem('@ is given a time that does not exist', span);
  return { kind: 'timestamp', seconds: sign?.text === '-' ? -value : value, span };
}

/** What may follow `offset`: of unparenthesised arithmetic only the first term. */
export function readOffset(reader: TokenReader, keyword: Span): Duration {
  const terms = new Terms(reader, 'offset');
  let term: Term;
  if (reader.is('(') || (isSign(reader, 0) && isSign(reader, 1))) term = terms.read(0);
  else {
    const sign = takeSign(reader);
    if (sign?.text === '+') reader.need('3.4', 'a plus sign before an offset', sign.span);
    term = signed(sign, terms.primary());
  }
  const length = durationOf(reader, term, 'offset');
  return { ...length, span: { offset: keyword.offset, end: length.span.end } };
}

export function readDuration(reader: TokenReader, what: 'range' | 'step'): Duration {
  return durationOf(reader, new Terms(reader, what).read(0), what);
}

/** A part of a duration; `literal` is a number with perhaps a sign, but no parentheses. */
interface Term {
  readonly expr: Expr;
  readonly literal: boolean;
}

function durationOf(reader: TokenReader, { expr, literal }: Term, what: string): Duration {
  const { span } = expr;
  if (!literal) reader.need(ARITHMETIC_SINCE, 'arithmetic in a duration', span);
  if (expr.type === 'number' && expr.variable !== undefined) return { span, ms: 0, variable: expr.variable };
  const seconds = durationSeconds(expr);
  if (literal && seconds !== undefined) {
    if (expr.type === 'number' && !expr.duration)
      reader.need('2.54', 'a number in place of a duration', span);
    const canBeZero = what === 'offset' && reader.atLeast('3.0');
    if (what === 'offset' ? seconds === 0 && !canBeZero : seconds <= 0)
      throw new SyntaxProblem(`the ${what} must be longer than 0`, span);
    const ms = Math.round(seconds * 1000);
    if (Number.isInteger(ms) && (ms !== 0 || seconds === 0)) return { span, ms };
  }
  return { span, ms: Math.trunc((seconds ?? 0) * 1000) || 0, expr };
}

/**
 * A reader of arithmetic in durations.
 * @see https://github.com/prometheus/prometheus/blob/v3.16.0/promql/parser/generated_parser.y (duration_expr)
 */
class Terms {
  readonly #reader: TokenReader;
  readonly #what: string;
  #count = 0;

  constructor(reader: TokenReader, what: string) {
    this.#reader = reader;
    this.#what = what;
  }

  /** Terms joined by operators that bind at least as tightly as `least`. */
  read(least: number): Term {
    const sign = takeSign(this.#reader);
    if (sign !== undefined && (sign.text === '+' || isSign(this.#reader, 0)))
      this.#reader.need(ARITHMETIC_SINCE, 'such a sign in a duration', sign.span);
    let left = sign === undefined ? this.primary() : signed(sign, this.read(UNARY_OPERAND));
    for (;;) {
      const token = this.#reader.peek();
      const op = binaryOpOf(token.key);
      if (op === undefined || !ARITHMETIC.has(op) || precedenceOf(op) < least) return left;
      this.#reader.next();
      const right = this.read(op === '^' ? precedenceOf(op) : precedenceOf(op) + 1);
      if ((op === '/' || op === '%') && right.literal && durationSeconds(right.expr) === 0)
        throw new SyntaxProblem(`the ${this.#what} is divided by 0`, token.span);
      left = { expr: joined(left.expr, op, token.span, right.expr), literal: false };
    }
  }

  /** A number, a duration, a call, or anything in parentheses. */
  primary(): Term {
    const reader = this.#reader;
    const token = reader.peek();
    if (++this.#count > MOST_TERMS)
      throw new SyntaxProblem(`the ${this.#what} has too many terms`, token.span);
    if (reader.take('(') !== undefined) {
      const { expr } = this.read(0);
      reader.expect(')', 'to close the parenthesis');
      return { expr, literal: false };
    }
    const func = token.key;
    if (func === 'step' || func === 'range') return this.#call(func, 0);
    if (func === 'max_of' || func === 'min_of') return this.#call(func, 2);
    return this.#number(token);
  }

  #number(token: Token): Term {
    const reader = this.#reader;
    const { span } = token;
    const ms = reader.variableAt(token) === undefined ? parseDuration(token.text) : undefined;
    const isWord = token.type === 'word' && this.#what !== 'offset';
    if (token.type === 'end' || token.type === 'string' || token.type === 'operator' || isWord)
      throw new SyntaxProblem(`the ${this.#what} must be a duration such as 5m or 1h30m`, span);
    if (ms !== undefined) {
      reader.next();
      return { expr: { type: 'number', span, value: ms / 1000, duration: true }, literal: true };
    }
    const expr = reader.number();
    if (Math.abs(expr.value) > LONGEST_SECONDS)
      throw new SyntaxProblem(`the ${this.#what} is longer than Prometheus can hold`, span);
    return { expr, literal: true };
  }

  #call(func: string, arity: 0 | 2): Term {
    const reader = this.#reader;
    const { span: funcSpan } = reader.next();
    reader.expect('(', `after ${func}`);
    const args: Expr[] = [];
    if (arity === 2) {
      args.push(this.read(0).expr);
      reader.expect(',', `between the arguments of ${func}`);
      args.push(this.read(0).expr);
    }
    const { end } = reader.expect(')', `to close the arguments of ${func}`).span;
    const span = { offset: funcSpan.offset, end };
    return { expr: { type: 'call', span, func, funcSpan, args }, literal: false };
  }
}

function isSign(reader: TokenReader, ahead: number): boolean {
  return reader.is('-', ahead) || reader.is('+', ahead);
}

function takeSign(reader: TokenReader): Token | undefined {
  return reader.take('-') ?? reader.take('+');
}

function signed(sign: Token | undefined, { expr, literal }: Term): Term {
  if (sign === undefined) return { expr, literal };
  const span = { offset: sign.span.offset, end: expr.span.end };
  if (sign.text === '+') return { expr: { ...expr, span }, literal };
  if (literal && expr.type === 'number' && expr.variable === undefined)
    return { expr: { ...expr, span, value: -expr.value }, literal };
  return { expr: { type: 'unary', span, op: '-', expr }, literal };
}

function joined(left: Expr, op: BinaryOp, opSpan: Span, right: Expr): Binary {
  const span = { offset: left.span.offset, end: right.span.end };
  return { type: 'binary', span, op, opSpan, left, right, bool: false };
}
