import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/cli.ts';
import { SMALL_SPEC } from '../support/small-spec.ts';
import { requireTool } from '../support/tools.ts';

const run = (cwd: string, ...args: string[]) =>
  execFileSync(args[0] ?? '', args.slice(1), { cwd, encoding: 'utf8' });

const promtool = await requireTool('promtool');

/** Packs the project and installs it into a folder of its own; gives the folder. */
function installed(): string {
  const folder = temporaryFolder();
  // The build is that of this run; --ignore-scripts keeps npm from replacing it under the feet of other tests.
  const [{ filename }] = JSON.parse(
    run('.', 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', folder),
  );
  writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "private": true }');
  run(folder, 'npm', 'install', '--no-audit', '--no-fund', `./${filename}`);
  return folder;
}

test('the package works in an empty project, brings no dependency, and says what it contains', () => {
  const folder = installed();
  writeFileSync(join(folder, 'my.yaml'), SMALL_SPEC);
  expect(run(folder, 'npm', 'ls', '--all', '--parseable').trim().split('\n')).toHaveLength(2);
  run(folder, 'npx', '--no-install', 'ryot-metrics', 'generate', 'my.yaml');
  expect(existsSync(join(folder, 'generated/shop-metrics.ts'))).toBe(true);
  expect(run(folder, 'npx', '--no-install', 'ryot-metrics', 'explain', 'label/unbounded')).toContain(
    '# label/unbounded',
  );
  const unpacked = join(folder, 'node_modules/ryot-metrics');
  // npm warns whoever installs a package with one of these.
  const { scripts } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'));
  for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
    expect(scripts).not.toHaveProperty(name);
  for (const file of [
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'docs/guide/spec.md',
    'dist/THIRD_PARTY_LICENSES.txt',
  ]) {
    expect(readFileSync(join(unpacked, file), 'utf8')).not.toBe('');
  }
});

if (promtool.skip) test.todo(promtool.title('a first spec from the package'));
else
  test('a new user gets from an empty folder to rule tests that pass', () => {
    const folder = installed();
    const ryot = (...args: string[]) => run(folder, 'npx', '--no-install', 'ryot-metrics', ...args);
    expect(ryot('init', '--service', 'shop')).toContain('wrote ryot-metrics.yaml');
    ryot('lint', '--fail-on', 'warning');
    expect(ryot('generate')).toMatch(/^generated\/: \d+ created\n$/);
    expect(ryot('test', '--promtool', promtool.get().path)).toMatch(/\d+ tests: 6 alerts, .* 0 failures\n$/);
    expect(ryot('generate', '--check')).toBe('');
  }, 120_000);
