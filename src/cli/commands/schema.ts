import { specJsonSchema } from '../../spec/json-schema.ts';
import { EXIT, type ExitCode, type Terminal } from '../terminal.ts';

export async function schema(_options: object, terminal: Terminal): Promise<ExitCode> {
  terminal.out(specJsonSchema());
  return EXIT.fine;
}
