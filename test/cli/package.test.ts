import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/cli.ts';
import { SMALL_SPEC } from '../support/small-spec.ts';

const run = (cwd: string, ...args: string[]) =>
  execFileSync(args[0] ?? '', args.slice(1), { cwd, encoding: 'utf8' });

test('the package works in an empty project, brings no dependency, and says what it contains', () => {
  const folder = temporaryFolder();
  // The build is that of this run; --ignore-scripts keeps npm from replacing it under the feet of other tests.
  const [{ filename }] = JSON.parse(
    run('.', 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', folder),
  );
  writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "private": true }');
  writeFileSync(join(folder, 'my.yaml'), SMALL_SPEC);
  run(folder, 'npm', 'install', '--no-audit', '--no-fund', `./${filename}`);
  expect(run(folder, 'npm', 'ls', '--all', '--parseable').trim().split('\n')).toHaveLength(2);
  run(folder, 'npx', '--no-install', 'ryot-metrics', 'generate', 'my.yaml');
  expect(existsSync(join(folder, 'generated/shop-metrics.ts'))).toBe(true);
  expect(run(folder, 'npx', '--no-install', 'ryot-metrics', 'explain', 'label/unbounded')).toContain(
    '# label/unbounded',
  );
  const installed = join(folder, 'node_modules/ryot-metrics');
  // npm warns whoever installs a package with one of these.
  const { scripts } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
    expect(scripts).not.toHaveProperty(name);
  for (const file of [
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'docs/guide/spec.md',
    'dist/THIRD_PARTY_LICENSES.txt',
  ]) {
    expect(readFileSync(join(installed, file), 'utf8')).not.toBe('');
  }
});
