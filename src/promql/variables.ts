const VARIABLE = /\$(?:\{\w+(?:\.\w+)*(?::[^}]*)?\}|\w+)/g;
const IN_GROUPING = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*$/i;

interface Substituted {
  /** The expression with every variable outside strings replaced by a stand-in of the same length. */
  readonly text: string;
  /** What stood at an offset: `$model`, `${model:regex}`. */
  readonly variables: ReadonlyMap<number, string>;
}

/**
 * Makes an expression with Grafana variables one that parses, without moving a character: in a grouping a
 * variable becomes a label name, elsewhere a number, which the parser takes for the variable wherever a number or a
 * duration can stand. In strings it stays as it is.
 */
export function substituteVariables(text: string): Substituted {
  const variables = new Map<number, string>();
  const strings = stringRanges(text);
  const substituted = text.replace(VARIABLE, (found, at: number) => {
    if (strings.some(([start, end]) => at >= start && at < end)) return found;
    variables.set(at, found);
    return (IN_GROUPING.test(text.slice(0, at)) ? '_' : '1').repeat(found.length);
  });
  return { text: substituted, variables };
}

/** Whether a label value leaves part of itself to the dashboard. */
export function hasVariable(value: string): boolean {
  return value.search(VARIABLE) >= 0;
}

function stringRanges(text: string): readonly (readonly [number, number])[] {
  const pattern = /#[^\r\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`/g;
  return [...text.matchAll(pattern)].map((found) => [found.index, found.index + found[0].length] as const);
}
