import type {
  Aggregate,
  AggregateOp,
  At,
  Binary,
  BinaryOp,
  Call,
  Duration,
  Expr,
  Grouping,
  LabelRef,
  Matcher,
  Matching,
  MatchOp,
  Shift,
  Span,
  VectorSelector,
} from './ast.ts';
import { parseDuration } from './duration.ts';
import { SyntaxProblem, type Token, tokenize } from './lexer.ts';
import { parseNumber } from './number.ts';
import { unquote } from './strings.ts';
import type { VariableUse } from './variables.ts';
import { atLeast } from './version.ts';

const AGGREGATES: ReadonlySet<string> = new Set<AggregateOp>([
  'sum',
  'avg',
  'count',
  'min',
  'max',
  'group',
  'stddev',
  'stdvar',
  'topk',
  'bottomk',
  'count_values',
  'quantile',
]);
const NEWER_AGGREGATES: ReadonlySet<string> = new Set<AggregateOp>(['limitk', 'limit_ratio']);
export const PARAMETRIC: ReadonlySet<string> = new Set<AggregateOp>([
  'topk',
  'bottomk',
  'count_values',
  'quantile',
  'limitk',
  'limit_ratio',
]);

/** Binding strength, loosest first. */
const PRECEDENCE: Readonly<Record<BinaryOp, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  atan2: 5,
  '^': 6,
};
/** `-a ^ b` is `-(a ^ b)`, yet `-a * b` is `(-a) * b`. */
const UNARY_OPERAND = 6;

/** Words that cannot name a metric where an expression is expected. */
const RESERVED: ReadonlySet<string> = new Set([
  'atan2',
  'bool',
  'on',
  'ignoring',
  'group_left',
  'group_right',
]);

export function precedenceOf(op: BinaryOp): number {
  return PRECEDENCE[op];
}

function binaryOpOf(text: string): BinaryOp | undefined {
  const op = text.toLowerCase();
  return op in PRECEDENCE ? (op as BinaryOp) : undefined;
}

/** A reader of one expression's tokens; it follows Prometheus's grammar, and its text is kept for the positions. */
export class Parser {
  readonly #tokens: readonly Token[];
  readonly #version: string;
  readonly #variables: ReadonlyMap<number, VariableUse>;
  #at = 0;

  /** `variables`: what stood at an offset before a stand-in was written there. */
  constructor(text: string, version: string, variables: ReadonlyMap<number, VariableUse> = new Map()) {
    this.#tokens = tokenize(text);
    this.#version = version;
    this.#variables = variables;
  }

  /** @throws {SyntaxProblem} at the first thing that no expression can hold */
  parse(): Expr {
    if (this.#peek().type === 'end') throw new SyntaxProblem('there is no expression', this.#peek().span);
    const expr = this.#expr(0).expr;
    if (this.#peek().type !== 'end') this.#fail('an operator or the end');
    return expr;
  }

  #peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)];
    if (token === undefined) throw new Error('the token list has no end');
    return token;
  }

  #next(): Token {
    const token = this.#peek();
    this.#at++;
    return token;
  }

  #is(text: string, ahead = 0): boolean {
    const token = this.#peek(ahead);
    return token.type === 'operator'
      ? token.text === text
      : token.type === 'word' && token.text.toLowerCase() === text;
  }

  #take(text: string): Token | undefined {
    return this.#is(text) ? this.#next() : undefined;
  }

  #expect(text: string, where: string): Token {
    return this.#take(text) ?? this.#fail(`"${text}" ${where}`);
  }

  #fail(expected: string): never {
    const token = this.#peek();
    const found = token.type === 'end' ? 'the expression ends' : `unexpected ${token.text}`;
    throw new SyntaxProblem(`${found} where ${expected} is expected`, token.span);
  }

  #expr(least: number): Operand {
    let left = this.#operand();
    for (;;) {
      const token = this.#peek();
      const op = token.type === 'end' || token.type === 'string' ? undefined : binaryOpOf(token.text);
      if (op === undefined || PRECEDENCE[op] < least) return left;
      this.#next();
      const bool = this.#take('bool') !== undefined;
      const matching = this.#matching();
      const right = this.#expr(op === '^' ? PRECEDENCE[op] : PRECEDENCE[op] + 1);
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
    const sign = this.#take('-') ?? this.#take('+');
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
      if (this.#is('[')) operand = this.#brackets(operand);
      else if (this.#is('offset')) operand = this.#shift(operand, 'offset');
      else if (this.#is('@')) operand = this.#shift(operand, '@');
      else return operand;
    }
  }

  #brackets({ expr, parens, span: operandSpan }: Operand): Operand {
    this.#next();
    const range = this.#duration('range');
    if (this.#take(':') !== undefined) {
      const step = this.#is(']') ? undefined : this.#duration('step');
      const end = this.#expect(']', 'to close the subquery').span.end;
      const span = { offset: operandSpan.offset, end };
      return bare({ type: 'subquery', span, expr, range, ...(step === undefined ? {} : { step }) });
    }
    const close = this.#expect(']', 'to close the range');
    const span = { offset: operandSpan.offset, end: close.span.end };
    if (expr.type !== 'vector' || parens)
      throw new SyntaxProblem('a range in brackets must follow a selector directly', span);
    if (expr.shift !== undefined)
      throw new SyntaxProblem('offset belongs after the range in brackets', expr.shift.span);
    if (expr.at !== undefined) throw new SyntaxProblem('@ belongs after the range in brackets', expr.at.span);
    return bare({ type: 'matrix', span, selector: expr, range });
  }

  #shift({ expr, parens, span: operandSpan }: Operand, kind: 'offset' | '@'): Operand {
    const keyword = this.#next();
    const added: Shift =
      kind === 'offset' ? { shift: this.#offset(keyword.span) } : { at: this.#atTime(keyword.span) };
    const end = added.shift?.span.end ?? added.at?.span.end ?? keyword.span.end;
    const here = { offset: keyword.span.offset, end };
    if (parens || (expr.type !== 'vector' && expr.type !== 'matrix' && expr.type !== 'subquery'))
      throw new SyntaxProblem(`${kind} must follow a selector or a subquery directly`, here);
    if ((kind === 'offset' && expr.shift !== undefined) || (kind === '@' && expr.at !== undefined))
      throw new SyntaxProblem(`${kind} is given twice`, here);
    return bare({ ...expr, ...added, span: { offset: operandSpan.offset, end } });
  }

  #offset(keyword: Span): Duration {
    const sign = this.#take('-') ?? (atLeast(this.#version, '3.4') ? this.#take('+') : undefined);
    const length = this.#duration('offset');
    const span = { offset: keyword.offset, end: length.span.end };
    return { ...length, span, ms: sign?.text === '-' ? -length.ms : length.ms };
  }

  #atTime(keyword: Span): At {
    for (const kind of ['start', 'end'] as const) {
      if (!this.#is(kind)) continue;
      this.#next();
      this.#expect('(', `after @ ${kind}`);
      const close = this.#expect(')', `after @ ${kind}(`);
      return { kind, span: { offset: keyword.offset, end: close.span.end } };
    }
    const sign = this.#take('-') ?? this.#take('+');
    const token = this.#next();
    const seconds = parseNumber(token.text, this.#version);
    const span = { offset: keyword.offset, end: token.span.end };
    if (token.type === 'end' || token.type === 'string' || seconds === undefined)
      throw new SyntaxProblem('@ needs a time in seconds, start() or end()', span);
    // Milliseconds must fit an int64: https://github.com/prometheus/prometheus/blob/v2.42.0/promql/parser/parse.go
    if (!(Math.abs(seconds * 1000) < 2 ** 63))
      throw new SyntaxProblem('@ is given a time that does not exist', span);
    return { kind: 'timestamp', seconds: sign?.text === '-' ? -seconds : seconds, span };
  }

  #duration(what: 'range' | 'step' | 'offset'): Duration {
    const token = this.#next();
    const variable = this.#variables.get(token.span.offset)?.text;
    if (variable !== undefined) return { span: token.span, ms: 0, variable };
    const ms =
      token.type !== 'number'
        ? undefined
        : (parseDuration(token.text) ??
          (atLeast(this.#version, '2.54') ? secondsToMs(parseNumber(token.text, this.#version)) : undefined));
    if (ms === undefined)
      throw new SyntaxProblem(`the ${what} must be a duration such as 5m or 1h30m`, token.span);
    if (ms === 0 && !(what === 'offset' && atLeast(this.#version, '3.0')))
      throw new SyntaxProblem(`the ${what} must be longer than 0`, token.span);
    return { span: token.span, ms };
  }

  #primary(): Operand {
    const token = this.#peek();
    if (token.type === 'string') return bare(this.#string());
    if (this.#is('(')) return this.#parens();
    if (this.#is('{')) return bare(this.#selector());
    if (token.type === 'number') return bare(this.#number());
    if (token.type !== 'word') this.#fail('a value');
    const word = token.text.toLowerCase();
    if (word === 'inf' || word === 'nan') return bare(this.#number());
    const aggregate = AGGREGATES.has(word) || NEWER_AGGREGATES.has(word);
    if (aggregate && (this.#is('(', 1) || this.#is('by', 1) || this.#is('without', 1)))
      return bare(this.#aggregate(word as AggregateOp));
    if (RESERVED.has(word)) this.#fail('a value');
    if (this.#is('(', 1) && !token.text.includes(':')) return bare(this.#call());
    return bare(this.#selector());
  }

  #parens(): Operand {
    const open = this.#next();
    const inner = this.#expr(0);
    const close = this.#expect(')', 'to close the parenthesis');
    return { expr: inner.expr, parens: true, span: { offset: open.span.offset, end: close.span.end } };
  }

  #number(): Expr {
    const token = this.#next();
    const variable = this.#variables.get(token.span.offset)?.text;
    if (variable !== undefined) return { type: 'number', span: token.span, value: 0, variable };
    const value = parseNumber(token.text, this.#version);
    if (value === undefined) throw new SyntaxProblem(`${token.text} is not a number`, token.span);
    return { type: 'number', span: token.span, value };
  }

  #string(): Expr & { type: 'string' } {
    const token = this.#next();
    const found = unquote(token.text);
    if ('value' in found) return { type: 'string', span: token.span, value: found.value };
    const offset = token.span.offset + found.at;
    throw new SyntaxProblem(`${found.problem} in a string`, {
      offset,
      end: Math.min(offset + 2, token.span.end),
    });
  }

  #selector(): VectorSelector {
    const named = this.#peek().type === 'word' ? this.#next() : undefined;
    const matchers: Matcher[] = [];
    let name: LabelRef | undefined = named && { name: named.text, span: named.span };
    let end = named?.span.end ?? 0;
    const start = named?.span.offset ?? this.#peek().span.offset;
    if (this.#take('{') !== undefined) {
      while (!this.#is('}')) {
        const item = this.#matcher();
        if ('op' in item) matchers.push(item);
        else if (name === undefined) name = item;
        else throw new SyntaxProblem(`the metric is named twice: ${name.name} and ${item.name}`, item.span);
        if (this.#take(',') === undefined) break;
      }
      end = this.#expect('}', 'to close the label matchers').span.end;
    }
    return {
      type: 'vector',
      span: { offset: start, end },
      matchers,
      ...(name === undefined ? {} : { name }),
    };
  }

  /** A label matcher; in Prometheus 3 also a quoted metric name, which comes back as a `LabelRef`. */
  #matcher(): Matcher | LabelRef {
    const quoted = this.#peek().type === 'string';
    if (quoted && !atLeast(this.#version, '3.0'))
      throw new SyntaxProblem(
        `quoted names need Prometheus 3.0; the target is ${this.#version}`,
        this.#peek().span,
      );
    const name = this.#labelName('a label name');
    if (quoted && (this.#is(',') || this.#is('}'))) return name;
    const op = this.#next();
    if (op.type !== 'operator' || !/^(?:=|!=|=~|!~)$/.test(op.text))
      throw new SyntaxProblem(`${name.name} needs one of = != =~ !~ after it`, op.span);
    if (this.#peek().type !== 'string') this.#fail('a quoted label value');
    const value = this.#string();
    return {
      span: { offset: name.span.offset, end: value.span.end },
      name,
      op: op.text as MatchOp,
      value: value.value,
      valueSpan: value.span,
    };
  }

  #labelName(what: string): LabelRef {
    if (this.#peek().type === 'string' && atLeast(this.#version, '3.0')) {
      const { value, span } = this.#string();
      return { name: value, span };
    }
    const token = this.#peek();
    if (token.type !== 'word' || token.text.includes(':')) this.#fail(what);
    this.#next();
    return { name: this.#variables.get(token.span.offset)?.text ?? token.text, span: token.span };
  }

  #labels(): { labels: LabelRef[]; end: number } {
    this.#expect('(', 'before the label names');
    const labels: LabelRef[] = [];
    while (!this.#is(')')) {
      labels.push(this.#labelName('a label name'));
      if (this.#take(',') === undefined) break;
    }
    return { labels, end: this.#expect(')', 'after the label names').span.end };
  }

  #matching(): Matching | undefined {
    const start = this.#peek().span.offset;
    const kind = this.#is('on') ? 'on' : this.#is('ignoring') ? 'ignoring' : undefined;
    if (kind === undefined) return undefined;
    this.#next();
    const { labels, end } = this.#labels();
    const side = this.#is('group_left') ? 'left' : this.#is('group_right') ? 'right' : undefined;
    if (side === undefined) return { span: { offset: start, end }, kind, labels };
    const word = this.#next();
    const include = this.#is('(') ? this.#labels() : { labels: [], end: word.span.end };
    return {
      span: { offset: start, end: include.end },
      kind,
      labels,
      group: { side, include: include.labels },
    };
  }

  #grouping(): Grouping | undefined {
    const kind = this.#is('by') ? 'by' : this.#is('without') ? 'without' : undefined;
    if (kind === undefined) return undefined;
    const start = this.#next().span.offset;
    const { labels, end } = this.#labels();
    return { span: { offset: start, end }, kind, labels };
  }

  #aggregate(op: AggregateOp): Aggregate {
    const word = this.#next();
    if (NEWER_AGGREGATES.has(op) && !atLeast(this.#version, '2.54'))
      throw new SyntaxProblem(`${op} needs Prometheus 2.54; the target is ${this.#version}`, word.span);
    const before = this.#grouping();
    const { args, end: argsEnd } = this.#args(op);
    const grouping = before ?? this.#grouping();
    const wanted = PARAMETRIC.has(op) ? 2 : 1;
    const expr = args.at(-1);
    const end = before === undefined ? (grouping?.span.end ?? argsEnd) : argsEnd;
    const span = { offset: word.span.offset, end };
    if (expr === undefined || args.length !== wanted)
      throw new SyntaxProblem(`${op} takes ${count(wanted, 'argument')}, not ${args.length}`, span);
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
    const word = this.#next();
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
    this.#expect('(', `after ${what}`);
    const args: Expr[] = [];
    if (!this.#is(')')) {
      do {
        args.push(this.#expr(0).expr);
      } while (this.#take(',') !== undefined);
    }
    return { args, end: this.#expect(')', `to close the arguments of ${what}`).span.end };
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

function secondsToMs(seconds: number | undefined): number | undefined {
  return seconds === undefined || !Number.isFinite(seconds) ? undefined : Math.round(seconds * 1000);
}

/** `1 argument`, `2 arguments`. */
export function count(howMany: number, what: string): string {
  return `${howMany} ${what}${howMany === 1 ? '' : 's'}`;
}
