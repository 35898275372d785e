export type Severity = 'error' | 'warning' | 'note';

/** The words of one finding code; `Args` are the facts that the words need. */
export interface FindingKind<Args> {
  readonly severity: Severity;
  /** One line that states the fact with its numbers. No full stop at the end. */
  readonly headline: (args: Args) => string;
  /** How to fix it, in one or two imperative sentences; omitted where the headline says it all. */
  readonly fix?: (args: Args) => string | undefined;
  /** False where nothing sound can be generated until it is fixed: such a finding cannot be waived. */
  readonly waivable?: false;
}

/** Declares a finding kind; exists so that `Args` is checked where the words are written. */
export function kind<Args>(definition: FindingKind<Args>): FindingKind<Args> {
  return definition;
}

/** ` (did you mean "x"?)`, or nothing without a suggestion. */
export function didYouMean(suggestion: string | undefined): string {
  return suggestion === undefined ? '' : ` (did you mean "${suggestion}"?)`;
}

/** Marks every kind of a family as not waivable. */
export function unwaivable<Kinds extends object>(kinds: Kinds): Kinds {
  return Object.fromEntries(
    Object.entries(kinds).map(([code, words]) => [code, { ...words, waivable: false }]),
  ) as Kinds;
}
