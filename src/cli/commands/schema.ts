import { specJsonSchema } from '../../spec/json-schema.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';

export async function schema(terminal: Terminal): Promise<ExitCode> {
  terminal.out(specJsonSchema());
  return EXIT.fine;
}
