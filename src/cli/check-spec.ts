import { type CheckedSpec, check, type UnreadableSpec } from '../run.ts';
import { findSpec } from './find-spec.ts';

/** Finds and checks the spec that a command was given. */
export async function checkSpec(given: string | undefined): Promise<CheckedSpec | UnreadableSpec> {
  const path = await findSpec(given);
  return check({ path, name: path.replaceAll('\\', '/'), today: today() });
}

/** The local day, YYYY-MM-DD. */
function today(): string {
  const now = new Date();
  const two = (part: number) => String(part).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
