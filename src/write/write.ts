import { lstat, mkdir, readdir, readFile, realpath, rm, rmdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { OutputFile, OutputKind } from '../emit/output.ts';
import { formatManifest, MANIFEST_NAME, type Manifest, parseManifest, sha256 } from './manifest.ts';
import { planWrite, type WritePlan } from './plan.ts';

/** A folder that cannot be written as asked; the message is for people. */
export class WriteError extends Error {}

export interface Comparison extends WritePlan {
  /** The folder holds what another service's spec generated. */
  readonly otherService?: string;
}

/** Compares what would be written with what is there. Touches nothing. */
export async function compare(
  folder: string,
  service: string,
  files: readonly OutputFile[],
  kinds: readonly OutputKind[],
): Promise<Comparison> {
  refuseCollisions(files);
  const previous = await readManifest(folder);
  const paths = new Set([...files.map(({ path }) => path), ...(previous?.files.keys() ?? [])]);
  const onDisk = new Map<string, string>();
  await inBatches([...paths], async (path) => {
    const hash = await hashOf(folder, path);
    if (hash !== undefined) onDisk.set(path, hash);
  });
  const plan = planWrite({ service, files, kinds, previous, onDisk });
  const other = previous !== undefined && previous.service !== service ? previous.service : undefined;
  return other === undefined ? plan : { ...plan, otherService: other };
}

/** Makes the planned changes: each file appears whole or not at all; the manifest comes last. */
export async function apply(folder: string, plan: WritePlan, files: readonly OutputFile[]): Promise<void> {
  const content = new Map(files.map((file) => [file.path, file.content]));
  await mkdir(folder, { recursive: true });
  const written = plan.changes.filter(({ change }) => change === 'create' || change === 'update');
  const targets = [...new Set(written.map(({ path }) => dirname(join(folder, path))))];
  await inBatches(targets, async (target) => {
    await refuseEscape(folder, target);
    await mkdir(target, { recursive: true });
  });
  await inBatches(written, ({ path }) => writeFileAtomic(join(folder, path), content.get(path) ?? ''));
  for (const { path, change } of plan.changes) {
    if (change !== 'delete') continue;
    await rm(join(folder, path));
    await removeEmptyFolders(folder, dirname(join(folder, path)));
  }
  const manifest = formatManifest(plan.manifest);
  const target = join(folder, MANIFEST_NAME);
  if ((await readText(target)) !== manifest) await writeFileAtomic(target, manifest);
}

/** Files that are read or written at a time: a disk takes them faster together than one by one. */
const BATCH = 32;

async function inBatches<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += BATCH) {
    await Promise.all(items.slice(start, start + BATCH).map(work));
  }
}

/** Whether the manifest on disk says what the plan says. */
export async function isManifestCurrent(folder: string, plan: WritePlan): Promise<boolean> {
  return (await readText(join(folder, MANIFEST_NAME))) === formatManifest(plan.manifest);
}

async function readManifest(folder: string): Promise<Manifest | undefined> {
  const text = await readText(join(folder, MANIFEST_NAME));
  return text === undefined ? undefined : parseManifest(text);
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function hashOf(folder: string, path: string): Promise<string | undefined> {
  try {
    if ((await lstat(join(folder, path))).isSymbolicLink()) {
      throw new WriteError(`${path} is a link; a generated file must be a file of its own`);
    }
    return sha256(await readFile(join(folder, path)));
  } catch (error) {
    if (isMissing(error)) return undefined;
    if ((error as NodeJS.ErrnoException).code === 'EISDIR') {
      throw new WriteError(`${path} should be a file, but a folder of that name is there`);
    }
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Two outputs of one name would overwrite each other; on some file systems also where only the case differs. */
function refuseCollisions(files: readonly OutputFile[]): void {
  const seen = new Map<string, OutputFile>();
  for (const file of files) {
    const key = file.path.toLowerCase();
    const other = seen.get(key);
    if (other !== undefined) {
      throw new WriteError(
        `the outputs ${other.kind} and ${file.kind} would both write ${file.path}; give them folders of their own`,
      );
    }
    seen.set(key, file);
  }
}

/** A linked folder inside the output folder must not lead the writer out of it. */
async function refuseEscape(folder: string, target: string): Promise<void> {
  const root = await realpath(folder);
  const inside = relative(root, await realExisting(target));
  if (inside === '..' || inside.startsWith(`..${sep}`)) {
    throw new WriteError(`${relative(folder, target)} is a link that leads out of the output folder`);
  }
}

/** The real path of the nearest folder on the way to `path` that exists. */
async function realExisting(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
    return realExisting(dirname(path));
  }
}

async function removeEmptyFolders(folder: string, start: string): Promise<void> {
  let current = start;
  while (relative(folder, current) !== '' && !relative(folder, current).startsWith('..')) {
    if (!(await lstat(current)).isDirectory() || (await readdir(current)).length > 0) return;
    await rmdir(current);
    current = dirname(current);
  }
}
