/**
 * Characters that reorder or hide text: in source code they can make it read as what it is not.
 * @see https://trojansource.codes/
 */
export const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/** Text of the spec on one line, without characters that hide or reorder others. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').replace(INVISIBLE, '').trim();

/** Lines of pieces that have blanks between them, as many to a line of `width` columns as fit. */
export function fill(pieces: readonly string[], indent: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces) {
    if (line !== '' && indent.length + line.length + 1 + piece.length > width) {
      lines.push(indent + line);
      line = '';
    }
    line = line === '' ? piece : `${line} ${piece}`;
  }
  return line === '' ? lines : [...lines, indent + line];
}

/** Lines of a paragraph; those that continue a list item are indented. An empty one is a blank line. */
export function wrap(text: string, width: number): string[] {
  if (text === '') return [''];
  const lines = fill(text.split(' '), '', width);
  return lines.map((line, index) => (text.startsWith('- ') && index > 0 ? `  ${line}` : line));
}
