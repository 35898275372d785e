/** What the spec says of a name that changed or will go. */
export interface Succession {
  /** The name that it had before. */
  readonly renamedFrom?: string | undefined;
  /** Why it will go, and what to use instead. */
  readonly deprecated?: string | undefined;
}

export function successionOf(written: {
  readonly renamed_from?: string | undefined;
  readonly deprecated?: string | undefined;
}): Succession {
  return { renamedFrom: written.renamed_from, deprecated: written.deprecated };
}
