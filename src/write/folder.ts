import { lstat, mkdir, readdir, realpath, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** A folder that cannot be written as asked; the message is for people. */
export class WriteError extends Error {}

/** Files that are read or written at a time: a disk takes them faster together than one by one. */
const BATCH = 32;

export async function inBatches<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += BATCH) {
    await Promise.all(items.slice(start, start + BATCH).map(work));
  }
}

/** Whether the file system says that there is nothing of that name. */
export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(String((error as NodeJS.ErrnoException).code));
}

/** The result; undefined where there is nothing of that name. */
export async function orMissing<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The real path of the output folder, which may itself be a link; undefined where it does not exist. */
export async function rootOf(folder: string): Promise<string | undefined> {
  const found = await orMissing(stat(folder));
  if (found === undefined) return undefined;
  if (!found.isDirectory()) throw new WriteError(`${folder} is a file, not a folder`);
  return realpath(folder);
}

/**
 * Makes a folder and those above it. Level by level from the top, as mkdir's own recursion never ends where a file
 * system refuses folders with ENOENT, as /proc does.
 */
export async function makeFolder(folder: string): Promise<void> {
  const missing: string[] = [];
  let current = resolve(folder);
  while ((await orMissing(lstat(current))) === undefined && dirname(current) !== current) {
    missing.unshift(current);
    current = dirname(current);
  }
  for (const path of missing) {
    await mkdir(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** What stands at a path within the output folder. Only a file that is reached without a link can be ours. */
type Found =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'file' }
  | {
      readonly kind: 'obstacle';
      readonly path: string;
      readonly what: 'link' | 'file' | 'folder' | 'device';
    };

/** Looks at paths within one folder, without following a link at any depth. */
export class Lookout {
  readonly #root: string;
  /** What each folder on the way is; looked at once. */
  readonly #folders = new Map<string, Promise<Found | undefined>>();

  constructor(root: string) {
    this.#root = root;
  }

  async find(path: string): Promise<Found> {
    const blocked = await this.#way(parentOf(path));
    if (blocked !== undefined) return blocked;
    const entry = await orMissing(lstat(join(this.#root, path)));
    if (entry === undefined) return { kind: 'nothing' };
    if (entry.isFile()) return { kind: 'file' };
    const what = entry.isSymbolicLink() ? 'link' : entry.isDirectory() ? 'folder' : 'device';
    return { kind: 'obstacle', path, what };
  }

  /** What bars the way to a folder; undefined where nothing does. */
  #way(folder: string): Promise<Found | undefined> {
    if (folder === '') return Promise.resolve(undefined);
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const looked = this.#look(folder);
    this.#folders.set(folder, looked);
    return looked;
  }

  async #look(folder: string): Promise<Found | undefined> {
    const blocked = await this.#way(parentOf(folder));
    if (blocked !== undefined) return blocked;
    const entry = await orMissing(lstat(join(this.#root, folder)));
    if (entry === undefined) return { kind: 'nothing' };
    if (entry.isDirectory()) return undefined;
    return { kind: 'obstacle', path: folder, what: entry.isSymbolicLink() ? 'link' : 'file' };
  }
}

/** Whether a folder holds nothing but files of `paths` (relative to `root`) and folders. */
export async function holdsOnly(root: string, folder: string, paths: ReadonlySet<string>): Promise<boolean> {
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    const isFine = entry.isDirectory()
      ? await holdsOnly(root, path, paths)
      : entry.isFile() && paths.has(path);
    if (!isFine) return false;
  }
  return true;
}

/** Removes the folder at `path` within `root` where it is empty, then the ones above it that are empty then. */
export async function removeEmptyFolders(root: string, path: string): Promise<void> {
  const lookout = new Lookout(root);
  for (let current = path; current !== ''; current = parentOf(current)) {
    const found = await lookout.find(current);
    if (found.kind === 'nothing') continue;
    if (found.kind !== 'obstacle' || found.path !== current || found.what !== 'folder') return;
    if ((await readdir(join(root, current))).length > 0) return;
    await rmdir(join(root, current));
  }
}

export function parentOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}
