import type { Label } from './label.ts';
import type { ExternalType } from './metric.ts';

type Constraint = ReadonlyMap<string, readonly string[]>;

/**
 * How many combinations of label values can occur: the product of the bounds less those declared impossible.
 * Exact also where declarations overlap: walks the labels once and splits each into values that no declaration tells
 * apart, so the cost depends on the declarations and not on the size of the product. The values of an open set are
 * those that give most combinations: what is declared impossible for some does not make room for others.
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
    const classes = classesOf(label, impossible).map(({ size, value }) => {
      const still = open.filter((id) => allows(impossible[id], label.name, value));
      return {
        size,
        isOverflow: value !== undefined && value === label.overflow,
        each: count(index + 1, still),
      };
    });
    const total = totalOf(label, classes);
    known.set(key, total);
    return total;
  }

  return count(0, [...impossible.keys()]);
}

function allows(constraint: Constraint | undefined, label: string, value: string | undefined): boolean {
  const values = constraint?.get(label);
  return values === undefined || (value !== undefined && values.includes(value));
}

/** Values that have the same number of combinations each. */
interface ValueClass {
  readonly size: number;
  readonly isOverflow: boolean;
  readonly each: number;
}

/** Combinations of all values; of an open set, of as many as it has room for. The overflow value has room of its own. */
function totalOf({ bound, cardinality, overflow }: Label, classes: readonly ValueClass[]): number {
  let room =
    bound.kind === 'open' ? cardinality - (overflow === undefined ? 0 : 1) : Number.POSITIVE_INFINITY;
  let total = 0;
  for (const { size, isOverflow, each } of classes.toSorted((a, b) => b.each - a.each)) {
    const taken = isOverflow ? size : Math.min(size, room);
    if (!isOverflow) room -= taken;
    total += taken * each;
  }
  return total;
}

/** Values that a declaration names, each by itself, and all the others as one class. */
function classesOf({ name, bound, cardinality, overflow }: Label, impossible: readonly Constraint[]) {
  const named = new Set(impossible.flatMap((constraint) => constraint.get(name) ?? []));
  const isOpen = bound.kind === 'open';
  if (isOpen && overflow !== undefined) named.add(overflow);
  const classes = [...named].map((value) => ({ size: 1, value: value as string | undefined }));
  // As many values as match, though no more than there is room for.
  const matching = isOpen ? bound.matcher.count - [...named].filter(bound.matcher.matches).length : 0;
  return [
    ...classes,
    { size: isOpen ? Math.min(matching, cardinality) : cardinality - named.size, value: undefined },
  ];
}

/**
 * Time series of one combination: a classic histogram has its finite buckets, +Inf, _sum and _count, a summary its
 * quantiles, _sum and _count.
 */
export function seriesPerCombination(type: ExternalType, finiteParts: number): number {
  if (type === 'histogram') return finiteParts + 3;
  return type === 'summary' ? finiteParts + 2 : 1;
}
