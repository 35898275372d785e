import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MAIN, runCli, temporaryFolder } from '../support/cli.ts';
import { SMALL_SPEC } from '../support/small-spec.ts';

function project(spec = SMALL_SPEC): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'ryot-metrics.yaml'), spec);
  return folder;
}

/** Node options that run a piece of JavaScript before the command. */
function first(code: string): Record<string, string> {
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
}

/** A shell command that the built command takes part in. */
function shell(command: string, cwd: string): Promise<{ code: number; stderr: string }> {
  const script = command.replace('ryot-metrics', `"${process.execPath}" "${MAIN}"`);
  return new Promise((done) =>
    execFile('bash', ['-o', 'pipefail', '-c', script], { cwd }, (error, _, stderr) =>
      done({ code: error === null ? 0 : Number(error.code), stderr }),
    ),
  );
}

test('an old Node is refused in one line, by an entry that it can parse', async () => {
  const old = first("Object.defineProperty(process.versions, 'node', { value: '18.20.4' })");
  const result = await runCli(['lint'], { env: old });
  expect(result).toEqual({
    code: 2,
    stdout: '',
    stderr: 'error: ryot-metrics needs Node 20 or newer; this is Node 18.20.4\n',
  });
  expect(readFileSync(MAIN, 'utf8')).not.toMatch(/^import |\?\.|\?\?|^await /m);
});

test('a pipe that closes and a disk that is full end in one line', async () => {
  const cwd = project();
  expect(await shell('ryot-metrics schema | head -1', cwd)).toEqual({
    code: 2,
    stderr: 'error: cannot write to standard output: broken pipe\n',
  });
  expect(await shell('ryot-metrics schema > /dev/full', cwd)).toEqual({
    code: 2,
    stderr: 'error: cannot write to standard output: no space left on device\n',
  });
});

test('an internal error says so, with the version and the place in the source', async () => {
  const result = await runCli(['schema'], {
    env: first("JSON.stringify = () => { throw new TypeError('broken') }"),
  });
  expect(result.code).toBe(2);
  expect(result.stderr).toMatch(
    /^error: internal error; please report it with the spec and the lines below\nryot-metrics \d+\.\d+\.\d+, Node /,
  );
  expect(result.stderr).toContain('TypeError: broken');
  expect(result.stderr).toMatch(/src\/spec\/json-schema\.ts:\d+:\d+/);
});

test('--quiet does not hide why lint fails', async () => {
  const warned = SMALL_SPEC.replace('    help: Requests that wait.\n', '');
  const result = await runCli(['-q', 'lint', '--fail-on', 'warning'], { cwd: project(warned) });
  expect(result.code).toBe(1);
  expect(result.stderr).toContain('metric/help');
});

test('a spec from standard input is checked like any other', async () => {
  const cwd = project(SMALL_SPEC.replace('type: gauge', 'type: gouge'));
  const result = await shell('ryot-metrics lint - < ryot-metrics.yaml', cwd);
  expect(result.code).toBe(2);
  expect(result.stderr).toContain('--> <stdin>:');
});

test('reports for forges name files from the root of the repository', async () => {
  const root = temporaryFolder();
  execFileSync('git', ['init', '-q'], { cwd: root });
  mkdirSync(join(root, 'services/shop'), { recursive: true });
  writeFileSync(
    join(root, 'services/shop/ryot-metrics.yaml'),
    SMALL_SPEC.replace('type: gauge', 'type: gouge'),
  );
  const cwd = join(root, 'services/shop');
  const github = await runCli(['lint', '--format', 'github'], { cwd });
  expect(github.stdout).toContain('file=services/shop/ryot-metrics.yaml,');
  const sarif = await runCli(['lint', '--format', 'sarif'], { cwd });
  expect(sarif.stdout).toContain('"uri": "services/shop/ryot-metrics.yaml"');
});

test.each([
  ['ryot-metrics.yaml', 'error: ryot-metrics.yaml is a file, not a folder'],
  ['ryot-metrics.yaml/x', 'error: cannot make the folder'],
  ['/proc/x', 'error: cannot make the folder /proc/x: there is no such file or folder'],
  ['', 'error: --out needs the name of a folder'],
])('an output folder that cannot be is refused in one line: %j', async (out, line) => {
  const result = await runCli(['-q', 'generate', '--out', out], { cwd: project() });
  expect(result.code).toBe(2);
  expect(result.stderr).toContain(line);
  expect(result.stderr.trim().split('\n')).toHaveLength(1);
});
