import type { ReportFormat } from '../../report/reporters.ts';
import { checkSpec, hasSeverity, printFindings } from '../spec.ts';
import { EXIT, type ExitCode, type Terminal } from '../terminal.ts';

interface LintOptions {
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
  printFindings(checked, terminal, options);
  if (!checked.readable) return EXIT.failed;
  return hasSeverity(checked.findings, options.failOn) ? EXIT.findings : EXIT.fine;
}
