/** What a command tells the shell. */
export const EXIT = {
  fine: 0,
  /** Findings at or above --fail-on, drift under --check, or failing rule tests. */
  findings: 1,
  /** The command could not do its work: usage, unreadable spec, missing tool, refused overwrite. */
  failed: 2,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A reason why a command cannot do its work, in words for people; no stack trace is shown for it. */
export class CommandError extends Error {}

/** Where a command prints. Results go to `out`, progress and findings for people to `err`. */
export interface Terminal {
  out(text: string): void;
  /** Left out under --quiet. */
  err(text: string): void;
  /** Shown under --quiet too: why the command failed. */
  fail(text: string): void;
  /** Overwrites one line where a person looks, and nothing elsewhere or under --quiet; empty when all is done. */
  progress(text: string): void;
  /** Whether `err` may be coloured. */
  readonly color: boolean;
}

/** The terminal of this process. Colour only where a person looks, and never against NO_COLOR. */
export function processTerminal(quiet: boolean): Terminal {
  const noColor = (process.env['NO_COLOR'] ?? '') !== '';
  const write = (stream: NodeJS.WriteStream) => (text: string) => {
    stream.write(text.endsWith('\n') ? text : `${text}\n`);
  };
  return {
    out: write(process.stdout),
    err: quiet ? () => undefined : write(process.stderr),
    fail: write(process.stderr),
    progress:
      quiet || process.stderr.isTTY !== true
        ? () => undefined
        : (text) => {
            process.stderr.write(`\r\x1b[K${text}`);
          },
    color: process.stderr.isTTY === true && !noColor && process.env['TERM'] !== 'dumb',
  };
}
