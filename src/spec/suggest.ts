import { distance } from 'fastest-levenshtein';

/** The name nearest to `word`, if near enough to be what was meant: a third of its letters may differ. */
export function suggest(word: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const name of names) {
    const difference = distance(word.toLowerCase(), name.toLowerCase());
    if (difference < least) {
      best = name;
      least = difference;
    }
  }
  return best;
}
