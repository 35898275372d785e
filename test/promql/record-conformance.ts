import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a promtool said about its own version and about each expression. */
export interface Conformance {
  readonly promtool: string;
  readonly verdicts: readonly { readonly expr: string; readonly valid: boolean }[];
}

/** Asks a promtool which of the expressions are valid. */
export function recordConformance(program: string, expressions: readonly string[]): Conformance {
  const printed = execFileSync(program, ['--version'], { encoding: 'utf8' });
  const dir = mkdtempSync(join(tmpdir(), 'promql-'));
  const file = join(dir, 'rules.json');
  // One file an expression, so that one verdict does not touch another.
  const verdicts = expressions.map((expr) => {
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'g', rules: [{ record: 'r', expr }] }] }));
    const { status } = spawnSync(program, ['check', 'rules', '--lint=none', file]);
    if (status !== 0 && status !== 1) throw new Error(`promtool ended with ${status} on ${expr}`);
    return { expr, valid: status === 0 };
  });
  rmSync(dir, { recursive: true });
  return { promtool: /version (\d+\.\d+)/.exec(printed)?.[1] ?? printed, verdicts };
}

/** Writes the verdicts one a line, so that a change is a line of the diff. */
export function writeConformance(file: URL, { promtool, verdicts }: Conformance): void {
  const lines = verdicts
    .map(({ expr, valid }) => `    { "expr": ${JSON.stringify(expr)}, "valid": ${valid} }`)
    .join(',\n');
  writeFileSync(file, `{\n  "promtool": ${JSON.stringify(promtool)},\n  "verdicts": [\n${lines}\n  ]\n}\n`);
}
