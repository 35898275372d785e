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

/** The words as a catalogue writes them: a fix that needs no facts is a plain text. */
type Written<Args> = Omit<FindingKind<Args>, 'severity' | 'fix'> & {
  readonly fix?: string | FindingKind<Args>['fix'];
};

function kind<Args>(severity: Severity, { fix, ...words }: Written<Args>): FindingKind<Args> {
  if (fix === undefined) return { severity, ...words };
  return { severity, ...words, fix: typeof fix === 'string' ? () => fix : fix };
}

/** An error without which nothing sound can be generated: it cannot be waived. */
export function blocking<Args>(words: Written<Args>): FindingKind<Args> {
  return kind('error', { ...words, waivable: false });
}

export function error<Args>(words: Written<Args>): FindingKind<Args> {
  return kind('error', words);
}

export function warning<Args>(words: Written<Args>): FindingKind<Args> {
  return kind('warning', words);
}

export function note<Args>(words: Written<Args>): FindingKind<Args> {
  return kind('note', words);
}

/** ` (did you mean "x"?)`, or nothing without a suggestion. */
export function didYouMean(suggestion: string | undefined): string {
  return suggestion === undefined ? '' : ` (did you mean "${suggestion}"?)`;
}
