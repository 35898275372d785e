import { CARDINALITY_FORMATS } from '../../report/cardinality.ts';
import { cardinalityReport } from '../../run.ts';
import { checkSpec, hasSeverity, printFindings } from '../spec.ts';
import { EXIT, type ExitCode, type Terminal } from '../terminal.ts';

interface CardinalityOptions {
  readonly format: keyof typeof CARDINALITY_FORMATS;
}

/** Prints the series that the spec can give rise to; exits 1 when a finding says that something is wrong. */
export async function cardinality(
  given: string | undefined,
  options: CardinalityOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const checked = await checkSpec(given);
  printFindings(checked, terminal);
  if (!checked.readable) return EXIT.failed;
  terminal.out(CARDINALITY_FORMATS[options.format](await cardinalityReport(checked)));
  return hasSeverity(checked.findings, 'error') ? EXIT.findings : EXIT.fine;
}
