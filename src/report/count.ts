import type { Finding, Severity } from '../finding/finding.ts';
import { severityOf } from '../finding/words.ts';

/** How many findings there are of each severity. */
export function countBySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts: Record<Severity, number> = { error: 0, warning: 0, note: 0 };
  for (const { code } of findings) counts[severityOf(code)]++;
  return counts;
}
