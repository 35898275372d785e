import * as z from 'zod';
import { specSchema } from './schema/spec.ts';

/** The grammar as JSON Schema (draft 2020-12), for editors. Generated from the validator, so the two cannot differ. */
export function specJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(specSchema, { io: 'input' }), null, 2)}\n`;
}
