import type { Tool } from '../../src/toolchain/find.ts';
import { type FileRun, type PerFileOptions, runPerFile } from '../../src/toolchain/per-file.ts';
import { unexplained } from '../../src/toolchain/promtool.ts';
import { type RunToolOptions, runTool, type ToolRun } from '../../src/toolchain/run.ts';

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
function parseProblems(stderr: string, file: string): Problem[] {
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

/** Runs promtool as it is, for what has no wrapper here. Rejects only when it cannot be run at all. */
export function runPromtool(
  promtool: Tool,
  args: readonly string[],
  options: RunToolOptions = {},
): Promise<ToolRun> {
  return runTool(promtool.path, args, options);
}

/** `promtool check rules` with every lint fatal: syntax, duplicate groups, duplicate rules. One entry a file, in order. */
export async function checkRules(
  promtool: Tool,
  files: readonly string[],
  options: PerFileOptions = {},
): Promise<readonly FileCheck[]> {
  const runs = await runPerFile(promtool, ['check', 'rules', '--lint=all', '--lint-fatal'], files, options);
  return runs.map(fileCheck);
}

/** `promtool check config`, with the rule files that the configuration names. Paths inside are relative to the file. */
export async function checkConfig(
  promtool: Tool,
  files: readonly string[],
  options: PerFileOptions = {},
): Promise<readonly FileCheck[]> {
  return (await runPerFile(promtool, ['check', 'config'], files, options)).map(fileCheck);
}

/** `promtool check metrics` on an exposition in the Prometheus text format: names, units, help, suffixes. */
export async function checkMetrics(promtool: Tool, exposition: string): Promise<readonly Problem[]> {
  const run = await runTool(promtool.path, ['check', 'metrics'], { input: exposition });
  if (run.code === 0) return [];
  return unexplained(run)
    .split('\n')
    .map((message) => ({ message }));
}

function fileCheck(run: FileRun): FileCheck {
  const problems = parseProblems(run.stderr, run.file);
  if (run.code !== 0 && problems.length === 0) problems.push({ message: unexplained(run) });
  return { file: run.file, ok: problems.length === 0, problems };
}
