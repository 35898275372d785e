import { findTool, type Tool, type ToolName } from '../../src/toolchain/find.ts';

/** A tool that tests need, or the reason to skip them. */
export interface RequiredTool {
  /** For `describe.skipIf`. Never true in CI. */
  readonly skip: boolean;
  /** The title of a suite, followed by the reason when it is skipped. */
  title(title: string): string;
  /** The tool. Throws when it is missing, so read it inside tests only. */
  get(): Tool;
}

/**
 * Finds a tool for a test file:
 *
 *     const promtool = await requireTool('promtool');
 *     describe.skipIf(promtool.skip)(promtool.title('rule files'), () => { ... promtool.get() ... });
 *
 * Where it is missing, the tests are skipped with the way to install it; with `CI=true` the test file fails.
 */
export async function requireTool(name: ToolName): Promise<RequiredTool> {
  const lookup = await findTool(name, { env: process.env });
  if (lookup.found) return { skip: false, title: (title) => title, get: () => lookup.tool };
  const { reason, looked, hint } = lookup.missing;
  const why = `${name} is ${reason} (looked for ${looked.join(', ')}); ${hint}`;
  if (process.env['CI'] === 'true') throw new Error(`CI does not skip: ${why}`);
  return {
    skip: true,
    title: (title) => `${title} [skipped: ${why}]`,
    get() {
      throw new Error(why);
    },
  };
}

/**
 * The promtools to hold generated rules against: the one on the search path, and the Prometheus 3 build that
 * `PROMTOOL_3` names, which `.ci/run` sets. `requireTool('promtool')` says why the list can be empty.
 */
export function findPromtools(): Promise<readonly Tool[]> {
  return findVersions('promtool', 'PROMTOOL_3');
}

/** The servers to run against, likewise: for Prometheus the build that `PROMETHEUS_3` names comes second. */
export function findServers(name: 'prometheus' | 'alertmanager'): Promise<readonly Tool[]> {
  return findVersions(name, name === 'prometheus' ? 'PROMETHEUS_3' : undefined);
}

async function findVersions(name: ToolName, variable: string | undefined): Promise<readonly Tool[]> {
  const env = process.env;
  const lookups = [await findTool(name, { env })];
  const explicit = variable === undefined ? undefined : env[variable];
  if (explicit) {
    const lookup = await findTool(name, { explicit, env });
    if (!lookup.found) throw new Error(`${variable} names no ${name}: ${explicit}`);
    lookups.push(lookup);
  }
  return lookups.flatMap((lookup) => (lookup.found ? [lookup.tool] : []));
}
