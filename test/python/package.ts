import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'vitest';
import { emitPython } from '../../src/emit/python/emit.ts';
import { planRules } from '../../src/plan/plan-rules.ts';
import { modelOf } from '../typescript/build-model.ts';

const VENV = fileURLToPath(new URL('.venv', import.meta.url));
const REQUIREMENTS = 'test/python/requirements.txt';

/** A program of the environment of these tests, such as `python` or `mypy`. */
export const program = (name: string): string => join(VENV, 'bin', name);

const INSTALL = `python3 -m venv test/python/.venv && test/python/.venv/bin/pip install -r ${REQUIREMENTS}`;

/** Declares tests that need the environment: they are skipped on a desk that has none, and fail in CI. */
export function describePython(title: string, declare: () => void): void {
  if (existsSync(program('python'))) {
    describe(title, declare);
  } else if (process.env['CI'] === 'true') {
    test(title, () => {
      throw new Error(`CI does not skip: install the Python environment with ${INSTALL}`);
    });
  } else {
    describe.skip(`${title} [skipped: install with ${INSTALL}]`, declare);
  }
}

/** Files of the package of a spec text by path from the folder that belongs on the path of Python. */
export function packageFiles(spec: string, name: string): ReadonlyMap<string, string> {
  const model = modelOf(spec);
  const python = { dir: 'python', package: name, refusal_alert: true };
  const files = emitPython({ ...model, outputs: { ...model.outputs, python } }, planRules(model));
  return new Map(files.map(({ path, content }) => [path.slice('python/'.length), content]));
}

/** Writes packages into a folder of their own, and returns it. */
export function writePackages(specs: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'ryot-metrics-python-'));
  for (const [name, spec] of Object.entries(specs)) {
    for (const [path, content] of packageFiles(spec, name)) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }
  return folder;
}

/** Folder of the programs that the tests run. */
const PROGRAMS = fileURLToPath(new URL('programs', import.meta.url));

/** Runs a program beside the tests with packages on its path; throws with what it wrote unless it ends with 0. */
export function runPython(folder: string, file: string, args: readonly string[] = [], input = ''): string {
  const done = run('python', [join(PROGRAMS, file), ...args], folder, input);
  if (done.status !== 0) throw new Error(`${file} ended with ${done.status}:\n${done.stdout}${done.stderr}`);
  return done.stdout;
}

/** Runs a program of the environment with packages on the path of Python. */
export function run(
  name: string,
  args: readonly string[],
  folder: string,
  input = '',
): SpawnSyncReturns<string> {
  const env = { ...process.env, PYTHONPATH: [folder, PROGRAMS].join(':'), PYTHONDONTWRITEBYTECODE: '1' };
  return spawnSync(program(name), args, { env, cwd: folder, input, encoding: 'utf8', maxBuffer: 1 << 28 });
}
