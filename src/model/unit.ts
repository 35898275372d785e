import { UNITS } from '../spec/schema/metrics.ts';

export type Unit = (typeof UNITS)[number];

/** Units that a name can state by its suffix, longest first: `_tokens_per_second` before `_seconds`. */
const STATED: readonly Unit[] = UNITS.filter((unit) => unit !== 'none' && unit !== 'items').toSorted(
  (a, b) => b.length - a.length,
);

/**
 * The unit that a metric name states by its suffix, `_total` left aside; `none` when it states none. `_ratio` values lie
 * between 0 and 1, `_percent` and `_percentage` ones between 0 and 100.
 */
export function unitOfName(name: string): Unit {
  const base = name.replace(/_total$/, '').replace(/_percentage$/, '_percent');
  return STATED.find((unit) => base.endsWith(`_${unit}`)) ?? 'none';
}

/** A number with the words it was written in. */
export interface Quantity {
  /** In the unit of the metric it belongs to. */
  readonly value: number;
  /** As the spec writes it, such as `500ms` or `85`. */
  readonly text: string;
}
