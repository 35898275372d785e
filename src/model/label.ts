import type { SpecPath } from '../spec/path.ts';
import type { ValuePattern } from './value-pattern.ts';

/** What values a label can take. */
export type LabelBound =
  | { readonly kind: 'values'; readonly values: readonly LabelValue[] }
  /** `upper` are inclusive upper bounds; `names` has one name more, for everything above the last. */
  | {
      readonly kind: 'ranges';
      readonly lowest: number;
      readonly upper: readonly number[];
      readonly names: readonly string[];
    }
  | { readonly kind: 'integers'; readonly from: number; readonly to: number }
  | {
      readonly kind: 'open';
      readonly atMost: number;
      readonly pattern: string;
      readonly matcher: ValuePattern;
    };

export interface LabelValue {
  readonly value: string;
  readonly description?: string | undefined;
}

/** A label with its bound: no label exists without one. */
export interface Label {
  readonly name: string;
  readonly description?: string | undefined;
  readonly bound: LabelBound;
  /** Value that stands for those outside the bound; without one, such recordings are dropped and counted. */
  readonly overflow?: string | undefined;
  /** Every value that can occur, overflow included and last; undefined for an open set. */
  readonly values?: readonly string[] | undefined;
  /** How many values can occur, overflow included. */
  readonly cardinality: number;
  readonly path: SpecPath;
}

/** The labels that metrics know by a name: what a source calls so can mean something else than elsewhere. */
export function labelsNamed(
  {
    labels,
    external,
  }: {
    readonly labels: ReadonlyMap<string, Label>;
    readonly external: ReadonlyMap<string, { readonly labels: readonly Label[] }>;
  },
  name: string,
): readonly Label[] {
  const all = [...labels.values(), ...[...external.values()].flatMap((metric) => metric.labels)];
  return [...new Set(all.filter((label) => label.name === name))];
}
