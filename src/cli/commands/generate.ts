import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OUTPUT_KINDS, type OutputFile, type OutputKind } from '../../emit/output.ts';
import { TemplateProblem } from '../../emit/template-problem.ts';
import { type CheckedSpec, emit } from '../../run.ts';
import { reasonOf } from '../../spec/read-file.ts';
import { WriteError } from '../../write/folder.ts';
import { type Comparison, compare, write } from '../../write/write.ts';
import { interruptible } from '../interrupt.ts';
import { soundSpec } from '../spec.ts';
import { CommandError, EXIT, type ExitCode, type Terminal } from '../terminal.ts';

interface GenerateOptions {
  readonly out: string;
  readonly only?: readonly OutputKind[];
  readonly check?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

/** check -> emit -> compare -> write. */
export async function generate(
  given: string | undefined,
  options: GenerateOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (options.out === '') throw new CommandError('--out needs the name of a folder');
  const checked = await soundSpec(given, 'nothing was generated', terminal);
  if (typeof checked === 'number') return checked;
  const kinds = options.only ?? OUTPUT_KINDS;
  const files = await emitted(checked, kinds);
  const wanted = { folder: options.out, service: checked.model.service.name, files, kinds };
  try {
    if (options.check === true) return reportDrift(options.out, await compare(wanted), terminal);
    if (options.dryRun === true) return reportPlan(options.out, await compare(wanted), terminal);
    const permit = options.force === true ? () => undefined : refuseConflicts.bind(undefined, options.out);
    const comparison = await interruptible((signal) => write(wanted, permit, signal));
    terminal.out(summary(options.out, comparison));
    return EXIT.fine;
  } catch (error) {
    if (error instanceof WriteError) throw new CommandError(error.message);
    throw error;
  }
}

async function emitted(checked: CheckedSpec, kinds: readonly OutputKind[]): Promise<readonly OutputFile[]> {
  const templates = await readTemplates(checked.model.outputs.templates);
  try {
    return await emit(checked, templates, kinds);
  } catch (error) {
    if (error instanceof TemplateProblem) throw new CommandError(error.message);
    throw error;
  }
}

/**
 * A team's own templates by path within the folder, such as `runbooks/alert.hbs`.
 * @throws CommandError when the folder cannot be read
 */
async function readTemplates(folder: string | undefined): Promise<ReadonlyMap<string, string>> {
  if (folder === undefined) return new Map();
  try {
    const entries = await readdir(folder, { recursive: true });
    const names = entries.filter((name) => name.endsWith('.hbs')).sort();
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    return new Map(names.map((name, index) => [name.replaceAll('\\', '/'), texts[index] ?? '']));
  } catch (error) {
    throw new CommandError(`cannot read the templates in ${folder}: ${reasonOf(error)}`);
  }
}

const DRIFT = { create: 'missing', update: 'differs', delete: 'no longer generated' } as const;

function reportDrift(folder: string, comparison: Comparison, terminal: Terminal): ExitCode {
  const drift = comparison.changes.flatMap(({ path, change, conflict }) =>
    change === 'unchanged'
      ? []
      : [`${folder}/${path}: ${conflict === 'edited' ? 'edited by hand' : DRIFT[change]}`],
  );
  if (drift.length === 0 && !comparison.manifestCurrent) {
    drift.push(`${folder}: the list of generated files is out of date`);
  }
  for (const name of comparison.leftovers) drift.push(`${folder}/${name}: left over from an interrupted run`);
  if (drift.length === 0) {
    terminal.err(`${folder}/ is up to date: ${comparison.changes.length} files`);
    return EXIT.fine;
  }
  terminal.out(drift.join('\n'));
  terminal.fail(`${folder}/ is not what the spec says; run \`ryot-metrics generate\``);
  return EXIT.findings;
}

function reportPlan(folder: string, comparison: Comparison, terminal: Terminal): ExitCode {
  for (const { path, change, conflict } of comparison.changes) {
    if (change === 'unchanged') continue;
    const note = conflict === undefined ? '' : ` (${CONFLICT[conflict]}; needs --force)`;
    terminal.out(`${change} ${folder}/${path}${note}`);
  }
  terminal.err(summary(folder, comparison));
  return EXIT.fine;
}

const CONFLICT = { foreign: 'not written by ryot-metrics', edited: 'edited by hand' } as const;

function refuseConflicts(folder: string, { changes, otherService }: Comparison): void {
  if (otherService !== undefined) {
    throw new CommandError(
      `${folder}/ holds what the spec of ${otherService} generates; choose another --out, or --force`,
    );
  }
  const conflicts = changes.filter(({ conflict }) => conflict !== undefined);
  if (conflicts.length === 0) return;
  const lines = conflicts.map(
    ({ path, conflict }) => `  ${folder}/${path}: ${CONFLICT[conflict ?? 'foreign']}`,
  );
  throw new CommandError(
    `nothing was written, because these files would be lost:\n${lines.join('\n')}\nMove them away, or use --force.`,
  );
}

function summary(folder: string, { changes }: Comparison): string {
  const words = (['create', 'update', 'delete', 'unchanged'] as const).flatMap((kind) => {
    const count = changes.filter(({ change }) => change === kind).length;
    return count === 0
      ? []
      : [
          `${count} ${{ create: 'created', update: 'updated', delete: 'deleted', unchanged: 'unchanged' }[kind]}`,
        ];
  });
  return `${folder}/: ${words.length === 0 ? 'nothing to generate; name `outputs` in the spec' : words.join(', ')}`;
}
