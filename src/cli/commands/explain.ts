import { readFile } from 'node:fs/promises';
import { CATALOGUE, type Code } from '../../finding/catalogue.ts';
import { suggest } from '../../finding/suggest.ts';
import { CommandError, EXIT, type ExitCode } from '../exit-code.ts';
import { packageFile } from '../package-file.ts';
import type { Terminal } from '../terminal.ts';

/** Prints the page of a finding code, or every code with its severity. */
export async function explain(code: string | undefined, terminal: Terminal): Promise<ExitCode> {
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
