/** An item of an ordered list: templates cannot count. */
export interface Numbered {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

export function numbered(items: readonly string[]): Numbered[] {
  return items.map((text, index) => ({ number: index + 1, text }));
}
