import type { Span } from './template-ast.ts';

/** What is wrong with a template, and where: offsets of UTF-16 units, `end` is exclusive. */
export class TemplateProblem extends Error {
  readonly start: number;
  readonly end: number;
  readonly suggestion: string | undefined;

  constructor(message: string, { start, end }: Span, suggestion?: string) {
    super(message);
    this.start = start;
    this.end = end;
    this.suggestion = suggestion;
  }
}

/** A word of an action. */
export interface Token extends Span {
  readonly kind: 'string' | 'number' | 'field' | 'name' | '|' | '(' | ')';
  readonly text: string;
}

/** Text that is printed, or what stands between `{{` and `}}`. */
export type Piece =
  | ({ readonly kind: 'text'; readonly text: string } & Span)
  | ({ readonly kind: 'action'; readonly tokens: readonly Token[] } & Span);

const SPACE = /[ \t\r\n]*/y;
/** `{{- ` and ` -}}` trim the text beside them. */
const OPEN = /\{\{(-(?=[ \t\r\n]))?/g;
const CLOSE = /((?<=[ \t\r\n])-)?\}\}/y;
const TOKENS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['string', /"(?:\\[bfnrt\\"]|[^"\\\n])*"|`[^`]*`/y],
  ['number', /[-+]?(?:0|[1-9]\d{0,14})(?:\.\d+)?(?:[eE][-+]?\d{1,3})?/y],
  ['field', /[$.][A-Za-z_]\w*(?:\.\w+)*/y],
  ['name', /[A-Za-z_]\w*/y],
  ['|', /\|/y],
  ['(', /\(/y],
  [')', /\)/y],
];

/**
 * Splits a text as Go's template package does.
 * @throws TemplateProblem
 * @see https://pkg.go.dev/text/template
 */
export function piecesOf(source: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let trim = false;
  const text = (end: number, trimEnd: boolean) => {
    const raw = source.slice(at, end);
    const left = trim ? raw.replace(/^[ \t\r\n]+/, '') : raw;
    const printed = trimEnd ? left.replace(/[ \t\r\n]+$/, '') : left;
    if (printed !== '') pieces.push({ kind: 'text', text: printed, start: at, end });
  };
  for (;;) {
    OPEN.lastIndex = at;
    const open = OPEN.exec(source);
    if (open === null) break;
    text(open.index, open[1] !== undefined);
    const action = actionAt(source, open.index, OPEN.lastIndex);
    pieces.push({ kind: 'action', tokens: action.tokens, start: open.index, end: action.end });
    at = action.end;
    trim = action.trim;
  }
  text(source.length, false);
  return pieces;
}

function actionAt(source: string, start: number, inside: number) {
  const tokens: Token[] = [];
  let at = inside;
  for (;;) {
    SPACE.lastIndex = at;
    SPACE.exec(source);
    const spaced = SPACE.lastIndex > at;
    at = SPACE.lastIndex;
    CLOSE.lastIndex = at;
    const close = CLOSE.exec(source);
    if (close !== null) return { tokens, end: at + close[0].length, trim: close[1] !== undefined };
    if (at >= source.length) throw new TemplateProblem('{{ is not closed by }}', { start, end: at });
    const token = tokenAt(source, at);
    const before = tokens.at(-1);
    if (before !== undefined && !spaced && isOperand(before, ')') && isOperand(token, '(')) {
      const problem = `there is no space between ${before.text} and ${token.text}`;
      throw new TemplateProblem(problem, { start: before.start, end: token.end });
    }
    tokens.push(token);
    at = token.end;
  }
}

function isOperand({ kind }: Token, parenthesis: '(' | ')'): boolean {
  return kind !== '|' && (kind === parenthesis || (kind !== '(' && kind !== ')'));
}

function tokenAt(source: string, start: number): Token {
  for (const [kind, form] of TOKENS) {
    form.lastIndex = start;
    const text = form.exec(source)?.[0];
    if (text !== undefined) return { kind, text, start, end: start + text.length };
  }
  const [character = ''] = source.slice(start);
  const problem =
    character === '"' || character === '`'
      ? `the string is not closed, or has an escape other than \\n, \\t, \\\\ and \\"`
      : `${character} is not supported in {{ }}`;
  throw new TemplateProblem(problem, { start, end: start + character.length });
}
