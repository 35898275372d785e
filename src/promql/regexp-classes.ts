type CharTest = (code: number) => boolean;

function matching(pattern: RegExp): CharTest {
  return (code) => code >= 0 && pattern.test(String.fromCodePoint(code));
}

/** @see https://github.com/google/re2/wiki/Syntax (ASCII character classes) */
export const POSIX_CLASSES: ReadonlyMap<string, CharTest> = new Map(
  Object.entries({
    alnum: matching(/^[0-9A-Za-z]$/),
    alpha: matching(/^[A-Za-z]$/),
    ascii: (code) => code >= 0 && code < 128,
    blank: matching(/^[\t ]$/),
    cntrl: (code) => (code >= 0 && code < 32) || code === 127,
    digit: matching(/^[0-9]$/),
    graph: (code) => code > 32 && code < 127,
    lower: matching(/^[a-z]$/),
    print: (code) => code >= 32 && code < 127,
    punct: matching(/^[!-/:-@[-`{-~]$/),
    space: matching(/^[\t\n\v\f\r ]$/),
    upper: matching(/^[A-Z]$/),
    word: matching(/^[0-9A-Za-z_]$/),
    xdigit: matching(/^[0-9A-Fa-f]$/),
  }),
);

const PERL_CLASSES: Readonly<Record<string, CharTest>> = {
  d: matching(/^[0-9]$/),
  s: matching(/^[\t\n\f\r ]$/),
  w: matching(/^[0-9A-Za-z_]$/),
};

/** The test for `\d`, `\W` and so on, by the letter. */
export function escapeClass(letter: string): CharTest {
  const test = PERL_CLASSES[letter.toLowerCase()] ?? (() => false);
  return letter === letter.toLowerCase() ? test : (code) => !test(code);
}

/** The test for a Unicode category (`L`, `Lu`) or script (`Greek`), or `undefined` where there is no such class. */
export function unicodeClass(name: string): CharTest | undefined {
  if (name === 'Any') return () => true;
  const property = /^[A-Z][a-z]?$/.test(name) ? `General_Category=${name}` : `Script=${name}`;
  try {
    return matching(new RegExp(`^\\p{${property}}$`, 'u'));
  } catch {
    return undefined;
  }
}

/** The code points that are the same letter when case is ignored, itself first. */
export function foldCase(code: number): readonly number[] {
  const char = String.fromCodePoint(code);
  const others = [char.toLowerCase(), char.toUpperCase()].filter((other) => [...other].length === 1);
  return [...new Set([code, ...others.map((other) => other.codePointAt(0) ?? code)])];
}

/** The inside of `[...]`. */
export class CharacterClass {
  readonly #fold: boolean;
  readonly #ranges: (readonly [low: number, high: number])[] = [];
  readonly #tests: CharTest[] = [];

  constructor(fold: boolean) {
    this.#fold = fold;
  }

  addRange(low: number, high: number): void {
    this.#ranges.push([low, high]);
  }

  addTest(test: CharTest): void {
    this.#tests.push(test);
  }

  has(code: number): boolean {
    const variants = this.#fold ? foldCase(code) : [code];
    return variants.some(
      (variant) =>
        this.#ranges.some(([low, high]) => variant >= low && variant <= high) ||
        this.#tests.some((test) => test(variant)),
    );
  }
}
