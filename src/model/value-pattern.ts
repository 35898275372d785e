import { compileRegexp } from '../promql/regexp.ts';
import { atLeast } from '../promql/version.ts';

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

class Problem extends Error {}

type Range = readonly [low: number, high: number];

/** Lays a part of the pattern out before a state, and returns the state where it begins. */
type Part = (next: number) => number;

/** A state that takes a character, or one that goes on to others without. */
interface State {
  readonly ranges?: readonly Range[];
  readonly nexts: readonly number[];
}

/** States and table cells of an automaton: it becomes part of the module. */
const MOST_STATES = 1000;
const MOST_CELLS = 8192;
/** States of the pattern laid out, with its repeats written out. */
const MOST_POSITIONS = 20_000;

const LAST = 0x10ffff;
/** Halves of surrogate pairs: text in UTF-8, which is all that Prometheus has, cannot hold one alone. */
const SURROGATES: Range = [0xd800, 0xdfff];

/** Pairs of first and last characters. */
const CLASSES: ReadonlyMap<string, string> = new Map([
  ['alnum', '09AZaz'],
  ['alpha', 'AZaz'],
  ['ascii', '\x00\x7f'],
  ['blank', '\t\t  '],
  ['cntrl', '\x00\x1f\x7f\x7f'],
  ['digit', '09'],
  ['graph', '!~'],
  ['lower', 'az'],
  ['print', ' ~'],
  ['punct', '!/:@[`{~'],
  ['space', '\t\r  '],
  ['upper', 'AZ'],
  ['word', '09AZ__az'],
  ['xdigit', '09AFaf'],
  ['d', '09'],
  ['s', '\t\n\f\r  '],
  ['w', '09AZ__az'],
]);

const CONTROLS: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

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
    return automatonOf(new PatternReader(source, atLeast(version, '3.0')));
  } catch (error) {
    if (error instanceof Problem) return { problem: error.message };
    throw error;
  }
}

/** Reads a pattern that RE2 accepts, and lays it out as states. */
class PatternReader {
  readonly states: State[] = [{ nexts: [] }];
  readonly start: number;
  /** The repeat that is written out most often. */
  longestRepeat = { text: '', times: 0 };
  private readonly text: string;
  private readonly dot: readonly Range[];
  private at = 0;
  private depth = 0;

  /** State 0 is the end of the pattern. `dotAll`: the dot matches a line break as well, as since Prometheus 3.0. */
  constructor(text: string, dotAll: boolean) {
    this.text = text;
    this.dot = dotAll ? inverted([]) : inverted([[10, 10]]);
    this.start = this.alternation()(0);
  }

  private push(state: State): number {
    if (this.states.length > MOST_POSITIONS) throw new Problem('repeats too much');
    return this.states.push(state) - 1;
  }

  private take(text: string): boolean {
    if (!this.text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text) ?? undefined;
    this.at += found?.[0].length ?? 0;
    return found;
  }

  private char(): string {
    const char = String.fromCodePoint(this.text.codePointAt(this.at) ?? 0);
    this.at += char.length;
    return char;
  }

  private alternation(): Part {
    const options = [this.sequence()];
    while (this.take('|')) options.push(this.sequence());
    const [only] = options;
    if (options.length === 1 && only !== undefined) return only;
    return (next) => this.push({ nexts: options.map((option) => option(next)) });
  }

  private sequence(): Part {
    // Where they say what holds anyway, the edges of the value may be named.
    if (this.depth === 0) this.take('^');
    const parts: Part[] = [];
    while (this.at < this.text.length && !this.match(/(?=[|)])/y)) {
      if (this.depth === 0 && this.match(/\$(?=\||$)/y)) continue;
      const from = this.at;
      const atom = this.atom();
      const repeat = this.match(/(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/y);
      parts.push(repeat === undefined ? atom : this.repeated(atom, repeat, this.text.slice(from, this.at)));
    }
    return (next) => parts.reduceRight((after, part) => part(after), next);
  }

  private repeated(part: Part, [, sign, from, comma, to]: RegExpExecArray, text: string): Part {
    const least = sign === undefined ? Number(from) : sign === '+' ? 1 : 0;
    const most =
      sign === undefined
        ? comma === ''
          ? least
          : to
            ? Number(to)
            : undefined
        : sign === '?'
          ? 1
          : undefined;
    const times = Math.max(least, most ?? 0);
    if (times >= this.longestRepeat.times) this.longestRepeat = { text, times };
    return (next) => {
      let start = next;
      if (most === undefined) {
        const nexts = [next];
        start = this.push({ nexts });
        nexts.unshift(part(start));
      }
      for (let extra = least; extra < (most ?? 0); extra++) start = this.push({ nexts: [part(start), next] });
      for (let time = 0; time < least; time++) start = part(start);
      return start;
    };
  }

  private atom(): Part {
    if (this.take('(')) return this.group();
    if (this.take('[')) return this.taking(this.class());
    if (this.take('.')) return this.taking(this.dot);
    if (this.match(/[*+?]/y)) throw new Problem('has a repeat with nothing to repeat');
    if (this.match(/[$^]/y))
      throw new Problem('has a ^ or $ inside: it always matches the whole value, leave them out');
    if (this.take('\\')) return this.taking(this.escape());
    return this.taking(single(this.char()));
  }

  private taking(ranges: readonly Range[]): Part {
    const clipped = inverted(inverted(ranges));
    if (clipped.length === 0) throw new Problem('has a [...] that no character matches');
    return (next) => this.push({ ranges: clipped, nexts: [next] });
  }

  private group(): Part {
    if (!this.match(/\?:|\?P?<\w+>/y) && this.match(/\?[^)]*/y))
      throw new Problem('sets flags: write both cases, as in [Aa]');
    this.depth += 1;
    const inner = this.alternation();
    this.depth -= 1;
    this.take(')');
    return inner;
  }

  /** What follows a backslash. */
  private escape(): readonly Range[] {
    const hex = this.match(/x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})/y);
    if (hex !== undefined) return single(String.fromCodePoint(Number.parseInt(hex[1] ?? hex[2] ?? '', 16)));
    const char = this.char();
    const known = rangesOf(char.toLowerCase());
    if (/[dsw]/i.test(char)) return /[dsw]/.test(char) ? known : inverted(known);
    if (/[pP]/.test(char))
      throw new Problem(
        `has \\${char}, which depends on the version of Unicode: list the characters in [...]`,
      );
    const control = CONTROLS.get(char);
    if (control === undefined && /\w/.test(char))
      throw new Problem(`has \\${char}, which a label pattern cannot have: list the characters in [...]`);
    return single(control ?? char);
  }

  /** The inside of `[...]`. */
  private class(): readonly Range[] {
    const isNegated = this.take('^');
    const ranges: Range[] = [];
    for (let isFirst = true; isFirst || !this.take(']'); isFirst = false) {
      const named = this.match(/\[:(\^?)(\w+):\]|(?=\\[dswDSW])/y);
      const item = named?.[2] === undefined ? this.classItem() : rangesOf(named[2]);
      const isRange = named === undefined && this.match(/-(?!\])/y) !== undefined;
      if (isRange) ranges.push([item[0]?.[0] ?? 0, this.classItem()[0]?.[1] ?? 0]);
      else ranges.push(...(named?.[1] === '^' ? inverted(item) : item));
    }
    return isNegated ? inverted(ranges) : ranges;
  }

  private classItem(): readonly Range[] {
    return this.take('\\') ? this.escape() : single(this.char());
  }
}

function single(char: string): readonly Range[] {
  const code = char.codePointAt(0) ?? 0;
  return [[code, code]];
}

function rangesOf(name: string): readonly Range[] {
  const pairs = CLASSES.get(name)?.match(/[\s\S]{2}/g) ?? [];
  return pairs.map((pair) => [pair.charCodeAt(0), pair.charCodeAt(1)]);
}

/** All other characters, surrogates left aside. */
function inverted(ranges: readonly Range[]): readonly Range[] {
  const gaps: Range[] = [];
  let from = 0;
  for (const [low, high] of [...ranges, SURROGATES].sort(([a], [b]) => a - b)) {
    if (low > from) gaps.push([from, low - 1]);
    from = Math.max(from, high + 1);
  }
  return from > LAST ? gaps : [...gaps, [from, LAST]];
}

/** Follows every set of states that can be reached together. */
function automatonOf({ states, start, longestRepeat }: PatternReader): ValuePattern {
  const ranges = states.flatMap((state) => state.ranges ?? []);
  const bounds = new Set([0, ...ranges.flatMap(([low, high]) => [low, high + 1])].filter((at) => at <= LAST));
  const starts = [...bounds].sort((a, b) => a - b);
  const sets = [closure(states, [start])];
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
    if (sets.length > MOST_STATES) throw tooLarge(longestRepeat.text);
  }
  const accepts = sets.flatMap((set, id) => (set.includes(0) ? [id] : []));
  const { columns, next } = withoutTwins(rows, starts.length);
  if (next.length * (next[0]?.length ?? 0) > MOST_CELLS) throw tooLarge(longestRepeat.text);
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
    if (seen.has(at)) continue;
    seen.add(at);
    const state = states[at];
    if (state !== undefined && state.ranges === undefined) queue.push(...state.nexts);
  }
  return [...seen].filter((at) => at === 0 || states[at]?.ranges !== undefined).sort((a, b) => a - b);
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
