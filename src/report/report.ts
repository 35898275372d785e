import type { Finding, Severity } from '../finding/finding.ts';
import { severityOf } from '../finding/words.ts';

/** A finding that a waiver of the spec accepts. */
export interface WaivedFinding {
  readonly finding: Finding;
  readonly waiver: { readonly reason: string; readonly expires: string };
}

/** What a report may need besides the findings. */
export interface ReportContext {
  /** Text of each file that findings point into, by the name in their places; a missing one costs the excerpt. */
  readonly sources: ReadonlyMap<string, string>;
  /** ANSI colours, in formats for people. */
  readonly colour: boolean;
  readonly waived: readonly WaivedFinding[];
  /** The path of a file in the repository, which a code forge knows it by; the name as it is unless given. */
  readonly inRepository?: (file: string) => string;
}

/** A report: findings in, text out; ends with a line break. */
export type Reporter = (findings: readonly Finding[], context: ReportContext) => string;

/** How many findings there are of each severity. */
export function countBySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts: Record<Severity, number> = { error: 0, warning: 0, note: 0 };
  for (const { code } of findings) counts[severityOf(code)]++;
  return counts;
}
