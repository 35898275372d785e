/** A pattern that cannot be compiled; the message continues "the pattern …". */
export class Problem extends Error {}

type Range = readonly [low: number, high: number];

/** Lays a part of the pattern out before a state, and returns the state where it begins. */
type Part = (next: number) => number;

/** A state that takes a character, or one that goes on to others without. */
export interface State {
  readonly ranges?: readonly Range[];
  readonly nexts: readonly number[];
}

/** States of the pattern laid out, with its repeats written out. */
const MOST_POSITIONS = 20_000;

/** The last code point. */
export const LAST = 0x10ffff;
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

/** Reads a pattern that RE2 accepts, and lays it out as states. */
export class PatternReader {
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
