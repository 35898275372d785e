import { fill, INVISIBLE, oneLine, wrap } from '../instrumentation/text.ts';

/** Columns of a line, as ruff and black leave them. */
export const WIDTH = 88;

/** A string literal in the quotes that need fewer escapes, double ones by preference. */
export function stringLiteral(text: string): string {
  const body = JSON.stringify(text).slice(1, -1).replace(INVISIBLE, escapeCharacter);
  if (text.split('"').length <= text.split("'").length) return `"${body}"`;
  return `'${body.replace(/\\"/g, '"').replace(/'/g, "\\'")}'`;
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** A number as a float. */
export function floatLiteral(value: number): string {
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** Opening, items and closing on one line where that fits, else an item a line. `column` is where the text begins. */
export function list(open: string, items: readonly string[], close: string, indent = 0, column = 0): string {
  const line = `${open}${items.join(', ')}${close}`;
  if (column + line.length <= WIDTH && !line.includes('\n')) return line;
  const inner = ' '.repeat(indent + 4);
  return `${open}\n${items.map((item) => `${inner}${item},\n`).join('')}${' '.repeat(indent)}${close}`;
}

export function tuple(items: readonly string[], indent = 0, column = 0): string {
  const [only] = items;
  return items.length === 1 ? `(${only},)` : list('(', items, ')', indent, column);
}

/** An assignment, or with `: ` an annotation; parentheses let a long expression stand on lines of its own. */
export function assign(target: string, expression: string, indent: number, sign = ' = '): string {
  const pad = ' '.repeat(indent);
  const bare = /^\((.* if .* else .*)\)$/.exec(expression)?.[1] ?? expression;
  const line = `${pad}${target}${sign}${bare}`;
  if (line.length <= WIDTH) return line;
  const isLong = indent + 4 + bare.length > WIDTH;
  const inner = isLong ? bare.replace(/ (if|else) /g, `\n${pad}    $1 `) : bare;
  return `${pad}${target}${sign}(\n${pad}    ${inner}\n${pad})`;
}

/** Numbers as text in parentheses, which takes a fraction of the lines of a tuple. */
export function numberText(numbers: readonly number[], indent: number): string {
  const pieces = numbers.map(String);
  const line = `"${pieces.join(' ')}"`;
  if (line.length <= 60) return line;
  const lines = fill(pieces, '', WIDTH - indent - 7);
  const pad = ' '.repeat(indent);
  const last = lines.length - 1;
  return `(\n${lines.map((each, at) => `${pad}    "${each}${at < last ? ' ' : ''}"\n`).join('')}${pad})`;
}

/** A condition, a test a line where one line is too short. */
export function ifLines(tests: readonly string[], indent: number): string[] {
  const pad = ' '.repeat(indent);
  const line = `${pad}if ${tests.join(' and ')}:`;
  if (line.length <= WIDTH) return [line];
  return [
    `${pad}if (`,
    ...tests.map((test, index) => `${pad}    ${index === 0 ? '' : 'and '}${test}`),
    `${pad}):`,
  ];
}

/** A call as a statement. */
export function callLine(name: string, parts: readonly string[], indent: number): string {
  return `${' '.repeat(indent)}${list(`${name}(`, parts, ')', indent, indent)}`;
}

/** The head of a function, up to its colon. Labels are given by keyword. */
export function defLines(
  name: string,
  positional: readonly string[],
  keywords: readonly string[],
  result: string,
): string {
  const parts = [...positional, ...(keywords.length > 0 ? ['*', ...keywords] : [])];
  const line = `    def ${name}(${parts.join(', ')}) -> ${result}:`;
  if (line.length <= WIDTH) return line;
  return `    def ${name}(\n${parts.map((part) => `        ${part},\n`).join('')}    ) -> ${result}:`;
}

/** Text of the spec made safe inside a docstring: it cannot end it. */
function docText(text: string): string {
  const line = oneLine(text);
  return line.replace(/\\|"+$|"{3,}|^"+/g, (found, at: number) => {
    if (found === '\\') return '\\\\';
    // Formatters disagree on a quote before the closing ones.
    return (at + found.length === line.length ? '\\x22' : '\\"').repeat(found.length);
  });
}

/** A docstring; an empty paragraph is a blank line. Paragraphs are wrapped. */
export function docstring(paragraphs: readonly string[], indent = 0): string {
  const pad = ' '.repeat(indent);
  const texts = paragraphs.map(docText);
  const single = `"""${texts[0] ?? ''}"""`;
  if (texts.length === 1 && indent + single.length <= WIDTH) return single;
  const [first = '', ...rest] = texts;
  // The quotes take three columns of the first line.
  const fillTo = (width: number) => fill(first.split(' '), '   ', width - indent).map((line) => line.trim());
  const whole = fillTo(WIDTH);
  // What fits on one line without the closing quotes would get them beyond the last column.
  const opening = texts.length === 1 && whole.length === 1 ? fillTo(WIDTH - 4) : whole;
  const lines = [...opening, ...rest.flatMap((text) => wrap(text, WIDTH - indent - 2))];
  return [
    `"""${lines[0]}`,
    ...lines.slice(1).map((line) => (line === '' ? '' : `${pad}${line}`)),
    `${pad}"""`,
  ].join('\n');
}

/** Names of a fixed list that occur in a text, as an import statement; nothing when none does. */
export function importOf(module: string, names: Iterable<string>, text: string): string {
  const words = new Set(text.match(/\w+/g));
  const used = [...names].filter((name) => words.has(name)).sort(byCase);
  if (used.length === 0) return '';
  return list(`from ${module} import `, used, '').includes('\n')
    ? `from ${module} import (\n${used.map((name) => `    ${name},\n`).join('')})`
    : `from ${module} import ${used.join(', ')}`;
}

/** Constants, then classes, then functions, each by name: the order of isort. */
function byCase(a: string, b: string): number {
  const rank = (name: string) =>
    /^[A-Z0-9_]+$/.test(name) && name.length > 1 ? 0 : /^[A-Z]/.test(name) ? 1 : 2;
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

/** Counts one value in a bucket. */
export function bucketLine(at: string, indent: number): string {
  const pad = ' '.repeat(indent);
  const line = `${pad}values[${at}] += 1.0`;
  return line.length <= WIDTH ? line : `${assign('at', at, indent)}\n${pad}values[at] += 1.0`;
}
