import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { CommandError } from './exit-code.ts';

/** Name of the spec that is taken when none is given. */
export const DEFAULT_SPEC = 'ryot-metrics.yaml';

/**
 * The spec to work on: the one given, else `ryot-metrics.yaml`, else the only YAML file in `spec/`.
 * @throws CommandError when none or several could be meant
 */
export async function findSpec(given: string | undefined): Promise<string> {
  if (given !== undefined) return given.replace(/^\.\//, '');
  if (existsSync(DEFAULT_SPEC)) return DEFAULT_SPEC;
  const files = existsSync('spec') ? await readdir('spec') : [];
  const specs = files.filter((file) => /\.ya?ml$/.test(file)).sort();
  const [only, ...others] = specs;
  if (only === undefined) {
    throw new CommandError(
      `there is no ${DEFAULT_SPEC} here and no YAML file in spec/; name the spec to work on`,
    );
  }
  if (others.length > 0) throw new CommandError(`spec/ holds ${specs.join(', ')}; name the one to work on`);
  return `spec/${only}`;
}
