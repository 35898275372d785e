import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from './exit-code.ts';

/**
 * A team's own templates by path within the folder, such as `runbooks/alert.hbs`.
 * @throws CommandError when the folder cannot be read
 */
export async function readTemplates(folder: string | undefined): Promise<ReadonlyMap<string, string>> {
  if (folder === undefined) return new Map();
  try {
    const entries = await readdir(folder, { recursive: true });
    const names = entries.filter((name) => name.endsWith('.hbs')).sort();
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    return new Map(names.map((name, index) => [name.replaceAll('\\', '/'), texts[index] ?? '']));
  } catch (error) {
    throw new CommandError(
      `cannot read the templates in ${folder}: ${(error as NodeJS.ErrnoException).code ?? ''}`,
    );
  }
}
