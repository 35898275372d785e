import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RelativeFile } from '../../emit/output.ts';
import { type RuleTestSummary, ruleTestReport, summarise } from '../../report/rule-tests.ts';
import { emitTestRun } from '../../run.ts';
import { findTool, type Tool } from '../../toolchain/find.ts';
import { testRules } from '../../toolchain/promtool.ts';
import { interruptible } from '../interrupt.ts';
import { soundSpec } from '../spec.ts';
import { CommandError, EXIT, type ExitCode, type Terminal } from '../terminal.ts';

interface TestOptions {
  readonly promtool?: string;
}

/** check -> emit the rules and their tests into a folder of its own -> promtool. */
export async function test(
  given: string | undefined,
  options: TestOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const checked = await soundSpec(given, 'no test was run', terminal);
  if (typeof checked === 'number') return checked;
  const promtool = await findPromtool(options.promtool);
  const files = await emitTestRun(checked);
  const summary = await interruptible((signal) => runTests(promtool, files, terminal, signal));
  if (summary.tests === 0) throw new CommandError('the spec has no rule tests');
  terminal.out(ruleTestReport(summary));
  terminal.err(`promtool ${promtool.version}`);
  return summary.failures.length === 0 ? EXIT.fine : EXIT.findings;
}

async function findPromtool(explicit: string | undefined): Promise<Tool> {
  const lookup = await findTool('promtool', { explicit, env: process.env });
  if (lookup.found) return lookup.tool;
  const { reason, looked, hint } = lookup.missing;
  const what = reason === 'absent' ? 'promtool was not found' : 'this promtool does not work';
  throw new CommandError(`${what}: ${looked.join(', ')}\n${hint}`);
}

async function runTests(
  promtool: Tool,
  files: readonly RelativeFile[],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<RuleTestSummary> {
  const folder = await mkdtemp(join(tmpdir(), 'ryot-metrics-'));
  try {
    for (const { path, content } of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    const tests = files.filter(({ path }) => /(?:^|\/)tests\/[^/]+\.yml$/.test(path));
    const results = await testRules(
      promtool,
      tests.map(({ path }) => path),
      {
        cwd: folder,
        signal,
        onProgress: (done) => terminal.progress(`tests: ${done} of ${tests.length} files`),
      },
    );
    terminal.progress('');
    return summarise(results.map(({ failures }, index) => ({ text: tests[index]?.content ?? '', failures })));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
