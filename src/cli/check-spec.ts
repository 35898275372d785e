import { type CheckedSpec, check, type UnreadableSpec } from '../run.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { findSpec } from './find-spec.ts';
import { hasSeverity, printFindings } from './print-findings.ts';
import type { Terminal } from './terminal.ts';

/** Finds and checks the spec that a command was given. */
export async function checkSpec(given: string | undefined): Promise<CheckedSpec | UnreadableSpec> {
  const path = await findSpec(given);
  return check({ path, name: path.replaceAll('\\', '/'), today: today() });
}

/**
 * Checks the spec and prints what is wrong with it. Gives the spec where it has no errors, and the exit code where it
 * has; `refusal` says what is not done then.
 */
export async function soundSpec(
  given: string | undefined,
  refusal: string,
  terminal: Terminal,
): Promise<CheckedSpec | ExitCode> {
  const checked = await checkSpec(given);
  printFindings(checked, 'text', terminal);
  if (!checked.readable) return EXIT.failed;
  if (!hasSeverity(checked.findings, 'error')) return checked;
  terminal.fail(`${refusal}: the spec has errors`);
  return EXIT.findings;
}

/** The local day, YYYY-MM-DD. */
function today(): string {
  const now = new Date();
  const two = (part: number) => String(part).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
