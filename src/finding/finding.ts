import type { Code, FindingArgs } from './catalogue.ts';

export type { Severity } from './define.ts';

/** A stretch of the spec file. Lines and columns are 1-based; `endColumn` is exclusive; columns count UTF-16 units. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A second place that explains the first, such as the declaration that a duplicate repeats. */
export interface RelatedPlace {
  readonly place: Place;
  readonly note: string;
}

/**
 * One fact about the spec that its author should know. A finding is data: its words come from the catalogue, so
 * text, JSON, SARIF and GitHub annotations all say the same.
 */
export type Finding<C extends Code = Code> = C extends Code
  ? {
      readonly code: C;
      readonly args: FindingArgs<C>;
      readonly place: Place;
      readonly related?: readonly RelatedPlace[];
    }
  : never;

/** Makes a finding of any code. In a generic call the compiler cannot see that code and args belong together. */
export function finding<C extends Code>(
  code: C,
  args: FindingArgs<C>,
  place: Place,
  related: readonly RelatedPlace[] = [],
): Finding {
  return (related.length === 0
    ? { code, args, place }
    : { code, args, place, related }) as unknown as Finding;
}
