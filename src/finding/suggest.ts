import { distance } from 'fastest-levenshtein';

/**
 * The name nearest to `word`, if near enough to be what was meant: `most` letters may differ, a third unless given, or
 * two be swapped.
 */
export function suggest(
  word: string,
  names: Iterable<string>,
  most = Math.max(1, Math.floor(word.length / 3)),
): string | undefined {
  let best: string | undefined;
  let least = most + 1;
  for (const name of names) {
    const difference = differenceOf(word.toLowerCase(), name.toLowerCase());
    if (difference < least) {
      best = name;
      least = difference;
    }
  }
  return best;
}

/** Letters that differ; two neighbours that changed places are one slip of the hand, and count as one. */
function differenceOf(left: string, right: string): number {
  const difference = distance(left, right);
  return difference === 2 && isSwap(left, right) ? 1 : difference;
}

function isSwap(left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  const at = [...left].findIndex((_, index) => left[index] !== right[index]);
  const swapped = `${left.slice(0, at)}${left[at + 1] ?? ''}${left[at] ?? ''}${left.slice(at + 2)}`;
  return swapped === right;
}
