import type { Place } from '../finding/finding.ts';

/** A line of source with marks under what is meant. */
interface Excerpt {
  readonly line: number;
  readonly source: string;
  readonly marks: string;
}

/** Columns of an excerpt: a longer line is cut around the place. */
const WIDTH = 110;

/** The first line of a place; undefined where the source is not at hand. */
export function excerptOf(place: Place, source: string | undefined): Excerpt | undefined {
  const text = source === undefined ? undefined : linesOf(source)[place.line - 1];
  if (text === undefined) return undefined;
  const start = place.column - 1;
  const end = place.endLine > place.line ? text.trimEnd().length : place.endColumn - 1;
  const before = widthOf(text.slice(0, start));
  const width = Math.max(1, widthOf(text.slice(start, end)));
  const cut = before + Math.min(width, WIDTH / 2) > WIDTH ? before - Math.floor(WIDTH / 2) : 0;
  const shown = [...printable(text)].slice(cut, cut + WIDTH).join('');
  return {
    line: place.line,
    source: cut > 0 ? `...${shown}` : shown,
    marks: `${' '.repeat(before - cut + (cut > 0 ? 3 : 0))}${'^'.repeat(Math.min(width, WIDTH - (before - cut)))}`,
  };
}

let lately: { readonly source: string; readonly lines: readonly string[] } | undefined;

/** The lines of a source. A report asks for thousands of places in one source, which is split once. */
function linesOf(source: string): readonly string[] {
  if (lately?.source !== source) lately = { source, lines: source.split(/\r\n|\n|\r/) };
  return lately.lines;
}

/** Text that cannot move the cursor, change colours or hide itself: the spec is data, also in a terminal. */
export function printable(text: string): string {
  return text
    .replaceAll('\t', ' ')
    .replace(/[\p{Cc}\p{Bidi_Control}\u00ad\u180e\u200b\u2060-\u2064\ufeff]/gu, '\uFFFD');
}

/** Characters rather than UTF-16 units, as a terminal lays them out. */
function widthOf(text: string): number {
  return [...text].length;
}
