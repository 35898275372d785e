import { CharacterClass, escapeClass, foldCase, POSIX_CLASSES, unicodeClass } from './regexp-classes.ts';
import { atLeast } from './version.ts';

export type CharTest = (code: number) => boolean;

export type RegexpNode =
  | { readonly kind: 'empty' }
  | { readonly kind: 'char'; readonly test: CharTest; readonly literal?: string }
  /** Holds between two code points; -1 where the value begins or ends. */
  | { readonly kind: 'assert'; readonly test: (before: number, after: number) => boolean }
  | { readonly kind: 'sequence'; readonly parts: readonly RegexpNode[] }
  /** `sources` are the options as written. */
  | {
      readonly kind: 'alternate';
      readonly options: readonly RegexpNode[];
      readonly sources: readonly string[];
    }
  | {
      readonly kind: 'repeat';
      readonly node: RegexpNode;
      readonly min: number;
      readonly max: number | undefined;
    };

export class RegexpProblem extends Error {}

interface Flags {
  readonly fold: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
}

/** Go refuses to repeat more often, nested repeats multiplied. */
const MOST_REPEATS = 1000;
/** Go refuses deeper nesting. */
const DEEPEST = 1000;
const NEWLINE = 10;

const isWord: CharTest = (code) => code >= 0 && /^\w$/.test(String.fromCodePoint(code));

/**
 * A reader of RE2 syntax as Go's `regexp` understands it.
 * @see https://pkg.go.dev/regexp/syntax
 */
export class RegexpReader {
  readonly #text: string;
  readonly #namedByAngle: boolean;
  #flags: Flags;
  #at = 0;
  #depth = 0;

  constructor(text: string, version: string) {
    // As Prometheus wraps it, so that what reaches past the end is refused as it is there.
    this.#text = `(?:${text})`;
    // Since Prometheus 3.0 the dot matches a line break as well; Go 1.22, which brings (?<name>), is in since 2.51.
    this.#flags = { fold: false, multiline: false, dotAll: atLeast(version, '3.0') };
    this.#namedByAngle = atLeast(version, '2.51');
  }

  /** @throws {RegexpProblem} where Go would refuse the expression */
  read(): RegexpNode {
    const tree = this.#alternation();
    if (this.#at < this.#text.length) throw new RegexpProblem('unexpected )');
    if (repeatsOf(tree) > MOST_REPEATS) throw new RegexpProblem(`more than ${MOST_REPEATS} repeats`);
    return tree;
  }

  #peek(length = 1): string {
    return this.#text.slice(this.#at, this.#at + length);
  }

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text) ?? undefined;
    if (found !== undefined) this.#at = pattern.lastIndex;
    return found;
  }

  #char(): string {
    const code = this.#text.codePointAt(this.#at);
    if (code === undefined) throw new RegexpProblem('it ends too early');
    const char = String.fromCodePoint(code);
    this.#at += char.length;
    return char;
  }

  #alternation(): RegexpNode {
    if (++this.#depth > DEEPEST) throw new RegexpProblem('it is nested too deeply');
    const options: RegexpNode[] = [];
    const sources: string[] = [];
    do {
      const start = this.#at;
      options.push(this.#sequence());
      sources.push(this.#text.slice(start, this.#at));
    } while (this.#take('|'));
    this.#depth--;
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: 'alternate', options, sources };
  }

  #sequence(): RegexpNode {
    const parts: RegexpNode[] = [];
    while (this.#at < this.#text.length && !'|)'.includes(this.#peek())) {
      if (this.#take('\\Q')) {
        parts.push(...this.#quoted());
        continue;
      }
      const repeat = this.#repeat();
      if (repeat === undefined) {
        const atom = this.#atom();
        if (atom !== undefined) parts.push(atom);
        continue;
      }
      const node = parts.pop();
      if (node === undefined) throw new RegexpProblem(`nothing stands before ${repeat.text} to repeat`);
      parts.push({ kind: 'repeat', node, min: repeat.min, max: repeat.max });
      const again = this.#repeat();
      if (again !== undefined) throw new RegexpProblem(`${repeat.text}${again.text} repeats a repeat`);
    }
    const [only] = parts;
    if (parts.length === 1 && only !== undefined) return only;
    return parts.length === 0 ? { kind: 'empty' } : { kind: 'sequence', parts };
  }

  #quoted(): RegexpNode[] {
    const end = this.#text.indexOf('\\E', this.#at);
    const text = this.#text.slice(this.#at, end < 0 ? undefined : end);
    this.#at = end < 0 ? this.#text.length : end + 2;
    return [...text].map((char) => this.#literal(char));
  }

  #repeat(): { min: number; max: number | undefined; text: string } | undefined {
    const found = this.#match(/(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/y);
    if (found === undefined) return undefined;
    const [text, from, comma, to] = found;
    if (from === undefined)
      return { min: text[0] === '+' ? 1 : 0, max: text[0] === '?' ? 1 : undefined, text };
    // Go reads {5 6} and the like as text, but {5,6} as a count.
    const min = Number(from);
    const max = comma === '' ? min : to === '' ? undefined : Number(to);
    if (min > MOST_REPEATS || (max !== undefined && (max > MOST_REPEATS || max < min)))
      throw new RegexpProblem(`${text} is no valid repeat count`);
    return { min, max, text };
  }

  /** `undefined` for a group that only sets flags. */
  #atom(): RegexpNode | undefined {
    if (this.#take('(')) return this.#group();
    if (this.#peek() === '[') return this.#class();
    if (this.#take('.')) {
      const { dotAll } = this.#flags;
      return { kind: 'char', test: (code) => dotAll || code !== NEWLINE };
    }
    if (this.#take('^')) return this.#edge('start', this.#flags.multiline);
    if (this.#take('$')) return this.#edge('end', this.#flags.multiline);
    if (this.#peek() === '\\') return this.#escape();
    return this.#literal(this.#char());
  }

  #edge(side: 'start' | 'end', lines: boolean): RegexpNode {
    const isEdge: CharTest = (code) => code === -1 || (lines && code === NEWLINE);
    return { kind: 'assert', test: (before, after) => isEdge(side === 'start' ? before : after) };
  }

  #literal(char: string): RegexpNode {
    const code = char.codePointAt(0) ?? 0;
    const folded = this.#flags.fold ? foldCase(code) : [code];
    if (folded.length > 1) return { kind: 'char', test: (other) => folded.includes(other) };
    return { kind: 'char', test: (other) => other === code, literal: char };
  }

  #group(): RegexpNode | undefined {
    const outer = this.#flags;
    if (this.#take('?')) {
      const name = this.#match(/P?<([^>]*)>/y);
      if (name !== undefined) this.#name(name[0], name[1] ?? '');
      else if (this.#setFlags()) return undefined;
    }
    const inner = this.#alternation();
    if (!this.#take(')')) throw new RegexpProblem('a ( is not closed');
    this.#flags = outer;
    // A group keeps its contents together, so that a repeat after it takes all of them.
    return inner.kind === 'sequence' ? { kind: 'sequence', parts: [...inner.parts] } : inner;
  }

  #name(text: string, name: string): void {
    if (/^<[=!]/.test(text)) throw new RegexpProblem('look-behind is not supported');
    if (!text.startsWith('P') && !this.#namedByAngle)
      throw new RegexpProblem('a group is named by (?P<name>...)');
    if (!/^\w+$/.test(name)) throw new RegexpProblem(`"${name}" is no group name`);
  }

  /** Reads `i`, `m`, `s`, `U` and their negation; `true` where the group ends with them. */
  #setFlags(): boolean {
    if (/^<?[=!]/.test(this.#peek(2)))
      throw new RegexpProblem('look-ahead and look-behind are not supported');
    const found = this.#match(/([imsU]*)(-[imsU]+)?([:)])/y);
    if (found === undefined) throw new RegexpProblem(`(?${this.#peek(1)} is no group that it knows`);
    const [, on = '', off = '', end] = found;
    const pick = (flag: string, now: boolean) =>
      off.includes(flag) ? false : on.includes(flag) ? true : now;
    this.#flags = {
      fold: pick('i', this.#flags.fold),
      multiline: pick('m', this.#flags.multiline),
      dotAll: pick('s', this.#flags.dotAll),
    };
    return end === ')';
  }

  #escape(): RegexpNode {
    const next = this.#peek(2).slice(1);
    const edges: Readonly<Record<string, () => RegexpNode>> = {
      A: () => this.#edge('start', false),
      z: () => this.#edge('end', false),
      b: () => ({ kind: 'assert', test: (before, after) => isWord(before) !== isWord(after) }),
      B: () => ({ kind: 'assert', test: (before, after) => isWord(before) === isWord(after) }),
    };
    const edge = edges[next];
    if (edge !== undefined) {
      this.#at += 2;
      return edge();
    }
    const test = this.#classEscape();
    return test === undefined ? this.#literal(this.#charEscape()) : { kind: 'char', test };
  }

  /** `\d`, `\pL`, `\p{Greek}` and their kin; nothing is read where there is none. */
  #classEscape(): CharTest | undefined {
    const perl = this.#match(/\\([dDsSwW])/y);
    if (perl !== undefined) return escapeClass(perl[1] ?? '');
    const unicode = this.#match(/\\([pP])(?:\{(\^?)(\w+)\}|(\w))/y);
    if (unicode === undefined) return undefined;
    const name = unicode[3] ?? unicode[4] ?? '';
    const test = unicodeClass(name);
    if (test === undefined) throw new RegexpProblem(`there is no character class ${unicode[0]}`);
    const negated = (unicode[1] === 'P') !== (unicode[2] === '^');
    return negated ? (code) => !test(code) : test;
  }

  #charEscape(): string {
    this.#at++;
    if (this.#at >= this.#text.length) throw new RegexpProblem('it ends in a backslash');
    const hex = this.#match(/x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})/y);
    if (hex !== undefined) {
      const code = Number.parseInt(hex[1] ?? hex[2] ?? '', 16);
      if (code > 0x10ffff) throw new RegexpProblem(`\\${hex[0]} is no character`);
      return String.fromCodePoint(code);
    }
    const octal = this.#match(/(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/y);
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal[0], 8));
    const char = this.#char();
    const control = { a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }[char];
    if (control !== undefined) return control;
    if (/[1-9]/.test(char)) throw new RegexpProblem(`back-references such as \\${char} are not supported`);
    if (/[A-Za-z0-9]/.test(char) || (char.codePointAt(0) ?? 0) > 127)
      throw new RegexpProblem(`\\${char} is no escape`);
    return char;
  }

  #class(): RegexpNode {
    this.#at++;
    const negated = this.#take('^');
    const set = new CharacterClass(this.#flags.fold);
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      if (this.#at >= this.#text.length) throw new RegexpProblem('a [ is not closed');
      const posix = this.#match(/\[:(\^?)(\w*):\]/y);
      if (posix !== undefined) {
        const test = POSIX_CLASSES.get(posix[2] ?? '');
        if (test === undefined) throw new RegexpProblem(`there is no character class ${posix[0]}`);
        set.addTest(posix[1] === '^' ? (code) => !test(code) : test);
        continue;
      }
      const test = this.#classEscape();
      if (test !== undefined) {
        set.addTest(test);
        continue;
      }
      const low = this.#classChar();
      const ranged = this.#peek() === '-' && this.#peek(2) !== '-]' && this.#peek(2).length === 2;
      if (ranged) this.#at++;
      const high = ranged ? this.#classChar() : low;
      if (high < low) throw new RegexpProblem('a range in [...] runs backwards');
      set.addRange(low, high);
    }
    this.#at++;
    return { kind: 'char', test: negated ? (code) => !set.has(code) : (code) => set.has(code) };
  }

  #classChar(): number {
    const char = this.#peek() === '\\' ? this.#charEscape() : this.#char();
    return char.codePointAt(0) ?? 0;
  }
}

function repeatsOf(node: RegexpNode): number {
  switch (node.kind) {
    case 'sequence':
      return Math.max(1, ...node.parts.map(repeatsOf));
    case 'alternate':
      return Math.max(1, ...node.options.map(repeatsOf));
    case 'repeat':
      return Math.max(1, node.min, node.max ?? 0) * repeatsOf(node.node);
    default:
      return 1;
  }
}
