import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { referenceSpec } from '../support/model.ts';
import { SMALL_SPEC } from '../support/small-spec.ts';

// Each runs the command several times over a whole spec.
vi.setConfig({ testTimeout: 300_000 });

const AUTHOR = ['-c', 'user.name=t', '-c', 'user.email=t@example.com'];

test('another objective changes at most 60 lines outside the rule tests', async () => {
  const folder = temporaryFolder();
  const spec = referenceSpec();
  const other = spec.replace('objective: 99.9%', 'objective: 99.95%');
  expect(other).not.toBe(spec);
  for (const [out, text] of [
    ['a', spec],
    ['b', other],
  ] as const) {
    writeFileSync(join(folder, 'spec.yaml'), text);
    expect((await runCli(['generate', 'spec.yaml', '--out', out], { cwd: folder })).code).toBe(0);
  }
  const { stdout } = spawnSync('git', ['diff', '--no-index', '--numstat', 'a', 'b'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const files = stdout
    .trim()
    .split('\n')
    .filter((line) => !line.includes('/tests/'));
  const changed = files.reduce((sum, line) => sum + Number(line.split('\t')[0]), 0);
  expect(changed).toBeGreaterThan(10);
  expect(changed, files.join('\n')).toBeLessThanOrEqual(60);
});

test('branches that each add a label value merge with the step that the README gives', async () => {
  const step = 'npx ryot-metrics generate --force && git add generated';
  expect(readFileSync('README.md', 'utf8')).toContain(step);
  const folder = temporaryFolder();
  const git = (...args: string[]) =>
    spawnSync('git', [...AUTHOR, ...args], { cwd: folder, encoding: 'utf8' });
  const generate = (...args: string[]) => runCli(['generate', ...args], { cwd: folder });
  const commit = async (message: string, text: string) => {
    writeFileSync(join(folder, 'ryot-metrics.yaml'), text);
    expect((await generate()).code).toBe(0);
    git('add', '-A');
    expect(git('commit', '-qm', message).status).toBe(0);
  };
  // Lines between the two edits, so that git merges the spec itself.
  const spec = SMALL_SPEC.replace('  route: {', `${'  # Routes of the shop.\n'.repeat(4)}  route: {`);
  git('init', '-q', '-b', 'main');
  await commit('base', spec);
  git('checkout', '-qb', 'route');
  await commit('route', spec.replace('[/cart, /pay]', '[/cart, /pay, /ship]'));
  git('checkout', '-q', 'main');
  await commit('status', spec.replace('[ok, failed]', '[ok, failed, refused]'));
  expect(git('merge', 'route').stdout).toContain('CONFLICT');
  expect(git('diff', '--name-only', '--diff-filter=U').stdout).not.toContain('ryot-metrics.yaml');
  expect((await generate('--force')).code).toBe(0);
  execFileSync('git', ['add', 'generated'], { cwd: folder });
  expect(git('commit', '-qm', 'merged').status).toBe(0);
  expect((await generate('--check')).code).toBe(0);
  const fresh = temporaryFolder();
  cpSync(join(folder, 'ryot-metrics.yaml'), join(fresh, 'ryot-metrics.yaml'));
  await runCli(['generate'], { cwd: fresh });
  const differences = spawnSync(
    'git',
    ['diff', '--no-index', '--stat', join(fresh, 'generated'), join(folder, 'generated')],
    { encoding: 'utf8' },
  );
  expect(differences.stdout).toBe('');
});
