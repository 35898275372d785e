import type { Tool } from './find.ts';
import { runTool, type ToolRun } from './run.ts';

/** What a tool said about one of the files it was given. */
export interface FileRun extends ToolRun {
  readonly file: string;
}

export interface PerFileOptions {
  /** Working directory; relative file names are relative to it. */
  readonly cwd?: string;
}

/**
 * Runs a subcommand over many files and says what belongs to which.
 *
 * promtool writes headings to standard output and failures to standard error, so the failures of one process that
 * checks many files cannot be told apart. One process takes them all, and only when it fails does each file get a
 * process of its own: starting promtool costs more than checking a file does.
 */
export async function runPerFile(
  tool: Tool,
  subcommand: readonly string[],
  files: readonly string[],
  options: PerFileOptions = {},
): Promise<readonly FileRun[]> {
  if (files.length === 0) return [];
  const run = (paths: readonly string[]) =>
    // After the double dash a name that starts with a dash is not read as a flag.
    runTool(tool.path, [...subcommand, '--', ...paths], options);
  const together = await run(files);
  if (files.length === 1 || (together.code === 0 && together.stderr === '')) {
    return files.map((file) => ({ file, ...together }));
  }
  const runs: FileRun[] = [];
  for (const file of files) runs.push({ file, ...(await run([file])) });
  return runs;
}
