import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { placeIn, SMALL_SPEC } from '../support/small-spec.ts';

function project(spec = SMALL_SPEC): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'ryot-metrics.yaml'), spec);
  return folder;
}

async function generated(spec = SMALL_SPEC): Promise<string> {
  const cwd = project(spec);
  const result = await runCli(['generate'], { cwd });
  expect(result).toMatchObject({ code: 0 });
  return cwd;
}

function filesOf(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    names
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
  );
}

const MODULE = 'generated/shop-metrics.ts';

test('generate writes every output of the spec, and --check then finds nothing', async () => {
  const cwd = await generated();
  const kinds = readdirSync(join(cwd, 'generated')).sort();
  expect(kinds).toEqual([
    '.gitattributes',
    '.ryot-metrics.json',
    'grafana',
    'prometheus',
    'runbooks',
    'shop-metrics.ts',
  ]);
  expect(await runCli(['generate', '--check'], { cwd })).toMatchObject({ code: 0, stdout: '' });
});

test('generating twice, and in another folder, gives the same bytes', async () => {
  const first = await generated();
  const second = await generated();
  expect(filesOf(join(second, 'generated'))).toEqual(filesOf(join(first, 'generated')));
  await runCli(['generate'], { cwd: second });
  expect(filesOf(join(second, 'generated'))).toEqual(filesOf(join(first, 'generated')));
});

test('a file that was edited by hand is drift under --check, and generate keeps it unless forced', async () => {
  const cwd = await generated();
  const path = join(cwd, MODULE);
  const original = readFileSync(path, 'utf8');
  writeFileSync(path, original.replace('e', 'E'));
  const check = await runCli(['generate', '--check'], { cwd });
  expect(check.code).toBe(1);
  expect(check.stdout).toContain(MODULE);
  const refused = await runCli(['generate'], { cwd });
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(`${MODULE}: edited by hand`);
  expect(readFileSync(path, 'utf8')).not.toBe(original);
  expect(await runCli(['generate', '--force'], { cwd })).toMatchObject({ code: 0 });
  expect(readFileSync(path, 'utf8')).toBe(original);
});

test('a file of somebody else that stands in the way is kept, and nothing else is written', async () => {
  const cwd = project();
  mkdirSync(join(cwd, 'generated'));
  writeFileSync(join(cwd, MODULE), 'mine\n');
  const result = await runCli(['generate'], { cwd });
  expect(result.code).toBe(2);
  expect(result.stderr).toContain(`${MODULE}: not written by ryot-metrics`);
  expect(readdirSync(join(cwd, 'generated'))).toEqual(['shop-metrics.ts']);
});

test('a file that is no longer generated is removed with its empty folder, and those of others stay', async () => {
  const cwd = await generated();
  writeFileSync(join(cwd, 'generated/grafana/notes.txt'), 'mine\n');
  const spec = SMALL_SPEC.replace(/ {2}runbooks: .*\n/, '').replace(/ {2}grafana: .*\n/, '');
  writeFileSync(join(cwd, 'ryot-metrics.yaml'), spec);
  const check = await runCli(['generate', '--check'], { cwd });
  expect(check.code).toBe(1);
  expect(check.stdout).toContain('no longer generated');
  expect(await runCli(['generate'], { cwd })).toMatchObject({ code: 0 });
  expect(existsSync(join(cwd, 'generated/runbooks'))).toBe(false);
  expect([...filesOf(join(cwd, 'generated/grafana')).keys()]).toEqual(['notes.txt']);
});

test('--only writes the outputs named and leaves the others as they are', async () => {
  const cwd = await generated();
  const before = filesOf(join(cwd, 'generated'));
  const renamed = SMALL_SPEC.replaceAll('shop_queue_depth', 'shop_waiting_requests');
  writeFileSync(join(cwd, 'ryot-metrics.yaml'), renamed);
  expect(await runCli(['generate', '--only', 'typescript'], { cwd })).toMatchObject({ code: 0 });
  const after = filesOf(join(cwd, 'generated'));
  const changed = [...after.keys()].filter((path) => after.get(path) !== before.get(path));
  expect(changed).toEqual(['.ryot-metrics.json', 'shop-metrics.ts']);
});

test('--dry-run says what would happen and writes nothing', async () => {
  const cwd = project();
  const result = await runCli(['generate', '--dry-run', '--out', 'deploy'], { cwd });
  expect(result.code).toBe(0);
  expect(result.stdout).toContain('create deploy/shop-metrics.ts');
  expect(existsSync(join(cwd, 'deploy'))).toBe(false);
});

test('nothing is written while the spec has an error', async () => {
  const spec = SMALL_SPEC.replace('labels: [status, route]', 'labels: [status, rout]');
  const { line, column } = placeIn(spec, 'rout]');
  const cwd = project(spec);
  const result = await runCli(['generate'], { cwd });
  expect(result.code).toBe(1);
  expect(result.stderr).toContain(`ryot-metrics.yaml:${line}:${column}`);
  expect(existsSync(join(cwd, 'generated'))).toBe(false);
});

test('an interrupted run can be repeated: files that already are as they should be are taken over', async () => {
  const cwd = await generated();
  rmSync(join(cwd, 'generated/.ryot-metrics.json'));
  expect(await runCli(['generate', '--check'], { cwd })).toMatchObject({ code: 1 });
  expect(await runCli(['generate'], { cwd })).toMatchObject({ code: 0 });
  expect(await runCli(['generate', '--check'], { cwd })).toMatchObject({ code: 0 });
});

test('the output folder of another service is not taken over', async () => {
  const cwd = await generated();
  writeFileSync(join(cwd, 'ryot-metrics.yaml'), SMALL_SPEC.replace('name: shop', 'name: store'));
  const result = await runCli(['generate'], { cwd });
  expect(result.code).toBe(2);
  expect(result.stderr).toContain('generated/ holds what the spec of shop generates');
});

test('two outputs of one name are refused', async () => {
  const cwd = project(SMALL_SPEC.replace('file: shop-metrics.ts', 'file: runbooks/README.md'));
  const result = await runCli(['generate'], { cwd });
  expect(result.code).toBe(2);
  expect(result.stderr).toContain('would both write runbooks/README.md');
});

test('a slash at the end of --out is not doubled in what is said', async () => {
  const cwd = project();
  const result = await runCli(['generate', '--dry-run', '--out', 'deploy/'], { cwd });
  expect(result.stdout).toContain('create deploy/shop-metrics.ts');
});
