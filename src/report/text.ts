import pc from 'picocolors';
import type { Finding, Place, Severity } from '../finding/finding.ts';
import { plural } from '../finding/prose.ts';
import { inOrder, wordsOf } from '../finding/words.ts';
import type { ReportContext, Reporter } from './report.ts';
import { countBySeverity } from './report.ts';

type Colours = ReturnType<typeof pc.createColors>;

/** Findings that somebody may read; fixing the first of more usually takes many of the others along. */
const MOST_SHOWN = 200;

/** For people: findings with their source, worst first, and a line that sums up. */
export const textReport: Reporter = (findings, context) => {
  const colours = pc.createColors(context.colour);
  const blocks = inOrder(findings)
    .slice(0, MOST_SHOWN)
    .map((finding) => block(finding, context, colours));
  const more = findings.length - blocks.length;
  if (more > 0) blocks.push(`... and ${more} more; --format json shows all`);
  return `${[...blocks, summary(findings, context, colours)].join('\n\n')}\n`;
};

function block(finding: Finding, context: ReportContext, colours: Colours): string {
  const { severity, headline, fix } = wordsOf(finding);
  const title = `${paint(severity, colours)}${colours.bold(`[${finding.code}]`)}: ${printable(headline)}`;
  const related = (finding.related ?? []).flatMap(({ place, note }) =>
    excerpt(place, context, colours, printable(note)),
  );
  const lines = [title, ...excerpt(finding.place, context, colours), ...related];
  if (fix !== undefined) lines.push(`  ${colours.green('fix')}: ${printable(fix)}`);
  return lines.join('\n');
}

function excerpt(place: Place, context: ReportContext, colours: Colours, note?: string): string[] {
  const at = `${printable(place.file)}:${place.line}:${place.column}`;
  const head = `  ${colours.cyan(note === undefined ? '-->' : ':::')} ${at}${note === undefined ? '' : ` ${note}`}`;
  const shown = excerptOf(place, context.sources.get(place.file));
  if (shown === undefined) return [head];
  const number = String(shown.line);
  const gutter = ' '.repeat(number.length);
  const mark = note === undefined ? colours.red(shown.marks) : colours.cyan(shown.marks.replaceAll('^', '-'));
  return [
    head,
    `  ${colours.dim(`${number} |`)} ${shown.source}`.trimEnd(),
    `  ${colours.dim(`${gutter} |`)} ${mark}`,
  ];
}

function paint(severity: Severity, colours: Colours): string {
  const colour = { error: colours.red, warning: colours.yellow, note: colours.blue }[severity];
  return colour(colours.bold(severity));
}

function summary(findings: readonly Finding[], { waived }: ReportContext, colours: Colours): string {
  const counts = countBySeverity(findings);
  const parts = [plural(counts.error, 'error'), plural(counts.warning, 'warning')];
  if (counts.note > 0) parts.push(plural(counts.note, 'note'));
  if (waived.length > 0) parts.push(`${waived.length} waived`);
  const line = parts.join(', ');
  if (counts.error > 0) return colours.red(line);
  return counts.warning > 0 ? colours.yellow(line) : colours.green(line);
}

/** A line of source with marks under what is meant. */
interface Excerpt {
  readonly line: number;
  readonly source: string;
  readonly marks: string;
}

/** Columns of an excerpt: a longer line is cut around the place. */
const WIDTH = 110;

/** The first line of a place; undefined where the source is not at hand. */
function excerptOf(place: Place, source: string | undefined): Excerpt | undefined {
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
