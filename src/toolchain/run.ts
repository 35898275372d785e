import { execFile } from 'node:child_process';

/** What a program said and how it ended. */
export interface ToolRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunToolOptions {
  /** Working directory; paths in the arguments and in the output are relative to it. */
  readonly cwd?: string;
  /** Text for standard input, which is empty otherwise. */
  readonly input?: string;
  /** Ends the program when aborted. */
  readonly signal?: AbortSignal;
}

/** Rule tests of a large spec print megabytes when every one of them fails; Node's default cuts off at 1 MiB. */
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

/**
 * Runs a program without a shell and waits for its end. A non-zero exit is a result, not an error.
 * Rejects when the program cannot be started, is killed by a signal, or prints more than 256 MiB.
 */
export function runTool(
  path: string,
  args: readonly string[],
  options: RunToolOptions = {},
): Promise<ToolRun> {
  return new Promise((resolve, reject) => {
    const settings = {
      maxBuffer: MAX_OUTPUT_BYTES,
      encoding: 'utf8' as const,
      cwd: options.cwd,
      signal: options.signal,
    };
    const child = execFile(path, args, settings, (error, stdout, stderr) => {
      if (error === null) resolve({ code: 0, stdout, stderr });
      else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr });
      else reject(error);
    });
    // A program that ends without reading its input closes the pipe: its exit code tells the story, not EPIPE.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
  });
}
