import type { ReportFormat } from '../../report/reporters.ts';
import { checkSpec } from '../check-spec.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { hasSeverity, printFindings } from '../print-findings.ts';
import type { Terminal } from '../terminal.ts';

export interface LintOptions {
  readonly format: ReportFormat;
  readonly failOn: 'error' | 'warning';
}

/** Reports everything that is wrong with a spec. */
export async function lintCommand(
  given: string | undefined,
  options: LintOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const checked = await checkSpec(given);
  printFindings(checked, options.format, terminal);
  if (!checked.readable) return EXIT.failed;
  return hasSeverity(checked.findings, options.failOn) ? EXIT.findings : EXIT.fine;
}
