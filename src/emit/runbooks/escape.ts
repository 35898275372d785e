/**
 * Text of the spec as data in each language that the pages are written in. Text may mark code with `backticks`, and
 * nothing else: every other character stands for itself.
 */

/** Characters that reorder what stands around them on the screen, and controls that no reader can see. */
const INVISIBLE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** One line: white space runs to one space, what reorders or hides text to a visible sign. */
export function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim().replace(INVISIBLE, '\ufffd');
}

/** One line of Markdown, in a paragraph, a heading or a list item. */
export function markdown(text: string): string {
  return withCode(oneLine(text), codeSpan, (plain, first) => (first ? escapeStart : escapeInline)(plain));
}

/** Paragraphs of Markdown: empty lines part them, as they do in the text. */
export function prose(text: string): string {
  return text
    .split(/\r?\n[^\S\n]*\r?\n/u)
    .map(markdown)
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');
}

/** The content of a table cell. */
export function cell(text: string): string {
  return withCode(oneLine(text), codeCell, (plain) => escapeInline(plain));
}

/** A code span outside tables. Longer fences than any run of backticks inside, as CommonMark has it. */
export function codeSpan(text: string): string {
  const line = oneLine(text);
  const fence = '`'.repeat(longestRun(line) + 1);
  return /^`|`$/.test(line) ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}

/** A code span within a table cell: GFM parts cells before it looks for code. */
export function codeCell(text: string): string {
  return codeSpan(text).replaceAll('|', '\\|');
}

/** A fenced block. Its text is kept as it is, so that it can be copied. */
export function codeBlock(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text.replace(/\r\n?/g, '\n').replace(/\n+$/, '')}\n${fence}`;
}

/** A link. `href` is a URL or a path in its own encoding; what would end it early is encoded. */
export function link(label: string, href: string): string {
  return `[${label}](${destination(href)})`;
}

/** Links of a page whose addresses stand at its end, so that its text can be read without a renderer. */
export class References {
  readonly #numbers = new Map<string, number>();

  /** @see https://spec.commonmark.org/0.31.2/#reference-link */
  link(label: string, href: string): string {
    const to = destination(href);
    const number = this.#numbers.get(to) ?? this.#numbers.size + 1;
    this.#numbers.set(to, number);
    return `[${label}][${number}]`;
  }

  /** What goes to the end of the page; empty without links. */
  definitions(): string {
    const lines = [...this.#numbers].map(([to, number]) => `[${number}]: ${to}\n`);
    return lines.length === 0 ? '' : `\n${lines.join('')}`;
  }
}

/** A link destination that holds no character with a meaning in Markdown, tables or HTML. */
function destination(href: string): string {
  return href.replace(/[\s<>()[\]\\|"'`*_{}]/gu, (char) =>
    char === '_' ? char : [...Buffer.from(char)].map(percent).join(''),
  );
}

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

/**
 * The text of a quoted Mermaid label.
 * @see https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
 */
export function mermaid(text: string): string {
  return oneLine(text).replace(/[^\p{L}\p{N} _:.,/%-]/gu, (char) => `#${char.codePointAt(0)};`);
}

/** Text or a quoted attribute of HTML. */
export function html(text: string): string {
  return text
    .replace(/[&<>"'`]/g, (char) => `&#${char.charCodeAt(0)};`)
    .replace(/[^\P{Cc}\n\t]|[\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu, '\ufffd');
}

/** One line of HTML in which backticks mark code. */
export function htmlText(text: string): string {
  return withCode(oneLine(text), (code) => `<code>${html(code)}</code>`, html);
}

/** A word of a POSIX shell. */
export function shellWord(text: string): string {
  return `'${oneLine(text).replaceAll("'", `'\\''`)}'`;
}

/** `text` for {@link markdown} and its like as code, where it can be: what holds a backtick is put in quotes. */
export function asCode(text: string): string {
  return /[`\n]/.test(text) ? `"${text}"` : `\`${text}\``;
}

function withCode(
  text: string,
  code: (inner: string) => string,
  plain: (outer: string, first: boolean) => string,
): string {
  return text
    .split(/((?<!`)`(?!`)[^`]+(?<!`)`(?!`))/)
    .map((part, index) => (index % 2 === 1 ? code(part.slice(1, -1)) : plain(part, index === 0)))
    .join('');
}

/** `_` inside a word and a lone `&` mean nothing in Markdown and stay readable. */
function escapeInline(text: string): string {
  return text
    .replace(/[\\`*[\]<>~|$]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/&(?=#?\w+;)/g, '\\&');
}

/** Also what makes a block of a line that begins with it. */
function escapeStart(text: string): string {
  return escapeInline(text)
    .replace(/^(?:#{1,6}(?=\s|$)|[+-](?=[\s+-]|$)|=(?==*$))/, '\\$&')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2');
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
