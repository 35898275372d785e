import type { Label } from '../../model/label.ts';
import type { Model } from '../../model/model.ts';

/** Most values that a type lists; a longer interval of integers is typed as a number. */
const MOST_LISTED = 256;

/** Labels that a metric or an operation has: the others would be dead code. */
export function usedLabels(model: Model): Label[] {
  const used = new Set(
    [
      ...[...model.metrics.values()].flatMap((metric) => metric.labels),
      ...model.operations.flatMap((operation) => [
        ...operation.labels,
        ...[...operation.marks, ...operation.outcomes].flatMap((call) => call.labels),
      ]),
    ].map(({ name }) => name),
  );
  return [...model.labels.values()].filter(({ name }) => used.has(name));
}

/** The type of the label lists its values. */
export function isUnion({ bound, cardinality }: Label): boolean {
  return bound.kind === 'values' || (bound.kind === 'integers' && cardinality <= MOST_LISTED);
}

/** Position of a value that is known when the module is generated; undefined for a value that an open set may hold. */
export function positionOf(label: Label, value: string): number | undefined {
  if (label.bound.kind === 'open') return value === label.overflow ? label.cardinality - 1 : undefined;
  const position = label.values?.indexOf(value) ?? -1;
  if (position < 0) throw new Error(`"${value}" is no value of label "${label.name}"`);
  return position;
}

/** Position of the overflow value, which is the last. */
export function overflowPosition({ values, cardinality, overflow }: Label): number {
  return values === undefined ? cardinality - 1 : values.indexOf(overflow ?? '');
}

/** A label value as the caller would give it; for an interval, a number that falls into it. */
export function givenValue({ bound, overflow }: Label, value: string): string | number {
  if (value === overflow || bound.kind === 'values' || bound.kind === 'open') return value;
  if (bound.kind === 'integers') return Number(value);
  return bound.upper[bound.names.indexOf(value)] ?? (bound.upper.at(-1) ?? 0) + 1;
}

/** Sizes of the open sets in the order of their labels, their overflow values left aside. */
export function openSizes(labels: readonly Label[]): number[] {
  return labels
    .filter(({ bound }) => bound.kind === 'open')
    .map(({ cardinality, overflow }) => cardinality - (overflow === undefined ? 0 : 1));
}
