import { compileRegexp, type Instruction, type Regexp, regexpTokens } from '../promql/regexp.ts';

/** A pattern that cannot be compiled; the message continues "the pattern …". */
class Problem extends Error {}

/**
 * The values that the pattern of an open label matches as a whole, as a deterministic automaton: one step a
 * character, whatever the pattern and the text. State 0 is the start.
 */
export interface ValuePattern {
  /** Code points at which the second interval of characters and all after it begin; the first begins at 0. */
  readonly edges: readonly number[];
  /** The column of `next` that each interval reads. */
  readonly columns: readonly number[];
  /** State after a character, by state and column; -1 where nothing can match any more. */
  readonly next: readonly (readonly number[])[];
  readonly accepts: readonly number[];
  /** Characters of the longest value; infinite where there is none. */
  readonly longest: number;
  /** How many different values match, the empty one left aside; can be infinite. */
  readonly count: number;
  matches(value: string): boolean;
}

/** Instructions of the pattern, with its repeats written out. */
const MOST_INSTRUCTIONS = 20_000;
/** States and table cells of an automaton: it becomes part of the module. */
const MOST_STATES = 1000;
const MOST_CELLS = 8192;
/** The last code point. */
const LAST = 0x10ffff;

/**
 * Compiles the pattern of an open label, a subset of RE2 that means the same to every version of Unicode. Anything
 * else is a problem in words that continue "the pattern …".
 */
export function compileValuePattern(
  source: string,
  version: string,
): ValuePattern | { readonly problem: string } {
  const regexp = compileRegexp(source, version);
  if ('problem' in regexp) return { problem: `is not a valid RE2 expression: ${regexp.problem}` };
  try {
    const tokens = regexpTokens(source);
    refuseUnsupported(tokens);
    return automatonOf(regexp, longestRepeat(tokens));
  } catch (error) {
    if (error instanceof Problem) return { problem: error.message };
    throw error;
  }
}

function refuseUnsupported(tokens: readonly string[]): void {
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (/^\(\?[imsU-]+[:)]/.test(token)) throw new Problem('sets flags: write both cases, as in [Aa]');
    const escapes = token.startsWith('\\Q') ? [] : (token.match(/\\[\s\S]/g) ?? []);
    const unicode = escapes.find((text) => /[pP]/.test(text));
    if (unicode !== undefined)
      throw new Problem(
        `has ${unicode}, which depends on the version of Unicode: list the characters in [...]`,
      );
    if (/^\\[bBAz]$/.test(token))
      throw new Problem(`has ${token}, which a label pattern cannot have: list the characters in [...]`);
    const before = depth === 0 && [undefined, '|'].includes(tokens[index - 1]);
    const after = depth === 0 && [undefined, '|'].includes(tokens[index + 1]);
    // Where they say what holds anyway, the edges of the value may be named.
    if ((token === '^' && !before) || (token === '$' && !after))
      throw new Problem('has a ^ or $ inside: it always matches the whole value, leave them out');
    const noCharacter = token.startsWith('[') ? compileRegexp(token) : undefined;
    if (noCharacter !== undefined && !('problem' in noCharacter) && noCharacter.program.start === 0)
      throw new Problem(NO_CHARACTER);
    if (token.startsWith('(')) depth++;
    else if (token === ')') depth--;
  }
}

const NO_CHARACTER = 'has a [...] that no character matches';

/** The repeat that is written out most often, with what it repeats. */
function longestRepeat(tokens: readonly string[]): string {
  let longest = { text: '', times: 0 };
  const open: number[] = [];
  let atom = 0;
  for (const [index, token] of tokens.entries()) {
    const repeat = /^(?:([*+?])|\{(\d+),?(\d*)\})\??$/.exec(token);
    if (repeat !== null) {
      const [, sign, from, to] = repeat;
      const times = sign === undefined ? Math.max(Number(from), Number(to)) : sign === '*' ? 0 : 1;
      const text = tokens.slice(atom, index + 1).join('');
      if (times >= longest.times) longest = { text, times };
    } else atom = token === ')' ? (open.pop() ?? index) : index;
    if (token.startsWith('(')) open.push(index);
  }
  return longest.text;
}

type Range = readonly [low: number, high: number];

/** An instruction of the pattern: it takes a character, or goes on to others without; the end does neither. */
interface State {
  readonly ranges: readonly Range[];
  readonly nexts: readonly number[];
}

/** @see https://pkg.go.dev/regexp/syntax#InstOp */
const OP = { alternative: 1, emptyAlternative: 2, match: 6 } as const;

function stateOf({ op, out, arg, runes }: Instruction): State {
  const ranges: Range[] = [];
  for (let at = 0; at < runes.length; at += 2) {
    const low = runes[at] ?? 0;
    const high = runes[at + 1] ?? low;
    // Text in UTF-8, which is all that Prometheus has, cannot hold half of a surrogate pair.
    ranges.push([low, Math.min(high, 0xd7ff)], [Math.max(low, 0xe000), high]);
  }
  const taken = ranges.filter(([low, high]) => low <= high);
  if (runes.length > 0 && taken.length === 0) throw new Problem(NO_CHARACTER);
  const splits = op === OP.alternative || op === OP.emptyAlternative;
  return { ranges: taken, nexts: op === OP.match ? [] : splits ? [out, arg] : [out] };
}

/** Follows every set of states that can be reached together. */
function automatonOf({ program }: Regexp, repeat: string): ValuePattern {
  if (program.inst.length > MOST_INSTRUCTIONS) throw new Problem('repeats too much');
  const states = program.inst.map(stateOf);
  const ranges = states.flatMap((state) => state.ranges);
  const bounds = new Set([0, ...ranges.flatMap(([low, high]) => [low, high + 1])].filter((at) => at <= LAST));
  const starts = [...bounds].sort((a, b) => a - b);
  const sets = [closure(states, [program.start])];
  const known = new Map([[sets[0]?.join() ?? '', 0]]);
  const rows: number[][] = [];
  const idOf = (set: readonly number[]): number => {
    if (set.length === 0) return -1;
    const key = set.join();
    const id = known.get(key) ?? sets.push(set) - 1;
    known.set(key, id);
    return id;
  };
  for (let at = 0; at < sets.length; at++) {
    const set = sets[at] ?? [];
    rows.push(starts.map((code) => idOf(step(states, set, code))));
    if (sets.length > MOST_STATES) throw tooLarge(repeat);
  }
  const accepts = sets.flatMap((set, id) => (set.some((at) => states[at]?.nexts.length === 0) ? [id] : []));
  const { columns, next } = withoutTwins(rows, starts.length);
  if (next.length * (next[0]?.length ?? 0) > MOST_CELLS) throw tooLarge(repeat);
  const sizes = starts.map((code, index) => (starts[index + 1] ?? LAST + 1) - code);
  const edges = starts.slice(1);
  return {
    edges,
    columns,
    next,
    accepts,
    ...extentOf(rows, sizes, accepts),
    matches: (value) => matches(rows, starts, accepts, value),
  };
}

function tooLarge(repeat: string): Problem {
  if (repeat === '') return new Problem('lists too much: write the values as `values`');
  return new Problem(
    `needs more than ${MOST_STATES} states: what stands before \`${repeat}\` can end in many places of one value; ` +
      'let it end in a character that it cannot contain, as in [a-z0-9]{1,30}_[a-z0-9]{1,30}',
  );
}

/** The states that take a character, and the end, as they are reached without a character. */
function closure(states: readonly State[], from: readonly number[]): readonly number[] {
  const seen = new Set<number>();
  const queue = [...from];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const state = states[at];
    if (state === undefined || seen.has(at)) continue;
    seen.add(at);
    if (state.ranges.length === 0) queue.push(...state.nexts);
  }
  const stays = (at: number) => states[at]?.nexts.length === 0 || states[at]?.ranges.length !== 0;
  return [...seen].filter(stays).sort((a, b) => a - b);
}

function step(states: readonly State[], set: readonly number[], code: number): readonly number[] {
  const taken = set.flatMap((at) => {
    const { ranges = [], nexts = [] } = states[at] ?? {};
    return ranges.some(([low, high]) => code >= low && code <= high) ? nexts : [];
  });
  return closure(states, taken);
}

/** Intervals that every state treats alike share a column. */
function withoutTwins(rows: readonly (readonly number[])[], width: number) {
  const keys = Array.from({ length: width }, (_, index) => rows.map((row) => row[index]).join());
  const distinct = [...new Set(keys)];
  const columns = keys.map((key) => distinct.indexOf(key));
  const next = rows.map((row) => distinct.map((key) => row[keys.indexOf(key)] ?? -1));
  return { columns, next };
}

/** Length of the longest value and number of values; both are infinite where a state can come back to itself. */
function extentOf(
  rows: readonly (readonly number[])[],
  sizes: readonly number[],
  accepts: readonly number[],
): { longest: number; count: number } {
  const found = new Map<number, { longest: number; count: number }>();
  const isOpen = new Set<number>();
  const ends = new Set(accepts);
  const from = (state: number): { longest: number; count: number } => {
    const known = found.get(state);
    if (known !== undefined) return known;
    // Every state can reach the end, because the pattern has no part that matches nothing.
    if (isOpen.has(state)) return { longest: Number.POSITIVE_INFINITY, count: Number.POSITIVE_INFINITY };
    isOpen.add(state);
    let [longest, count] = [0, ends.has(state) ? 1 : 0];
    for (const [index, next] of (rows[state] ?? []).entries()) {
      if (next < 0) continue;
      const after = from(next);
      longest = Math.max(longest, 1 + after.longest);
      count += (sizes[index] ?? 0) * after.count;
    }
    isOpen.delete(state);
    found.set(state, { longest, count });
    return { longest, count };
  };
  const { longest, count } = from(0);
  return { longest, count: count - (ends.has(0) ? 1 : 0) };
}

function matches(
  rows: readonly (readonly number[])[],
  starts: readonly number[],
  accepts: readonly number[],
  value: string,
): boolean {
  let state = 0;
  for (const char of value) {
    const code = char.codePointAt(0) ?? 0;
    const interval = starts.findLastIndex((from) => from <= code);
    state = rows[state]?.[interval] ?? -1;
    if (state < 0) return false;
  }
  return accepts.includes(state);
}
