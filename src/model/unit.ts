import type { UNITS } from '../spec/schema/metrics.ts';

export type Unit = (typeof UNITS)[number];

/** Name suffixes that say the unit, longest first. `_ratio` values lie between 0 and 1, `_percentage` between 0 and 100. */
const SUFFIXES: readonly (readonly [suffix: string, unit: Unit])[] = [
  ['_dollars_per_hour', 'dollars_per_hour'],
  ['_dollars_per_second', 'dollars_per_second'],
  ['_tokens_per_second', 'tokens_per_second'],
  ['_tokens_per_dollar', 'tokens_per_dollar'],
  ['_tokens_per_joule', 'tokens_per_joule'],
  ['_percentage', 'percent'],
  ['_percent', 'percent'],
  ['_seconds', 'seconds'],
  ['_bytes', 'bytes'],
  ['_ratio', 'ratio'],
  ['_celsius', 'celsius'],
  ['_joules', 'joules'],
  ['_watts', 'watts'],
  ['_volts', 'volts'],
  ['_amperes', 'amperes'],
  ['_hertz', 'hertz'],
  ['_grams', 'grams'],
  ['_meters', 'meters'],
  ['_dollars', 'dollars'],
  ['_requests', 'requests'],
  ['_tokens', 'tokens'],
];

/** The unit that a metric name states by its suffix, `_total` left aside; `none` when it states none. */
export function unitOfName(name: string): Unit {
  const base = name.replace(/_total$/, '');
  return SUFFIXES.find(([suffix]) => base.endsWith(suffix))?.[1] ?? 'none';
}

/** A number with the words it was written in. */
export interface Quantity {
  /** In the unit of the metric it belongs to. */
  readonly value: number;
  /** As the spec writes it, such as `500ms` or `85`. */
  readonly text: string;
}
