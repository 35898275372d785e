import { fill, INVISIBLE, oneLine, wrap } from '../instrumentation/text.ts';

/** Columns that a generated line may take. */
export const WIDTH = 110;

const escapeCharacter = (character: string): string =>
  Array.from({ length: character.length }, (_, unit) => character.charCodeAt(unit))
    .map((code) => `\\u${code.toString(16).padStart(4, '0')}`)
    .join('');

/** A string literal in the quotes that need fewer escapes, single ones by preference. */
export function stringLiteral(text: string): string {
  const body = JSON.stringify(text).slice(1, -1).replace(INVISIBLE, escapeCharacter);
  const doubles = text.split('"').length;
  const singles = text.split("'").length;
  if (singles > doubles) return `"${body}"`;
  return `'${body.replace(/\\"/g, '"').replace(/'/g, "\\'")}'`;
}

/** A property key, quoted where it must be. */
export function propertyKey(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : stringLiteral(name);
}

/** Opening, items and closing on one line where that fits, else an item a line. `column` is where the text begins. */
export function list(open: string, items: readonly string[], close: string, indent = 0, column = 0): string {
  const pad = open === '{' ? ' ' : '';
  const line = items.length === 0 ? `${open}${close}` : `${open}${pad}${items.join(', ')}${pad}${close}`;
  if (column + line.length <= WIDTH && !line.includes('\n')) return line;
  const inner = ' '.repeat(indent + 2);
  return `${open}\n${items.map((item) => `${inner}${item},\n`).join('')}${' '.repeat(indent)}${close}`;
}

/** A list of numbers, as many on a line as fit. */
export function numberList(numbers: readonly number[], indent: number, column: number): string {
  const line = `[${numbers.join(', ')}]`;
  if (column + line.length + 1 <= WIDTH) return line;
  const inner = ' '.repeat(indent + 2);
  return `[\n${fill(
    numbers.map((number) => `${number},`),
    inner,
    WIDTH,
  ).join('\n')}\n${' '.repeat(indent)}]`;
}

/** Text of the spec made safe inside a comment: it can neither end the comment nor start a tag. */
function commentText(text: string): string {
  return oneLine(text)
    .replace(/\*\//g, '*\\/')
    .replace(/(^|[\s{])@/g, '$1\\@');
}

/** Text of the spec on one line of a `//` comment. */
export const lineComment = commentText;

/** A documentation comment; an empty paragraph is a blank line. Paragraphs are wrapped. */
export function jsDoc(paragraphs: readonly string[], indent = 0): string {
  const pad = ' '.repeat(indent);
  const texts = paragraphs.map(commentText);
  const single = `/** ${texts[0] ?? ''} */`;
  if (texts.length === 1 && indent + single.length <= WIDTH) return single;
  const body = texts.flatMap((text) => wrap(text, WIDTH - indent - 5));
  return ['/**', ...body.map((line) => `${pad} *${line === '' ? '' : ` ${line}`}`), `${pad} */`].join('\n');
}

/**
 * Statements that find the position of `value` among ascending inclusive upper bounds by binary decision; above
 * the last bound it is the number of bounds. Generated, because a loop over an array costs several times as much.
 */
export function decision(value: string, bounds: readonly number[], indent: number): string {
  return decide(value, bounds, 0, bounds.length, ' '.repeat(indent)).join('\n');
}

function decide(value: string, bounds: readonly number[], low: number, high: number, pad: string): string[] {
  if (low === high) return [`${pad}return ${low};`];
  const middle = (low + high) >> 1;
  const test = `${value} <= ${bounds[middle]}`;
  if (high - low === 1) return [`${pad}return ${test} ? ${low} : ${high};`];
  const lower = decide(value, bounds, low, middle, `${pad}  `);
  const upper = decide(value, bounds, middle + 1, high, pad);
  const only = lower.length === 1 ? lower[0] : undefined;
  if (only !== undefined) return [`${pad}if (${test}) ${only.trim()}`, ...upper];
  return [`${pad}if (${test}) {`, ...lower, `${pad}}`, ...upper];
}
