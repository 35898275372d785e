import type { Tool } from '../../src/toolchain/find.ts';
import type { PerFileOptions } from '../../src/toolchain/per-file.ts';
import { runTool } from '../../src/toolchain/run.ts';
import type { FileCheck } from './promtool.ts';

/** `amtool check-config`: one entry a file, in order. */
export async function checkAlertmanagerConfig(
  amtool: Tool,
  files: readonly string[],
  options: PerFileOptions = {},
): Promise<readonly FileCheck[]> {
  const checks: FileCheck[] = [];
  for (const file of files) {
    const { code, stdout, stderr } = await runTool(amtool.path, ['check-config', '--', file], options);
    checks.push({
      file,
      ok: code === 0,
      problems: code === 0 ? [] : [{ message: reason(stdout, stderr, code) }],
    });
  }
  return checks;
}

/** Where an alert goes: to these receivers, in the order of the routes, or nowhere because the question is wrong. */
export type RouteTest =
  | { readonly ok: true; readonly receivers: readonly string[] }
  | { readonly ok: false; readonly message: string };

/**
 * `amtool config routes test`: the receivers that an alert with these labels reaches under a configuration file.
 * amtool joins the receivers with commas, so a receiver whose name has one cannot be told from two.
 */
export async function testRoutes(
  amtool: Tool,
  configFile: string,
  labels: Readonly<Record<string, string>>,
  options: PerFileOptions = {},
): Promise<RouteTest> {
  const matchers = Object.entries(labels).map(([name, value]) => `${name}=${quote(value)}`);
  const args = ['config', 'routes', 'test', `--config.file=${configFile}`, '--', ...matchers];
  const { code, stdout, stderr } = await runTool(amtool.path, args, options);
  if (code !== 0) return { ok: false, message: reason(stdout, stderr, code) };
  return { ok: true, receivers: stdout.trim().split(',') };
}

/** The value of a matcher as Alertmanager reads it: double quotes with backslash escapes. */
function quote(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

function reason(stdout: string, stderr: string, code: number): string {
  const failed = /FAILED: (.*)/s.exec(stdout)?.[1]?.trim();
  const error = /^amtool: error: (.*)$/m.exec(stderr)?.[1]?.trim();
  return failed ?? error ?? `amtool ended with exit code ${code}`;
}
