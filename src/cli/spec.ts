import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { Finding, Severity } from '../finding/finding.ts';
import { atLeastAsBad, severityOf } from '../finding/words.ts';
import type { ReportContext } from '../report/report.ts';
import { REPORTERS, type ReportFormat } from '../report/reporters.ts';
import { type CheckedSpec, check, type UnreadableSpec } from '../run.ts';
import { CommandError, EXIT, type ExitCode, type Terminal } from './terminal.ts';

/** Name of the spec that is taken when none is given. */
export const DEFAULT_SPEC = 'ryot-metrics.yaml';
/** What standard input is called in findings. */
const STDIN = '<stdin>';

/** Finds and checks the spec that a command was given. */
export async function checkSpec(given: string | undefined): Promise<CheckedSpec | UnreadableSpec> {
  const path = await findSpec(given);
  const name = path === '-' ? STDIN : path.replaceAll('\\', '/').replace(/^\.\//, '');
  return check({ path, name, today: today() });
}

/**
 * Checks the spec and prints its findings. Gives the spec where it has no errors, and the exit code where it has;
 * `refusal` says what is not done then.
 */
export async function soundSpec(
  given: string | undefined,
  refusal: string,
  terminal: Terminal,
): Promise<CheckedSpec | ExitCode> {
  const checked = await checkSpec(given);
  printFindings(checked, terminal);
  if (!checked.readable) return EXIT.failed;
  if (!hasSeverity(checked.findings, 'error')) return checked;
  terminal.fail(`${refusal}: the spec has errors`);
  return EXIT.findings;
}

interface PrintOptions {
  /** Formats for programs are the result of a command, text is for the person at the terminal. */
  readonly format?: ReportFormat;
  /** From this severity on the command fails, and --quiet does not hide why. */
  readonly failOn?: Severity;
}

/** Prints what was found in a spec. */
export function printFindings(
  checked: CheckedSpec | UnreadableSpec,
  terminal: Terminal,
  options: PrintOptions = {},
): void {
  const { findings, name, text } = checked;
  const sources = new Map(text === '' ? [] : [[name, text]]);
  printReport({ findings, sources, waived: checked.readable ? checked.waived : [] }, terminal, options);
}

/** Prints findings about any files; `sources` are their texts. */
export function printReport(
  {
    findings,
    ...context
  }: Pick<ReportContext, 'sources' | 'waived'> & { readonly findings: readonly Finding[] },
  terminal: Terminal,
  { format = 'text', failOn = 'error' }: PrintOptions = {},
): void {
  const colour = format === 'text' && terminal.color;
  const report = REPORTERS[format](findings, { ...context, colour, inRepository });
  if (format !== 'text') terminal.out(report);
  else if (hasSeverity(findings, failOn)) terminal.fail(report);
  else terminal.err(report);
}

/** The path of a file from the root of the repository it is in; as it is where it is in none. */
function inRepository(file: string): string {
  if (file === STDIN || file.includes('://')) return file;
  const path = resolve(file);
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return relative(folder, path).replaceAll('\\', '/');
    if (folder === dirname(folder)) return file;
  }
}

/** Whether there is a finding at least as bad as `limit`. */
export function hasSeverity(findings: readonly Finding[], limit: Severity): boolean {
  return findings.some(({ code }) => atLeastAsBad(severityOf(code), limit));
}

/**
 * The spec to work on: the one given (`-` is standard input), else `ryot-metrics.yaml`, else the only YAML file in
 * `spec/`.
 * @throws CommandError when none or several could be meant
 */
export async function findSpec(given: string | undefined): Promise<string> {
  if (given !== undefined) return given;
  if (existsSync(DEFAULT_SPEC)) return DEFAULT_SPEC;
  const files = existsSync('spec') ? await readdir('spec') : [];
  const specs = files.filter((file) => /\.ya?ml$/.test(file)).sort();
  const [only, ...others] = specs;
  if (only === undefined) {
    throw new CommandError(
      `there is no ${DEFAULT_SPEC} here and no YAML file in spec/; name the spec to work on, or write a first one with \`ryot-metrics init\``,
    );
  }
  if (others.length > 0) throw new CommandError(`spec/ holds ${specs.join(', ')}; name the one to work on`);
  return `spec/${only}`;
}

/** The local day, YYYY-MM-DD. */
export function today(): string {
  const now = new Date();
  const two = (part: number) => String(part).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
