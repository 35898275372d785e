import type { Label } from '../../model/label.ts';
import { camelCase, Names, pascalCase, upperCase } from '../instrumentation/names.ts';

/** How the module spells a label. */
export interface LabelCode {
  readonly label: Label;
  /** The name in camelCase, its own among all labels. */
  readonly word: string;
  readonly typeName: string;
  readonly valuesName: string;
  readonly guardName: string;
  readonly indexName: string;
  /** Constant that describes the label to the runtime. */
  readonly spaceName: string;
  /** Position among the open sets. */
  readonly open: number | undefined;
  /** A value outside the bound gets no position: it has no overflow value. */
  readonly drops: boolean;
  /** The caller gives a number. */
  readonly numeric: boolean;
  /** Looking a value up can record an overflow, or a new value of an open set. */
  readonly usesStore: boolean;
}

/** Claims the identifiers of every label. */
export function labelCodes(labels: Iterable<Label>, names: Names): Map<string, LabelCode> {
  const codes = new Map<string, LabelCode>();
  const words = new Names([]);
  let open = 0;
  for (const label of labels) {
    const pascal = pascalCase(label.name);
    const camel = camelCase(label.name);
    const upper = upperCase(label.name);
    codes.set(label.name, {
      label,
      word: words.claim(camel),
      typeName: names.claim(pascal, `${pascal}Label`),
      valuesName:
        label.bound.kind === 'open' ? names.claim(`${upper}_PATTERN`) : names.claim(`${upper}_VALUES`),
      guardName: names.claim(`is${pascal}`, `is${pascal}Label`),
      indexName: names.claim(`${camel}Index`),
      spaceName: names.claim(`${upper}_LABEL`),
      open: label.bound.kind === 'open' ? open++ : undefined,
      drops: label.overflow === undefined,
      numeric: label.bound.kind === 'ranges' || label.bound.kind === 'integers',
      usesStore: label.bound.kind === 'open' || label.overflow !== undefined,
    });
  }
  return codes;
}
