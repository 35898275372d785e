import type { Label } from './label.ts';

type Constraint = ReadonlyMap<string, readonly string[]>;

/**
 * How many combinations of label values can occur: the product of the bounds less those declared impossible.
 * Exact also where declarations overlap: walks the labels once and splits each into values that no declaration tells
 * apart, so the cost depends on the declarations and not on the size of the product.
 */
export function combinationsOf(labels: readonly Label[], impossible: readonly Constraint[]): number {
  const known = new Map<string, number>();

  // Counts the combinations of the labels from `index` on that complete none of the `open` declarations.
  function count(index: number, open: readonly number[]): number {
    const label = labels[index];
    if (label === undefined) return open.length === 0 ? 1 : 0;
    const key = `${index}:${open.join()}`;
    const counted = known.get(key);
    if (counted !== undefined) return counted;
    let total = 0;
    for (const { size, value } of classesOf(label, impossible)) {
      total +=
        size *
        count(
          index + 1,
          open.filter((id) => allows(impossible[id], label.name, value)),
        );
    }
    known.set(key, total);
    return total;
  }

  return count(0, [...impossible.keys()]);
}

function allows(constraint: Constraint | undefined, label: string, value: string | undefined): boolean {
  const values = constraint?.get(label);
  return values === undefined || (value !== undefined && values.includes(value));
}

/** Values that a declaration names, each by itself, and all the others as one class. */
function classesOf(label: Label, impossible: readonly Constraint[]) {
  const named = new Set(impossible.flatMap((constraint) => constraint.get(label.name) ?? []));
  const classes = [...named].map((value) => ({ size: 1, value: value as string | undefined }));
  return [...classes, { size: label.cardinality - named.size, value: undefined }];
}

/** Time series of one combination: a classic histogram has its finite buckets, +Inf, _sum and _count. */
export function seriesPerCombination(type: 'counter' | 'gauge' | 'histogram', finiteBuckets: number): number {
  return type === 'histogram' ? finiteBuckets + 3 : 1;
}
