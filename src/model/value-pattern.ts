import { compileRegexp } from '../promql/regexp.ts';
import { atLeast } from '../promql/version.ts';
import { LAST, PatternReader, Problem, type State } from './value-pattern-reader.ts';

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

/** States and table cells of an automaton: it becomes part of the module. */
const MOST_STATES = 1000;
const MOST_CELLS = 8192;

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
