import type { Tool } from './find.ts';
import { type FileRun, type PerFileOptions, runPerFile } from './per-file.ts';
import { type FileCheck, type Problem, parseProblems, unexplained } from './problems.ts';
import { type RunToolOptions, runTool, type ToolRun } from './run.ts';
import { parseTestFailures, type RuleTestFailure } from './test-failures.ts';

/** The outcome of the unit tests in one file. */
export interface RuleTestFile {
  readonly file: string;
  readonly ok: boolean;
  /** In the order promtool prints them: by test, and within a test alerts by time before expressions. */
  readonly failures: readonly RuleTestFailure[];
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

/**
 * `promtool test rules`: one entry a file, in order. Rule file patterns inside are relative to the test file.
 * A pattern that matches no file fails the test file, although promtool itself only warns: its tests then prove nothing.
 */
export async function testRules(
  promtool: Tool,
  files: readonly string[],
  options: PerFileOptions = {},
): Promise<readonly RuleTestFile[]> {
  const runs = await runPerFile(promtool, ['test', 'rules'], files, options);
  return runs.map((run) => {
    const failures = parseTestFailures(run.stderr);
    if (run.code !== 0 && failures.length === 0)
      failures.push({ kind: 'message', message: unexplained(run) });
    return { file: run.file, ok: failures.length === 0, failures };
  });
}

function fileCheck(run: FileRun): FileCheck {
  const problems = parseProblems(run.stderr, run.file);
  if (run.code !== 0 && problems.length === 0) problems.push({ message: unexplained(run) });
  return { file: run.file, ok: problems.length === 0, problems };
}
