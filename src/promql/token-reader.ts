import type { NumberLiteral, Span, StringLiteral } from './ast.ts';
import { parseDuration } from './duration.ts';
import { SyntaxProblem, type Token, tokenize } from './lexer.ts';
import { parseNumber } from './number.ts';
import { unquote } from './strings.ts';
import { atLeast } from './version.ts';

/** The tokens of an expression, read one after the other. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  readonly #version: string;
  readonly #variables: ReadonlyMap<number, string>;
  #at = 0;

  /** `variables`: what stood at an offset before a stand-in was written there. */
  constructor(text: string, version: string, variables: ReadonlyMap<number, string>) {
    this.#tokens = tokenize(text, version);
    this.#version = version;
    this.#variables = variables;
  }

  /** Whether the target Prometheus is `since` or later. */
  atLeast(since: string): boolean {
    return atLeast(this.#version, since);
  }

  /** Refuses `span` unless the target is `since` or later. */
  need(since: string, what: string, span: Span): void {
    if (!this.atLeast(since))
      throw new SyntaxProblem(
        `${what} needs Prometheus ${since}; the target is ${this.#version}`,
        span,
        'version',
      );
  }

  /** The Grafana variable that a token stands in for. */
  variableAt(token: Token): string | undefined {
    return this.#variables.get(token.span.offset);
  }

  /** The token ahead, without taking it. */
  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)];
    if (token === undefined) throw new Error('the token list has no end');
    return token;
  }

  /** Takes the next token. */
  next(): Token {
    const token = this.peek();
    this.#at++;
    return token;
  }

  /** Whether the token ahead is this operator or, in any case, this word. */
  is(text: string, ahead = 0): boolean {
    return this.peek(ahead).key === text;
  }

  /** Takes the next token if it is this operator or word. */
  take(text: string): Token | undefined {
    return this.is(text) ? this.next() : undefined;
  }

  /** Takes this operator or word, or fails; `where` ends the message. */
  expect(text: string, where: string): Token {
    return this.take(text) ?? this.fail(`"${text}" ${where}`);
  }

  /** Refuses the token ahead. */
  fail(expected: string): never {
    const token = this.peek();
    const found = token.type === 'end' ? 'the expression ends' : `unexpected ${token.text}`;
    throw new SyntaxProblem(`${found} where ${expected} is expected`, token.span);
  }

  /** The number ahead; in a modern Prometheus also a duration, which is a number of seconds. */
  number(): NumberLiteral {
    const token = this.next();
    const { span, text } = token;
    const variable = this.variableAt(token);
    if (variable !== undefined) return { type: 'number', span, value: 0, variable };
    const value = token.type === 'string' ? undefined : parseNumber(text, this.#version);
    if (value !== undefined) return { type: 'number', span, value };
    const ms = token.type === 'number' ? parseDuration(text) : undefined;
    if (ms === undefined) throw new SyntaxProblem(`${text} is not a number`, span);
    this.need('2.54', `${text} in place of a number`, span);
    return { type: 'number', span, value: ms / 1000, duration: true };
  }

  /** The string ahead. */
  string(): StringLiteral {
    const token = this.next();
    const found = unquote(token.text);
    if ('value' in found) return { type: 'string', span: token.span, value: found.value };
    const offset = token.span.offset + found.at;
    const end = Math.min(offset + 2, token.span.end);
    throw new SyntaxProblem(`${found.problem} in a string`, { offset, end });
  }
}
