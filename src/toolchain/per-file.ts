import { availableParallelism } from 'node:os';
import type { Tool } from './find.ts';
import { runTool, type ToolRun } from './run.ts';

/** What a tool said about one of the files it was given. */
export interface FileRun extends ToolRun {
  readonly file: string;
}

export interface PerFileOptions {
  /** Working directory; relative file names are relative to it. */
  readonly cwd?: string;
  /** Ends the programs when aborted. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a subcommand over many files and says what belongs to which; the result is in the order of the files.
 *
 * promtool writes headings to standard output and failures to standard error, so the failures of one process that
 * checks many files cannot be told apart. One process for each core takes its share of them, and only when it fails
 * does each file get a process of its own: starting promtool costs more than checking a file does.
 */
export async function runPerFile(
  tool: Tool,
  subcommand: readonly string[],
  files: readonly string[],
  options: PerFileOptions = {},
): Promise<readonly FileRun[]> {
  const run = (paths: readonly string[]) =>
    // After the double dash a name that starts with a dash is not read as a flag.
    runTool(tool.path, [...subcommand, '--', ...paths], options);
  const runShare = async (share: readonly string[]): Promise<FileRun[]> => {
    const together = await run(share);
    if (share.length === 1 || (together.code === 0 && together.stderr === '')) {
      return share.map((file) => ({ file, ...together }));
    }
    const runs: FileRun[] = [];
    for (const file of share) runs.push({ file, ...(await run([file])) });
    return runs;
  };
  const runs = (await Promise.all(sharesOf(files, availableParallelism()).map(runShare))).flat();
  return runs.toSorted((left, right) => files.indexOf(left.file) - files.indexOf(right.file));
}

/** Deals the files out like cards, as neighbours tend to take equally long. */
function sharesOf(files: readonly string[], count: number): string[][] {
  const shares = Array.from({ length: Math.min(count, files.length) }, (): string[] => []);
  for (const [index, file] of files.entries()) shares[index % shares.length]?.push(file);
  return shares;
}
