import type { Span } from './ast.ts';

export type TokenType = 'word' | 'number' | 'string' | 'operator' | 'end';

export interface Token {
  readonly type: TokenType;
  /** As written; quotes included. */
  readonly text: string;
  readonly span: Span;
}

/** A stretch of text that is not PromQL, and what is wrong with it. */
export class SyntaxProblem extends Error {
  readonly span: Span;

  constructor(message: string, span: Span) {
    super(message);
    this.span = span;
  }
}

/** Longest first, so that `=~` is not read as `=`. */
const OPERATOR = /(?:=~|!~|!=|==|<=|>=|[-+*/%^<>=@(){}[\],:])/y;
const WORD = /[A-Za-z_:][A-Za-z0-9_:]*/y;
/** Numbers and durations alike: digits followed by whatever clings to them; the parser tells which it is. */
const NUMBER = /(?:0[xX][0-9a-fA-F]*|\d+(?:\.\d*)?(?:[eE][-+]?\d*)?|\.\d+(?:[eE][-+]?\d*)?)[A-Za-z0-9_]*/y;
const SKIPPED = /(?:[ \t\r\n]|#[^\n]*)+/y;

/**
 * Splits an expression into tokens; the last is of type `end`.
 * @see https://github.com/prometheus/prometheus/blob/v2.42.0/promql/parser/lex.go
 * @throws {SyntaxProblem} where a character or a string's end is missing its meaning
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let depth: string[] = [];
  for (let at = 0; ; ) {
    at = skip(text, at);
    if (at >= text.length) break;
    const token = readToken(text, at, depth.at(-1));
    if ('{['.includes(token.text)) depth = [...depth, token.text];
    if ('}]'.includes(token.text)) depth = depth.slice(0, -1);
    tokens.push(token);
    at = token.span.end;
  }
  tokens.push({ type: 'end', text: '', span: { offset: text.length, end: text.length } });
  return tokens;
}

function skip(text: string, at: number): number {
  SKIPPED.lastIndex = at;
  return SKIPPED.test(text) ? SKIPPED.lastIndex : at;
}

function readToken(text: string, at: number, inside: string | undefined): Token {
  const char = text.charAt(at);
  if (char === '"' || char === "'" || char === '`') return readString(text, at, char);
  // Inside brackets and braces a colon stands alone; elsewhere it belongs to the word it begins.
  const startsWord = char === ':' ? inside === undefined : /[A-Za-z_]/.test(char);
  const run = (type: TokenType, pattern: RegExp): Token | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    return found === undefined
      ? undefined
      : { type, text: found, span: { offset: at, end: at + found.length } };
  };
  const token = (startsWord ? run('word', WORD) : run('number', NUMBER)) ?? run('operator', OPERATOR);
  if (token !== undefined) return token;
  const odd = String.fromCodePoint(text.codePointAt(at) ?? 0);
  throw new SyntaxProblem(`unexpected character ${JSON.stringify(odd)}`, {
    offset: at,
    end: at + odd.length,
  });
}

function readString(text: string, at: number, quote: string): Token {
  for (let end = at + 1; end < text.length; end++) {
    const char = text.charAt(end);
    if (char === quote)
      return { type: 'string', text: text.slice(at, end + 1), span: { offset: at, end: end + 1 } };
    if (quote === '`') continue;
    if (char === '\n') break;
    if (char === '\\') end++;
  }
  throw new SyntaxProblem(`the string is not closed by ${quote}`, { offset: at, end: text.length });
}
