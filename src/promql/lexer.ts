import type { Span } from './ast.ts';
import { atLeast } from './version.ts';

type TokenType = 'word' | 'number' | 'string' | 'operator' | 'end';

export interface Token {
  readonly type: TokenType;
  /** As written; quotes included. */
  readonly text: string;
  /** What tells operators and words apart: the text, in lower case; empty for all other tokens. */
  readonly key: string;
  readonly span: Span;
}

/** A stretch of text that is not PromQL, or not that of the target's version, and what is wrong with it. */
export class SyntaxProblem extends Error {
  readonly span: Span;
  readonly kind: 'syntax' | 'version';

  constructor(message: string, span: Span, kind: 'syntax' | 'version' = 'syntax') {
    super(message);
    this.span = span;
    this.kind = kind;
  }
}

/** Longest first, so that `=~` is not read as `=`. */
const OPERATOR = /(?:=~|!~|!=|==|<=|>=|[-+*/%^<>=@(){}[\],:])/y;
const TRIM = /[<>]\//y;
const LETTER = /[A-Za-z_]/;
const WORD = /[A-Za-z_:][A-Za-z0-9_:]*/y;
/** Numbers and durations alike: digits followed by whatever clings to them; the parser tells which it is. */
const NUMBER =
  /(?:0[xX][0-9a-fA-F]*|\d[\d_]*(?:\.[\d_]*)?(?:[eE][-+]?\d*)?|\.\d[\d_]*(?:[eE][-+]?\d*)?)[A-Za-z0-9_]*/y;
const BRACKET: ReadonlySet<string> = new Set(['{', '}', '[', ']']);
const SPACE = /[ \t\r\n]+/y;
const SKIPPED = /(?:[ \t\r\n]|#[^\r\n]*)+/y;
/** What stands for bytes that are not UTF-8, and halves of characters, which no text in UTF-8 holds. */
const NOT_UTF8 = /\ufffd|\p{Cs}/u;

/**
 * Splits an expression for Prometheus `version` into tokens; the last is of type `end`.
 * @see https://github.com/prometheus/prometheus/blob/v3.16.0/promql/parser/lex.go
 * @throws {SyntaxProblem} where a character or a string's end is missing its meaning
 */
export function tokenize(text: string, version: string): Token[] {
  const syntax: LexerSyntax = { trims: atLeast(version, '3.11'), letterIsColon: !atLeast(version, '3.6') };
  const tokens: Token[] = [];
  // One level suffices: neither brackets nor braces hold others of their kind.
  let inside = '';
  let skipped = SKIPPED;
  for (let at = 0; ; ) {
    skipped.lastIndex = at;
    if (skipped.test(text)) at = skipped.lastIndex;
    if (at >= text.length) break;
    const token = readToken(text, at, inside, syntax);
    if (token.type === 'number') skipped = SKIPPED;
    else if (token.type === 'operator' && BRACKET.has(token.key)) {
      inside = token.key === '{' || token.key === '[' ? token.key : '';
      // A comment can stand in brackets only once a number has been read.
      skipped = token.key === '[' ? SPACE : SKIPPED;
    }
    tokens.push(token);
    at = token.span.end;
  }
  tokens.push({ type: 'end', text: '', key: '', span: { offset: text.length, end: text.length } });
  return tokens;
}

interface LexerSyntax {
  /** `</` and `>/` are operators. */
  readonly trims: boolean;
  /** In brackets any letter stands for the colon of a subquery. */
  readonly letterIsColon: boolean;
}

function readToken(text: string, at: number, inside: string, syntax: LexerSyntax): Token {
  const char = text.charAt(at);
  if (char === '"' || char === "'" || char === '`') return readString(text, at, char);
  const isLetter = LETTER.test(char);
  if (isLetter && inside === '[' && syntax.letterIsColon)
    return { type: 'operator', text: char, key: ':', span: { offset: at, end: at + 1 } };
  // Inside brackets and braces a colon stands alone; elsewhere it belongs to the word it begins.
  const startsWord = isLetter || (char === ':' && inside === '');
  const run = (type: TokenType, pattern: RegExp): Token | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found === undefined) return undefined;
    const key = type === 'operator' ? found : type === 'word' ? found.toLowerCase() : '';
    return { type, text: found, key, span: { offset: at, end: at + found.length } };
  };
  const token =
    (startsWord ? run('word', WORD) : run('number', NUMBER)) ??
    (syntax.trims && (char === '<' || char === '>') ? run('operator', TRIM) : undefined) ??
    run('operator', OPERATOR);
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
    if (char === quote) {
      const token = text.slice(at, end + 1);
      const span = { offset: at, end: end + 1 };
      if (NOT_UTF8.test(token)) throw new SyntaxProblem('the string is not valid UTF-8', span);
      return { type: 'string', text: token, key: '', span };
    }
    if (quote === '`') continue;
    if (char === '\n') break;
    if (char === '\\') end++;
  }
  throw new SyntaxProblem(`the string is not closed by ${quote}`, { offset: at, end: text.length });
}
