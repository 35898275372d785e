import type { ToolRun } from './run.ts';

/** Something that a tool says against a file. */
export interface Problem {
  /** 1-based line and column in the checked file; absent where the tool names none. */
  readonly line?: number;
  readonly column?: number;
  /** May have several lines. */
  readonly message: string;
}

/** The verdict of promtool or amtool on one file. A file that is not `ok` has at least one problem. */
export interface FileCheck {
  readonly file: string;
  readonly ok: boolean;
  readonly problems: readonly Problem[];
}

/** `rules.yml: 5:15: group "g", rule 1, ...`; promtool 3 prints `0:0` where it has no position. */
const LOCATED = /^(\d+):(\d+): (.*)$/s;

/** Lines that belong to the problem before them: indented, or the tail of a duplicate-rule report. */
const CONTINUATION = /^(?:\s|Metric: |Label\(s\):|Might cause inconsistency)/;

/** Reads what the `check` subcommands of promtool 2.42 and 3.x print on standard error about one file. */
export function parseProblems(stderr: string, file: string): Problem[] {
  const messages: string[] = [];
  for (const raw of stderr.split('\n')) {
    const line = raw.replace(/^ {2}FAILED:\s*/, '');
    const last = messages.length - 1;
    if (line.trim() === '') continue;
    if (last >= 0 && line === raw && CONTINUATION.test(line)) messages[last] += `\n${line}`;
    else messages.push(line.startsWith(`${file}: `) ? line.slice(file.length + 2) : line);
  }
  return messages.map(locate);
}

function locate(message: string): Problem {
  const [, line, column, text] = LOCATED.exec(message) ?? [];
  if (text === undefined) return { message };
  return Number(line) === 0
    ? { message: text }
    : { line: Number(line), column: Number(column), message: text };
}

/** The best account of a failed run whose output is not understood. */
export function unexplained(run: ToolRun): string {
  return run.stderr.trim() || run.stdout.trim() || `the tool ended with exit code ${run.code}`;
}
