import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CATALOGUE, type Code } from '../../finding/catalogue.ts';
import { suggest } from '../../finding/suggest.ts';
import { CommandError, EXIT, type ExitCode, type Terminal } from '../terminal.ts';

/** Prints the page of a finding code, or every code with its severity. */
export async function explain(
  code: string | undefined,
  _options: object,
  terminal: Terminal,
): Promise<ExitCode> {
  if (code === undefined) {
    const codes = Object.entries(CATALOGUE).map(([name, { severity }]) => `${severity.padEnd(8)} ${name}`);
    terminal.out(codes.join('\n'));
    return EXIT.fine;
  }
  if (!isCode(code)) {
    const near = suggest(code, Object.keys(CATALOGUE));
    const hint = near === undefined ? 'without a code, `explain` lists all' : `did you mean ${near}?`;
    throw new CommandError(`there is no finding code ${code}; ${hint}`);
  }
  terminal.out(await readFile(packageFile(`docs/findings/${code}.md`), 'utf8'));
  return EXIT.fine;
}

function isCode(code: string): code is Code {
  return Object.hasOwn(CATALOGUE, code);
}

/** Path of a file that ships with the package, from the bundle as well as from the sources. */
function packageFile(path: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return join(folder, path);
}
