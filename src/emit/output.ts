export const OUTPUT_KINDS = ['typescript', 'python', 'prometheus', 'grafana', 'runbooks'] as const;

export type OutputKind = (typeof OUTPUT_KINDS)[number];

/** A file to be written: what an emitter returns. */
export interface OutputFile {
  readonly kind: OutputKind;
  /** Relative to the output folder, forward slashes. */
  readonly path: string;
  /** Ends with a line break. */
  readonly content: string;
}

/** A file by its path within the folder of an emitter. */
export type RelativeFile = Omit<OutputFile, 'kind'>;
