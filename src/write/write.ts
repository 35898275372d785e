import { lstat, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { OutputFile } from '../emit/output.ts';
import { deadClaims, withClaim } from './claim.ts';
import {
  holdsOnly,
  inBatches,
  Lookout,
  makeFolder,
  orMissing,
  parentOf,
  removeEmptyFolders,
  rootOf,
  WriteError,
} from './folder.ts';
import { formatManifest, hashOf, MANIFEST_NAME, type Manifest, parseManifest } from './manifest.ts';
import { ATTRIBUTES_NAME, planWrite, type Wanted, type WritePlan } from './plan.ts';

type InFolder = Wanted & { readonly folder: string };

export interface Comparison extends WritePlan {
  /** The folder holds what another service's spec generated. */
  readonly otherService?: string;
  /** Whether the manifest on disk says what it should. */
  readonly manifestCurrent: boolean;
  /** What runs that were killed left behind, by name. */
  readonly leftovers: readonly string[];
}

/** Compares what would be written with what is there. Touches nothing. */
export async function compare({ folder, ...wanted }: InFolder): Promise<Comparison> {
  const { service, files } = wanted;
  refuseCollisions(files);
  const root = await rootOf(folder);
  const text = root === undefined ? undefined : await manifestIn(root);
  const previous = text === undefined ? undefined : parseManifest(text);
  const onDisk = root === undefined ? new Map<string, string>() : await hashesOf(root, files, previous);
  const plan = planWrite(wanted, { previous, onDisk });
  // A run that was killed may have been that of any spec: the folder is whose run is the next.
  const isOthers = previous !== undefined && !previous.writing && previous.service !== service;
  return {
    ...plan,
    ...(isOthers ? { otherService: previous.service } : {}),
    manifestCurrent: text?.replaceAll('\r\n', '\n') === formatManifest(plan.manifest),
    leftovers: root === undefined ? [] : await deadClaims(root),
  };
}

async function manifestIn(root: string): Promise<string | undefined> {
  const { kind } = await new Lookout(root).find(MANIFEST_NAME);
  return kind === 'file' ? orMissing(readFile(join(root, MANIFEST_NAME), 'utf8')) : undefined;
}

/** Whether there is nothing to do. */
export function isUpToDate({ changes, manifestCurrent, leftovers }: Comparison): boolean {
  return manifestCurrent && leftovers.length === 0 && changes.every(({ change }) => change === 'unchanged');
}

/** Hashes of the files that stand where one is to be written or is owned. */
async function hashesOf(
  root: string,
  files: readonly OutputFile[],
  previous: Manifest | undefined,
): Promise<Map<string, string>> {
  const lookout = new Lookout(root);
  const wanted = new Set(files.map(({ path }) => path));
  const stale = new Set([...(previous?.files.keys() ?? [])].filter((path) => !wanted.has(path)));
  const hashes = new Map<string, string>();
  await inBatches([...wanted, ...stale, ATTRIBUTES_NAME], async (path) => {
    const found = await lookout.find(path);
    // Another run may take it away between the two looks.
    const text = found.kind === 'file' ? await orMissing(readFile(join(root, path), 'utf8')) : undefined;
    if (text !== undefined) hashes.set(path, hashOf(text));
    if (found.kind !== 'obstacle') return;
    // Whatever stands there instead of a file, it is not what we would write.
    if (path === ATTRIBUTES_NAME) hashes.set(path, found.what);
    if (!wanted.has(path)) return;
    // What was a file and is a folder now, or the other way round: the old goes before the new comes.
    if (found.what === 'file' && stale.has(found.path)) return;
    if (found.what === 'folder' && (await holdsOnly(root, found.path, stale))) return;
    throw new WriteError(
      found.what === 'link'
        ? `${found.path} is a link, and nothing is written through links; replace it with a ${found.path === path ? 'file' : 'folder'}`
        : `${found.path} should be a ${found.path === path ? 'file' : 'folder'}, but a ${found.what} of that name is there`,
    );
  });
  return hashes;
}

/**
 * Brings the folder to what is wanted, while no other run can. `permit` sees the changes first and throws to refuse
 * them. Until the journal is written, nothing is touched; from then on the next run goes on wherever this one ends.
 * @throws the reason of `signal` when it is aborted before that
 */
export async function write(
  wanted: InFolder,
  permit: (comparison: Comparison) => void,
  signal: AbortSignal,
): Promise<Comparison> {
  refuseCollisions(wanted.files);
  // Where there is nothing to do, the folder may be one that cannot be written. Whatever else is seen without a claim
  // may be the work of another run, halfway.
  const early = await compare(wanted).catch(() => undefined);
  if (early !== undefined && isUpToDate(early)) return early;
  await makeFolder(wanted.folder);
  const root = await rootOf(wanted.folder);
  if (root === undefined) throw new WriteError(`${wanted.folder} is a link to nothing`);
  return withClaim(root, signal, async (staging) => {
    const comparison = await compare(wanted);
    permit(comparison);
    await apply(root, staging, comparison, signal);
    return comparison;
  });
}

/** Makes the planned changes: each file appears whole or not at all. */
async function apply(root: string, staging: string, plan: WritePlan, signal: AbortSignal): Promise<void> {
  const written = plan.changes.filter(({ change }) => change === 'create' || change === 'update');
  const deleted = plan.changes.filter(({ change }) => change === 'delete');
  const staged = new Map(written.map(({ path }, index) => [path, join(staging, String(index))]));
  await inBatches(written, async ({ path, content, change }) => {
    signal.throwIfAborted();
    const mode = change === 'update' ? (await lstat(join(root, path))).mode & 0o777 : undefined;
    await stage(staged.get(path) ?? '', content, mode);
  });
  const manifest = join(staging, 'manifest');
  await stage(manifest, formatManifest(plan.manifest));
  signal.throwIfAborted();
  if (written.length > 0 || plan.stale.length > 0) {
    const journal = join(staging, 'journal');
    await stage(journal, formatManifest(plan.journal));
    await rename(journal, join(root, MANIFEST_NAME));
  }
  await inBatches(deleted, ({ path }) => rm(join(root, path)));
  const created = written.filter(({ change }) => change === 'create').map(({ path }) => path);
  for (const folder of new Set([...plan.stale.map(parentOf), ...created]))
    await removeEmptyFolders(root, folder);
  for (const folder of new Set(written.map(({ path }) => parentOf(path))))
    await makeFolder(join(root, folder));
  await inBatches(written, ({ path }) => rename(staged.get(path) ?? '', join(root, path)));
  await rename(manifest, join(root, MANIFEST_NAME));
}

/** Writes a file that is not in its place yet, and has the disk keep it. */
async function stage(path: string, content: string, mode?: number): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(content);
    if (mode !== undefined) await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Two outputs of one name would overwrite each other; on some file systems also where only the case differs. */
function refuseCollisions(files: readonly OutputFile[]): void {
  const seen = new Map<string, OutputFile>();
  for (const file of files) {
    if (file.path === ATTRIBUTES_NAME || file.path.startsWith('.ryot-metrics.'))
      throw new WriteError(`the output ${file.kind} cannot write ${file.path}: the name is taken`);
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
