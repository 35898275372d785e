import type { Finding, Severity } from '../finding/finding.ts';
import { atLeastAsBad, severityOf } from '../finding/words.ts';
import { REPORTERS, type ReportFormat } from '../report/reporters.ts';
import type { CheckedSpec, UnreadableSpec } from '../run.ts';
import type { Terminal } from './terminal.ts';

/** Prints findings: formats for programs are the result of a command, text is for the person at the terminal. */
export function printFindings(
  checked: CheckedSpec | UnreadableSpec,
  format: ReportFormat,
  terminal: Terminal,
): void {
  const report = REPORTERS[format](checked.findings, {
    sources: new Map(checked.text === '' ? [] : [[checked.name, checked.text]]),
    colour: format === 'text' && terminal.color,
    waived: checked.readable ? checked.waived : [],
  });
  if (format !== 'text') terminal.out(report);
  else if (hasSeverity(checked.findings, 'error')) terminal.fail(report);
  else terminal.err(report);
}

/** Whether there is a finding at least as bad as `limit`. */
export function hasSeverity(findings: readonly Finding[], limit: Severity): boolean {
  return findings.some(({ code }) => atLeastAsBad(severityOf(code), limit));
}
