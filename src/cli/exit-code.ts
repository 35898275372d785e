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
