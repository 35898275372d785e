/** What YAML 1.1 reads as false or true, and what its writers make of it. */
const FALSE = /^(?:n|no|off|false)$/i;
const TRUE = /^(?:y|yes|on|true)$/i;

/** Words of the grammar that say no or yes and that every YAML reads as text. */
const WORDS: readonly (readonly [RegExp, readonly string[]])[] = [
  [FALSE, ['none', 'never', 'without']],
  [TRUE, ['standard']],
];

/** The word among `known` that stands for a boolean of YAML 1.1, such as `off`; undefined where there is none. */
export function wordFor(written: unknown, known: readonly string[]): string | undefined {
  if (typeof written !== 'string' && typeof written !== 'boolean') return undefined;
  const words = WORDS.find(([form]) => form.test(String(written)))?.[1];
  return words?.find((word) => known.includes(word));
}

/** Whether YAML 1.1 reads this as a boolean, so that it can be no word of the grammar. */
export function isBoolean(word: string): boolean {
  return FALSE.test(word) || TRUE.test(word);
}
