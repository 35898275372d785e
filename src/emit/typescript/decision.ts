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
