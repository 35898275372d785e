/** A line that is not of the format; the message says why. */
export class ScrapeProblem extends Error {}

/** Reads a line from left to right. Patterns are sticky. */
export class LineScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text) ?? undefined;
    this.#at += found?.[0].length ?? 0;
    return found;
  }

  /** @throws ScrapeProblem where something else stands */
  take(pattern: RegExp, what: string): string {
    const found = this.match(pattern)?.[0];
    if (found === undefined) throw new ScrapeProblem(`${what} is missing at column ${this.#at + 1}`);
    return found;
  }

  /** A text in double quotes, without them and its escapes. */
  quoted(): string | undefined {
    if (this.#text[this.#at] !== '"') return undefined;
    const found = this.match(/"((?:[^"\\]|\\.)*)"/y);
    if (found === undefined) throw new ScrapeProblem('a quoted text does not end');
    return (found[1] ?? '').replace(/\\([\\"n])/g, (_, escaped) => (escaped === 'n' ? '\n' : escaped));
  }

  rest(): string {
    return this.#text.slice(this.#at);
  }
}
