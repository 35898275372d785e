import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Level } from '../../diff/change.ts';
import { diffSpecs } from '../../diff/diff.ts';
import type { Side } from '../../diff/side.ts';
import { wordsOf } from '../../finding/words.ts';
import { DIFF_FORMATS, type DiffFormat } from '../../report/diff.ts';
import { readSide } from '../../run.ts';
import { readSpecFile } from '../../spec/read-file.ts';
import { commitOf, fileAt, fileInRoot, mergeBase, repositoryRoot } from '../../toolchain/git.ts';
import { findSpec, printFindings } from '../spec.ts';
import { CommandError, EXIT, type ExitCode, type Terminal } from '../terminal.ts';

interface DiffOptions {
  readonly format: DiffFormat;
  readonly failOn: 'breaking' | 'warning' | 'none';
}

/** A version of a spec; without a text there is none yet. */
interface Version {
  readonly name: string;
  readonly text: string | undefined;
}

const FAILING: Readonly<Record<DiffOptions['failOn'], readonly Level[]>> = {
  breaking: ['breaking'],
  warning: ['breaking', 'warning'],
  none: [],
};

/**
 * Compares two versions of a spec: `OLD NEW`, each a file, a revision or `revision:path`; by default the spec at the
 * merge base with what it is now.
 */
export async function diff(
  old: string | undefined,
  now: string | undefined,
  options: DiffOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const [before, after] = await versionsOf(old, now);
  if (after.text === undefined) throw new CommandError(`there is no ${after.name}`);
  // A spec without a base is new: nothing that anybody reads can break.
  if (before.text === undefined) terminal.err(`there is no ${before.name}: everything is new`);
  const base = before.text === undefined ? undefined : sideOf(before.name, before.text, terminal);
  const compared = diffSpecs(base, sideOf(after.name, after.text, terminal));
  terminal.out(DIFF_FORMATS[options.format]({ old: before.name, new: after.name, ...compared }));
  return compared.changes.some(({ level }) => FAILING[options.failOn].includes(level))
    ? EXIT.findings
    : EXIT.fine;
}

/** @throws CommandError for a spec that cannot be understood, after its findings are printed */
function sideOf(name: string, text: string, terminal: Terminal): Side {
  const side = readSide(name, text);
  if (side.readable) return side;
  printFindings(side, terminal);
  throw new CommandError(`nothing was compared: ${name} has errors`);
}

async function versionsOf(old: string | undefined, now: string | undefined): Promise<[Version, Version]> {
  // A file alone is what is compared, not what it is compared with.
  const alone = now === undefined && old !== undefined && isFile(old) ? old : undefined;
  const spec = alone ?? (await specOf(old, now));
  const base = alone === undefined ? old : undefined;
  return [
    base === undefined ? await atMergeBase(spec) : await versionOf(base, spec),
    now === undefined ? await fileVersion(spec) : await versionOf(now, spec),
  ];
}

/** The spec that a revision without a path is about. */
async function specOf(old: string | undefined, now: string | undefined): Promise<string> {
  for (const given of [now, old]) {
    if (given === undefined) continue;
    if (isFile(given)) return given;
    const path = pathOf(given);
    if (path !== undefined) return relative('.', join(await rootOf('.'), path));
  }
  return findSpec(undefined);
}

const isFile = (given: string) => given === '-' || existsSync(given);
const pathOf = (given: string) => /^[^:]+:(.+)$/.exec(given)?.[1];

async function versionOf(given: string, spec: string): Promise<Version> {
  if (isFile(given)) return fileVersion(given);
  const [revision = ''] = given.split(':');
  const commit = await commitOf('.', revision);
  if (commit === undefined)
    throw new CommandError(`${given} is neither a file nor a revision of this repository`);
  const path = pathOf(given);
  return path === undefined
    ? { name: `${revision}:${spec}`, text: await fileAt(commit, spec) }
    : { name: given, text: await fileInRoot(commit, path) };
}

async function fileVersion(path: string): Promise<Version> {
  const text = await readSpecFile(path, path);
  if (typeof text !== 'string') throw new CommandError(wordsOf(text).headline);
  return { name: path, text };
}

async function atMergeBase(spec: string): Promise<Version> {
  const folder = dirname(spec);
  await rootOf(folder);
  // No commit yet, no base either.
  if ((await commitOf(folder, 'HEAD')) === undefined) return { name: `HEAD:${spec}`, text: undefined };
  const commit = await mergeBase(folder, process.env);
  if (commit === undefined)
    throw new CommandError(
      'no common commit with a main branch; fetch its history, or name what to compare with',
    );
  return { name: `${commit.slice(0, 12)}:${spec}`, text: await fileAt(commit, spec) };
}

/** @throws CommandError where there is no repository */
async function rootOf(folder: string): Promise<string> {
  const root = await repositoryRoot(folder);
  if (root === undefined) throw new CommandError('this is no git repository; name two files to compare');
  return root;
}
