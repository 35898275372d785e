import { lstatSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { wordsOf } from '../../finding/words.ts';
import { checkText } from '../../run.ts';
import { identifier, line, visibleName } from '../../spec/schema/scalars.ts';
import { WriteError } from '../../write/folder.ts';
import { writeNew } from '../../write/new-files.ts';
import { type Answers, type CiSystem, SERVICE_KINDS, type ServiceKind } from '../answers.ts';
import { DEFAULT_SPEC, today } from '../spec.ts';
import { starterFiles } from '../starter.ts';
import { CommandError, EXIT, type ExitCode, type Terminal } from '../terminal.ts';

interface InitOptions {
  readonly service?: string;
  readonly team?: string;
  readonly kind?: ServiceKind;
  readonly ci?: CiSystem;
}

/** Writes a first spec; asks for what no flag says, where somebody is there to answer. */
export async function init(
  given: string | undefined,
  options: InitOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const folder = given ?? '.';
  if (lstatSync(join(folder, DEFAULT_SPEC), { throwIfNoEntry: false }))
    throw new CommandError(`${join(folder, DEFAULT_SPEC)} is there already; nothing was written`);
  const defaults = { service: serviceOf(folder), team: 'platform', kind: 'http' } as const;
  for (const key of ['service', 'team'] as const) {
    const problem = options[key] === undefined ? undefined : PROBLEMS[key](options[key]);
    if (problem !== undefined) throw new CommandError(`--${key} ${options[key]}: ${problem}`);
  }
  const isAsked = process.stdin.isTTY === true && process.stderr.isTTY === true;
  const answers = isAsked ? await ask(options, defaults) : { ...defaults, ...options };
  const files = starterFiles(answers);
  refuseUnsound(files[0]?.content ?? '');
  try {
    const taken = await writeNew(folder, files);
    for (const { path } of files)
      terminal.out(`${taken.includes(path) ? 'kept' : 'wrote'} ${join(folder, path)}`);
  } catch (error) {
    if (error instanceof WriteError) throw new CommandError(error.message);
    throw error;
  }
  const { service, team, kind } = answers;
  terminal.err(
    `\nThe spec is for ${service} (${kind}), owned by ${team}. Next:\n  ryot-metrics lint\n  ryot-metrics generate\n  ryot-metrics test`,
  );
  if (options.ci === 'gitlab')
    terminal.err('\nAdd to .gitlab-ci.yml:\n  include: { local: .gitlab/ryot-metrics.yml }');
  return EXIT.fine;
}

/** A name for the service from that of its folder. */
function serviceOf(folder: string): string {
  const name = basename(resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_');
  return name.replace(/^[^a-z]+|_+$/g, '').slice(0, 40) || 'app';
}

/** @throws CommandError for a name that the grammar refuses */
function refuseUnsound(spec: string): void {
  const { findings } = checkText(DEFAULT_SPEC, spec, today());
  const [first] = findings;
  if (first !== undefined) throw new CommandError(wordsOf(first).headline);
}

type Wanted = Omit<Answers, 'ci'>;
type Check = (text: string) => string | undefined;

/** What is wrong with an answer, in the words of the grammar. */
const PROBLEMS: Readonly<Record<keyof Wanted, Check>> = {
  service: (text) => identifier.safeParse(text).error?.issues[0]?.message,
  team: (text) => visibleName(line).safeParse(text).error?.issues[0]?.message,
  kind: (text) => (SERVICE_KINDS.some((kind) => kind === text) ? undefined : 'is none of them'),
};
const QUESTIONS: Readonly<Record<keyof Wanted, string>> = {
  service: 'Name of the service, the prefix of its metrics',
  team: 'Team that owns it',
  kind: `What it does: ${SERVICE_KINDS.join(', ')}`,
};

/**
 * Asks on stderr, as results go to stdout; an answer that does not fit is asked for again.
 * @throws CommandError when the input ends before every question is answered
 */
export async function ask(
  options: InitOptions,
  defaults: Wanted,
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Promise<Answers> {
  const lines = createInterface({ input, output });
  // A question never ends by itself when the input does, or on Ctrl-C.
  const closed = new Promise<never>((_, reject) => {
    lines.once('close', () => reject(new CommandError('nothing was written')));
  });
  closed.catch(() => undefined);
  const answers = { ...defaults, ...options };
  try {
    for (const key of ['service', 'team', 'kind'] as const) {
      while (options[key] === undefined) {
        const typed = await Promise.race([lines.question(`${QUESTIONS[key]} (${defaults[key]}): `), closed]);
        const text = typed.trim() === '' ? defaults[key] : typed.trim();
        const problem = PROBLEMS[key](text);
        if (problem === undefined) {
          Object.assign(answers, { [key]: text });
          break;
        }
        output.write(`  "${text}" ${problem}\n`);
      }
    }
    return answers;
  } finally {
    lines.close();
  }
}
