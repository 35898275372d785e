import type { Side } from '../../src/diff/side.ts';
import { readSide } from '../../src/run.ts';

/** One of two specs to compare; throws where it cannot be understood. */
export function sideOf(text: string): Side {
  const side = readSide('spec.yaml', text);
  if (!side.readable) throw new Error(JSON.stringify(side.findings, undefined, 2));
  return side;
}
