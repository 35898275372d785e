import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { runTool } from './run.ts';

/** The programs of the Prometheus project that check or run what is generated. */
export type ToolName = 'promtool' | 'amtool' | 'prometheus' | 'alertmanager';

/** A program on this machine. */
export interface Tool {
  readonly name: ToolName;
  /** Absolute path. */
  readonly path: string;
  /** As the program states it, such as `3.16.0` or `2.42.0+ds`. */
  readonly version: string;
}

/** Where the path of a program came from: a command line flag, an environment variable, or the search path. */
type ToolSource = 'flag' | 'environment' | 'path';

/** Why there is no program to run. */
interface MissingTool {
  readonly name: ToolName;
  readonly source: ToolSource;
  /** `absent`: no executable file there. `broken`: it is there, but `--version` did not answer as the tool does. */
  readonly reason: 'absent' | 'broken';
  /** What was looked for: the given path, or the names searched for on the search path. */
  readonly looked: readonly string[];
  /** One line that says how to get the program. */
  readonly hint: string;
}

type ToolLookup =
  | { readonly found: true; readonly tool: Tool }
  | { readonly found: false; readonly missing: MissingTool };

interface FindToolOptions {
  /** The value of a flag such as `--promtool`. A bare name is searched for on the search path. */
  readonly explicit?: string | undefined;
  /** Read for `PATH` and for the variable named like the tool (`PROMTOOL`, `AMTOOL`, ...). */
  readonly env: NodeJS.ProcessEnv;
  /** Decides the install hint and the executable suffix; the platform of this process by default. */
  readonly platform?: NodeJS.Platform;
}

/** Debian and Ubuntu call the Alertmanager `prometheus-alertmanager`; upstream calls it `alertmanager`. */
const FILE_NAMES: Readonly<Record<ToolName, readonly string[]>> = {
  promtool: ['promtool'],
  amtool: ['amtool'],
  prometheus: ['prometheus'],
  alertmanager: ['alertmanager', 'prometheus-alertmanager'],
};

/** The word before the version in the first line of `--version`, for example `promtool, version 2.42.0 (...)`. */
const VERSION_LINE = /^(promtool|amtool|prometheus|alertmanager), version (\S+)/m;

/**
 * Finds a tool: the explicit path, else the environment variable, else the search path. A path that was asked for
 * and does not work is reported, never silently replaced by another one.
 */
export async function findTool(name: ToolName, options: FindToolOptions): Promise<ToolLookup> {
  const { source, wanted } = wantedTool(name, options);
  const missing = (reason: MissingTool['reason'], looked: readonly string[]): ToolLookup => ({
    found: false,
    missing: { name, source, reason, looked, hint: installHint(name, options.platform ?? process.platform) },
  });
  const path = firstExecutable(wanted, options);
  if (path === undefined) return missing('absent', wanted);
  const version = await readVersion(name, path);
  return version === undefined ? missing('broken', [path]) : { found: true, tool: { name, path, version } };
}

function wantedTool(
  name: ToolName,
  options: FindToolOptions,
): { source: ToolSource; wanted: readonly string[] } {
  if (options.explicit !== undefined) return { source: 'flag', wanted: [options.explicit] };
  const fromEnvironment = options.env[name.toUpperCase()];
  // An empty variable means unset, as everywhere in a shell.
  if (fromEnvironment) return { source: 'environment', wanted: [fromEnvironment] };
  return { source: 'path', wanted: FILE_NAMES[name] };
}

function firstExecutable(wanted: readonly string[], options: FindToolOptions): string | undefined {
  const suffix = (options.platform ?? process.platform) === 'win32' ? '.exe' : '';
  const directories = (options.env['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
  return wanted
    .flatMap((name) =>
      /[\\/]/.test(name)
        ? [resolve(name)]
        : directories.map((directory) => resolve(join(directory, name + suffix))),
    )
    .find(isExecutableFile);
}

function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

async function readVersion(name: ToolName, path: string): Promise<string | undefined> {
  try {
    const { code, stdout, stderr } = await runTool(path, ['--version']);
    if (code !== 0) return undefined;
    // Which of the two streams it goes to depends on the release.
    const [, program, version] = VERSION_LINE.exec(`${stdout}\n${stderr}`) ?? [];
    return program === name ? version : undefined;
  } catch {
    return undefined;
  }
}

const DEBIAN_PACKAGES: Readonly<Record<ToolName, string>> = {
  promtool: 'prometheus',
  prometheus: 'prometheus',
  amtool: 'prometheus-alertmanager',
  alertmanager: 'prometheus-alertmanager',
};

function installHint(name: ToolName, platform: NodeJS.Platform): string {
  const download = 'https://prometheus.io/download/';
  if (platform === 'linux') {
    return `Debian and Ubuntu: apt-get install --no-install-recommends ${DEBIAN_PACKAGES[name]}; elsewhere: ${download}`;
  }
  if (platform === 'darwin' && DEBIAN_PACKAGES[name] === 'prometheus') return 'brew install prometheus';
  return `download it from ${download}`;
}
