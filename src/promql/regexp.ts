import { RE2JS, RE2JSException } from 're2js';
import { atLeast, DEFAULT_VERSION } from './version.ts';

/** A compiled RE2 expression, matched as Prometheus does: against the whole value. */
export interface Regexp {
  /** What it compiles to; instruction 0 fails. @see https://pkg.go.dev/regexp/syntax#Prog */
  readonly program: { readonly start: number; readonly inst: readonly Instruction[] };
  /** In time linear in the value's length. */
  matches(value: string): boolean;
  /** The alternatives at the top, in order: `a|b` has two, most expressions one. */
  readonly alternatives: readonly Alternative[];
}

/** A step of the machine that matches; `runes` are pairs of first and last characters, or the only one. */
export interface Instruction {
  readonly op: number;
  readonly out: number;
  readonly arg: number;
  readonly runes: ArrayLike<number>;
}

interface Alternative {
  readonly source: string;
  /** The text that it is, where it is nothing but text. */
  readonly literal: string | undefined;
  matches(value: string): boolean;
}

type CompiledRegexp = Regexp | { readonly problem: string };

const NAMED_GROUP = /^\(\?P?<\w+>$/;

const cache = new Map<string, CompiledRegexp>();

/**
 * Compiles what Prometheus `version` accepts as a regexp, and says of any other why not.
 * @see https://github.com/prometheus/prometheus/blob/v3.16.0/model/labels/regexp.go
 */
export function compileRegexp(source: string, version: string = DEFAULT_VERSION): CompiledRegexp {
  const key = `${version}\n${source}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const compiled = compile(source, version);
  cache.set(key, compiled);
  return compiled;
}

function compile(source: string, version: string): CompiledRegexp {
  // Since Prometheus 3.0 the dot matches a line break as well.
  const flags = atLeast(version, '3.0') ? RE2JS.DOTALL : 0;
  try {
    const text = source.includes('<') ? withOwnNames(source) : source;
    const whole = RE2JS.compile(text, flags);
    const problem = olderProblem(source, version);
    if (problem !== undefined) return { problem };
    let alternatives: readonly Alternative[] | undefined;
    return {
      program: whole.re2Input.prog,
      matches: (value) => whole.matches(value),
      get alternatives() {
        alternatives ??= alternativesOf(text).map((part) => alternativeOf(part, RE2JS.compile(part, flags)));
        return alternatives;
      },
    };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { problem: error.message.replace('error parsing regexp: ', '') };
  }
}

function alternativeOf(source: string, compiled: RE2JS): Alternative {
  const { prefixComplete, prefix } = compiled.re2Input;
  const literal: string | undefined = source === '' ? '' : prefixComplete ? prefix : undefined;
  return { source, literal, matches: (value) => compiled.matches(value) };
}

/** What Prometheus refuses though RE2 as it is today does not. */
function olderProblem(source: string, version: string): string | undefined {
  const modern = atLeast(version, '2.51');
  // Later versions do not parse a list of mere texts.
  if (/\p{Cs}/u.test(source) && !(modern && !/[.*+?()[\]{}\\^$]/.test(source)))
    return 'it is not valid UTF-8';
  if (modern) return undefined;
  // Go 1.22, which brings (?<name>), is in since 2.51.
  if (regexpTokens(source).some((token) => token.startsWith('(?<')))
    return 'a group is named by (?P<name>...)';
  // Older versions parse it in parentheses, so that what reaches past its end is refused.
  if (source.includes('\\Q')) RE2JS.compile(`(?:${source})`);
  return undefined;
}

/** RE2 refuses two groups of one name, Go does not. Names matter to neither a match nor its verdict. */
function withOwnNames(source: string): string {
  return regexpTokens(source)
    .map((token, index) => (NAMED_GROUP.test(token) ? `(?P<g${index}>` : token))
    .join('');
}

/**
 * What an RE2 expression is made of: quoted text, escapes, classes, openings of groups, flags, repeats, characters.
 * @see https://github.com/google/re2/wiki/Syntax
 */
const TOKEN =
  /\\Q(?<quoted>[\s\S]*?)(?:\\E|$)|\\(?:[pP](?:\{[^}]*\}|.)|x(?:\{[^}]*\}|..)|[0-7]{1,3}|[\s\S])|\[\^?\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])*\]|\(\?[imsU-]*\)|\((?:\?(?:P?<\w+>|[imsU-]*:))?|(?:[*+?]|\{\d+(?:,\d*)?\})\??|[\s\S]/gu;
const FLAGS = /^\(\?[imsU-]*\)$/;

/** The tokens of a valid expression. */
export function regexpTokens(source: string): readonly string[] {
  return source.match(TOKEN) ?? [];
}

/** The alternatives at the top of a valid expression: `a|b` and `(a|b)` have two, most expressions one. */
function alternativesOf(source: string): readonly string[] {
  const tokens = regexpTokens(source);
  const alternatives = [''];
  let depth = 0;
  let wrapped = /^\((?:\?(?:P?<\w+>|:))?$/.test(tokens[0] ?? '');
  for (const [index, token] of tokens.entries()) {
    if (FLAGS.test(token)) {
      // Flags reach into the alternatives that follow them.
      if (depth === 0) return [source];
    } else if (token.startsWith('(')) depth++;
    else if (token === ')') depth--;
    wrapped &&= depth > 0 || index === tokens.length - 1;
    if (token === '|' && depth === 0) alternatives.push('');
    else alternatives[alternatives.length - 1] += token;
  }
  return wrapped ? alternativesOf(tokens.slice(1, -1).join('')) : alternatives;
}

/** A regexp that matches exactly `text`, in RE2's syntax. */
export function escapeRegexp(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
