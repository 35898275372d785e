import type { Tool } from './find.ts';
import { type PerFileOptions, runPerFile } from './per-file.ts';
import type { ToolRun } from './run.ts';
import { parseTestFailures, type RuleTestFailure } from './test-failures.ts';

/** The outcome of the unit tests in one file. */
export interface RuleTestFile {
  readonly file: string;
  readonly ok: boolean;
  /** In the order promtool prints them: by test, and within a test alerts by time before expressions. */
  readonly failures: readonly RuleTestFailure[];
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
    if (run.code !== 0 && failures.length === 0) failures.push({ message: unexplained(run) });
    return { file: run.file, ok: failures.length === 0, failures };
  });
}

/** The best account of a failed run whose output is not understood. */
export function unexplained(run: ToolRun): string {
  return run.stderr.trim() || run.stdout.trim() || `the tool ended with exit code ${run.code}`;
}
