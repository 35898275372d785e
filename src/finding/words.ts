import { CATALOGUE, type Code } from './catalogue.ts';
import type { FindingKind } from './define.ts';
import type { Finding, Severity } from './finding.ts';

/** What a finding says, in the words of the catalogue. */
export interface Words {
  readonly severity: Severity;
  readonly headline: string;
  readonly fix?: string;
}

/** The words of a finding; the only source of them for every report. */
export function wordsOf(finding: Finding): Words {
  // The compiler cannot see that the code and args of a union member belong together.
  const words = CATALOGUE[finding.code] as FindingKind<unknown>;
  const fix = words.fix?.(finding.args);
  return {
    severity: words.severity,
    headline: words.headline(finding.args),
    ...(fix === undefined ? {} : { fix }),
  };
}

export function severityOf(code: Code): Severity {
  return CATALOGUE[code].severity;
}

export function isWaivable(code: Code): boolean {
  return (CATALOGUE[code] as FindingKind<unknown>).waivable !== false;
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** Whether `severity` is at least as bad as `limit`. */
export function atLeastAsBad(severity: Severity, limit: Severity): boolean {
  return RANK[severity] <= RANK[limit];
}

/** Worst first, then by file, line, column and code. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return findings.toSorted(
    (a, b) =>
      RANK[severityOf(a.code)] - RANK[severityOf(b.code)] ||
      compare(a.place.file, b.place.file) ||
      a.place.line - b.place.line ||
      a.place.column - b.place.column ||
      compare(a.code, b.code),
  );
}

/** By code unit: the same on every machine, whatever its locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
