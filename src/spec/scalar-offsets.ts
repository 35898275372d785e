import type { Scalar } from 'yaml';

/**
 * For each character of a scalar's value, the offset in the source that it comes from, and one entry more for the
 * end. Needed because a finding inside an expression points at characters of the value, and YAML may have unescaped,
 * folded or unindented them.
 * @see https://yaml.org/spec/1.2.2/#chapter-7-flow-style-productions
 */
export function sourceOffsets(text: string, scalar: Scalar<string>): readonly number[] {
  const [start, end] = scalar.range ?? [0, 0];
  switch (scalar.type) {
    case 'QUOTE_DOUBLE':
      return align(text, scalar.value, start + 1, end - 1, doubleQuoted);
    case 'QUOTE_SINGLE':
      return align(text, scalar.value, start + 1, end - 1, singleQuoted);
    case 'BLOCK_LITERAL':
    case 'BLOCK_FOLDED':
      return align(text, scalar.value, text.indexOf('\n', start) + 1, end, plain);
    default:
      return align(text, scalar.value, start, end, plain);
  }
}

/** How many source characters make the value character at `offset`. */
type Step = (text: string, offset: number) => number;

const plain: Step = () => 1;
const singleQuoted: Step = (text, offset) => (text.startsWith("''", offset) ? 2 : 1);
const doubleQuoted: Step = (text, offset) => {
  if (text[offset] !== '\\') return 1;
  const width = { x: 4, u: 6, U: 10 }[text[offset + 1] ?? ''];
  return width ?? 2;
};

/** Walks value and source side by side; white space is where they differ in length. */
function align(text: string, value: string, start: number, end: number, step: Step): number[] {
  const offsets: number[] = [];
  let source = start;
  for (let index = 0; index < value.length; index++) {
    const wanted = value[index] ?? '';
    if (step(text, source) === 1 && text[source] !== wanted) source = skipTo(text, source, end, wanted);
    offsets.push(Math.min(source, end));
    source += step(text, source);
  }
  offsets.push(Math.min(source, end));
  return offsets;
}

/**
 * Moves over indentation, line breaks and escaped line breaks to the source of `wanted`. A folded line break is
 * a blank in the value: it stays where the break is.
 */
function skipTo(text: string, from: number, end: number, wanted: string): number {
  let source = from;
  if (wanted === ' ' || wanted === '\n') {
    while (source < end && text[source] !== '\n' && text[source] !== wanted && isBlank(text[source]))
      source++;
    return source;
  }
  while (source < end && (isBlank(text[source]) || text[source] === '\n')) source++;
  return source;
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\r';
}
