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
  /** Called whenever some more files are done, with their number so far. */
  readonly onProgress?: (done: number) => void;
}

/** Files that one process takes at least and at most: starting promtool costs as much as checking a few files does. */
const LEAST_BATCH = 4;
const MOST_BATCH = 16;

/**
 * Runs a subcommand over many files and says what belongs to which; the result is in the order of the files.
 *
 * promtool writes headings to standard output and failures to standard error, so the failures of one process that
 * checks many files cannot be told apart. As many processes as there are cores take a batch of files at a time, and
 * only when one fails does each file of its batch get a process of its own.
 */
export async function runPerFile(
  tool: Tool,
  subcommand: readonly string[],
  files: readonly string[],
  { onProgress, ...options }: PerFileOptions = {},
): Promise<readonly FileRun[]> {
  const run = (paths: readonly string[]) =>
    // After the double dash a name that starts with a dash is not read as a flag.
    runTool(tool.path, [...subcommand, '--', ...paths], options);
  const runBatch = async (batch: readonly string[]): Promise<FileRun[]> => {
    const together = await run(batch);
    if (batch.length === 1 || (together.code === 0 && together.stderr === '')) {
      return batch.map((file) => ({ file, ...together }));
    }
    const runs: FileRun[] = [];
    for (const file of batch) runs.push({ file, ...(await run([file])) });
    return runs;
  };
  const batches = batchesOf(files, availableParallelism());
  const results: FileRun[][] = [];
  let next = 0;
  let done = 0;
  const worker = async () => {
    for (let index = next++; index < batches.length; index = next++) {
      const runs = await runBatch(batches[index] ?? []);
      results[index] = runs;
      done += runs.length;
      onProgress?.(done);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results.flat();
}

/** So small that every core gets several, and they end at about the same time. */
function batchesOf(files: readonly string[], cores: number): (readonly string[])[] {
  const fair = Math.ceil(files.length / (cores * 8));
  const size = Math.min(MOST_BATCH, Math.max(LEAST_BATCH, fair));
  return Array.from({ length: Math.ceil(files.length / size) }, (_, index) =>
    files.slice(index * size, (index + 1) * size),
  );
}
