import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RelativeFile } from '../emit/output.ts';
import { Lookout, makeFolder, parentOf, rootOf, WriteError } from './folder.ts';

/**
 * Writes the files that are not there yet into a folder, which is made where it is missing. Nothing is overwritten, and
 * no link within the folder is followed.
 * @returns the paths that were taken already, in their order
 * @throws WriteError when the folder is a file
 */
export async function writeNew(folder: string, files: readonly RelativeFile[]): Promise<string[]> {
  await makeFolder(folder);
  const root = await rootOf(folder);
  if (root === undefined) throw new WriteError(`cannot make the folder ${folder}`);
  const taken: string[] = [];
  for (const { path, content } of files) {
    const { kind } = await new Lookout(root).find(path);
    if (kind !== 'nothing') {
      taken.push(path);
      continue;
    }
    await makeFolder(join(root, parentOf(path)));
    await writeFile(join(root, path), content, { flag: 'wx' });
  }
  return taken;
}
