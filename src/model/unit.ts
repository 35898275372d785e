import { suggest } from '../finding/suggest.ts';
import { MEASURES, scaleOf, unitOfSymbol } from '../promql/units.ts';

/** A unit by its one name: `milliseconds` also where the spec says `ms`. Any word can be a unit. */
export type Unit = string;

/** Units that have a meaning of their own here, a format in Grafana, or a place in names. */
export const UNITS: readonly Unit[] = [
  'seconds',
  'bytes',
  'ratio',
  'percent',
  'celsius',
  'joules',
  'watts',
  'volts',
  'amperes',
  'hertz',
  'grams',
  'meters',
  'dollars',
  'euros',
  'requests',
  'tokens',
  'items',
  'none',
  'tokens_per_second',
  'dollars_per_hour',
  'dollars_per_second',
  'tokens_per_dollar',
  'tokens_per_joule',
];

/** Units that a name can state by its suffix, longest first: `_tokens_per_second` before `_seconds`. */
const STATED: readonly Unit[] = [
  ...new Set([...UNITS, ...MEASURES.filter((name) => scaleOf(name) !== undefined)]),
]
  .filter((unit) => unit !== 'none' && unit !== 'items')
  .toSorted((a, b) => b.length - a.length);

/**
 * The unit that a metric name states by its suffix, `_total` left aside; `none` when it states none. `_ratio` values lie
 * between 0 and 1, `_percent` and `_percentage` ones between 0 and 100.
 */
export function unitOfName(name: string): Unit {
  const base = name.replace(/_total$/, '').replace(/_percentage$/, '_percent');
  return STATED.find((unit) => base.endsWith(`_${unit}`)) ?? 'none';
}

/** The known unit that a written word is a slip of the hand away from; undefined for a word that can stand as it is. */
export function misspeltUnit(word: string): string | undefined {
  const known = [...UNITS, ...MEASURES];
  return known.includes(word) ? undefined : suggest(word, known, word.length < 4 ? 0 : 1);
}

/** The one name of a written unit. */
export const unitOfWord = unitOfSymbol;

/** A number with the words it was written in. */
export interface Quantity {
  /** In the unit of the metric it belongs to. */
  readonly value: number;
  /** As the spec writes it, such as `500ms` or `85`. */
  readonly text: string;
}
