import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { specText } from '../typescript/build-model.ts';
import { describePython, packageFiles, program, run, writePackages } from './package.ts';

const RYOT = readFileSync(new URL('../../spec/ryot.yaml', import.meta.url), 'utf8');
const SPECS = {
  shop_metrics: specText('service.yaml'),
  edge_metrics: specText('edge.yaml'),
  empty_metrics: specText('empty.yaml'),
  ryot_metrics: RYOT,
};
/** Type checkers take a while where other tests run at the same time. */
const SLOW = 300_000;

const TYPES = fileURLToPath(new URL('types', import.meta.url));

/** Files and lines with errors, as `file:line`. */
function pyright(folder: string, files: readonly string[]): string[] {
  const config = { include: files, typeCheckingMode: 'strict', pythonVersion: '3.10' };
  writeFileSync(join(folder, 'pyrightconfig.json'), JSON.stringify(config));
  const script = createRequire(import.meta.url).resolve('pyright/index.js');
  const args = [script, '--outputjson', '-p', folder, '--pythonpath', program('python')];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (!stdout.startsWith('{')) throw new Error(`pyright: ${stdout}${stderr}`);
  const { generalDiagnostics } = JSON.parse(stdout) as {
    generalDiagnostics: { file: string; message: string; range: { start: { line: number } } }[];
  };
  return generalDiagnostics.map(
    ({ file, range, message }) => `${file.slice(folder.length + 1)}:${range.start.line + 1}: ${message}`,
  );
}

function mypy(folder: string, files: readonly string[]): string[] {
  const args = ['--strict', '--python-version', '3.10', '--no-incremental', '--no-error-summary', ...files];
  const { stdout, stderr } = run('mypy', args, folder);
  if (stderr !== '') throw new Error(`mypy: ${stderr}`);
  return stdout.split('\n').filter((line) => line.includes(': error:'));
}

/** Lines of the errors, each once. */
const linesOf = (errors: readonly string[]) =>
  [...new Set(errors.map((error) => Number(/^[^:]*:(\d+):/.exec(error)?.[1])))].sort((a, b) => a - b);

describePython('The package as its tools see it', () => {
  const folder = writePackages(SPECS);
  cpSync(TYPES, folder, { recursive: true });
  const packages = Object.keys(SPECS);

  test('is what ruff and black would write', { timeout: SLOW }, () => {
    for (const name of ['ruff', 'black']) {
      const args =
        name === 'ruff' ? ['format', '--diff', ...packages] : ['--check', '--diff', '-q', ...packages];
      const { status, stdout } = run(name, args, folder);
      expect(stdout).toBe('');
      expect(status).toBe(0);
    }
  });

  test('passes mypy --strict, and so do correct uses', { timeout: SLOW }, () => {
    expect(mypy(folder, [...packages, 'correct.py'])).toEqual([]);
  });

  test('passes pyright in strict mode, and so do correct uses', { timeout: SLOW }, () => {
    expect(pyright(folder, [...packages, 'correct.py'])).toEqual([]);
  });

  const wrong = readFileSync(join(TYPES, 'mistakes.py'), 'utf8')
    .split('\n')
    .flatMap((line, index) => (line.endsWith('# wrong') ? [index + 1] : []));

  test('makes mypy refuse every wrong use, and nothing else', { timeout: SLOW }, () => {
    expect(linesOf(mypy(folder, ['mistakes.py']))).toEqual(wrong);
  });

  test('makes pyright refuse every wrong use, and nothing else', { timeout: SLOW }, () => {
    expect(linesOf(pyright(folder, ['mistakes.py']))).toEqual(wrong);
  });

  test('is the same each time', () => {
    expect(packageFiles(RYOT, 'ryot_metrics')).toEqual(packageFiles(RYOT, 'ryot_metrics'));
  });
});
