import type { ReportFormat } from '../../report/reporters.ts';
import { verify as compare } from '../../verify/verify.ts';
import { readSource } from '../sources.ts';
import { checkSpec, hasSeverity, printFindings, printReport } from '../spec.ts';
import { CommandError, EXIT, type ExitCode, type Terminal } from '../terminal.ts';

interface VerifyOptions {
  readonly format: ReportFormat;
  readonly failOn: 'error' | 'warning';
  readonly require?: boolean;
}

/** Holds what programs expose against the spec. */
export async function verify(
  given: readonly string[],
  options: VerifyOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const [first = ''] = given;
  const spec = /\.ya?ml$/.test(first) ? first : undefined;
  const wanted = spec === undefined ? given : given.slice(1);
  if (wanted.length === 0) throw new CommandError('name at least one page of metrics or Prometheus server');
  const checked = await checkSpec(spec);
  if (!checked.readable || hasSeverity(checked.findings, 'error')) {
    printFindings(checked, terminal);
    throw new CommandError('nothing was verified: the spec has errors');
  }
  const { model } = checked;
  const read = await Promise.all(wanted.map((source) => readSource(source, model.service.job)));
  const sources = read.flatMap((each) => each.sources);
  const findings = [
    ...read.flatMap((each) => each.findings),
    ...compare(model, sources, options.require === true),
  ];
  const texts = new Map(sources.flatMap(({ name, text }) => (text === '' ? [] : [[name, text] as const])));
  printReport({ findings, sources: texts, waived: [] }, terminal, options);
  return hasSeverity(findings, options.failOn) ? EXIT.findings : EXIT.fine;
}
