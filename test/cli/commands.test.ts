import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { runCli, temporaryFolder } from '../support/cli.ts';
import { placeIn, SMALL_SPEC } from '../support/small-spec.ts';

test('--version prints the version and nothing else', async () => {
  const expected = { code: 0, stdout: `${packageJson.version}\n`, stderr: '' };
  expect(await runCli(['--version'])).toEqual(expected);
});

test('--help shows every command, and each command its own examples', async () => {
  const help = await runCli(['--help']);
  expect(help.code).toBe(0);
  for (const command of ['generate', 'lint', 'cardinality', 'test', 'explain', 'schema']) {
    expect(help.stdout).toContain(`  ${command} `);
    const own = await runCli([command, '--help']);
    expect(own).toMatchObject({ code: 0, stderr: '' });
    expect(own.stdout).toContain('Examples:');
    expect(own.stdout.includes('Without [spec]'), command).toBe(!['explain', 'schema'].includes(command));
  }
});

test('the usage of generate puts the spec where --only does not take it for a kind', async () => {
  const { stdout } = await runCli(['generate', '--help']);
  expect(stdout).toContain('Usage: ryot-metrics generate [spec] [options]');
});

test('bad usage exits 2 with a hint and without a stack trace', async () => {
  const unknown = await runCli(['lnt']);
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain('Did you mean lint?');
  const option = await runCli(['lint', '--format', 'xml']);
  expect(option.code).toBe(2);
  expect(option.stderr).toContain('text, json, sarif, github');
  expect(unknown.stderr + option.stderr).not.toMatch(/^\s+at /m);
});

test('without a spec argument, ryot-metrics.yaml comes before the only file in spec/', async () => {
  const cwd = temporaryFolder();
  expect(await runCli(['lint'], { cwd })).toMatchObject({ code: 2 });
  mkdirSync(join(cwd, 'spec'));
  writeFileSync(join(cwd, 'spec/one.yaml'), '');
  expect((await runCli(['lint'], { cwd })).stderr).toContain('spec/one.yaml:1:1');
  writeFileSync(join(cwd, 'spec/two.yml'), '');
  expect((await runCli(['lint'], { cwd })).stderr).toContain('spec/ holds one.yaml, two.yml');
  writeFileSync(join(cwd, 'ryot-metrics.yaml'), SMALL_SPEC);
  expect(await runCli(['lint'], { cwd })).toMatchObject({ code: 0 });
});

test('a spec that cannot be read exits 2, one with errors 1, and warnings only with --fail-on warning', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'broken.yaml'), 'version: [1');
  expect(await runCli(['lint', 'broken.yaml'], { cwd })).toMatchObject({ code: 2 });
  writeFileSync(
    join(cwd, 'error.yaml'),
    SMALL_SPEC.replace('metric: shop_queue_depth', 'metric: shop_queue'),
  );
  expect(await runCli(['lint', 'error.yaml'], { cwd })).toMatchObject({ code: 1 });
  const warning = SMALL_SPEC.replace('  route: {', '  unused: { values: [a] }\n  route: {');
  writeFileSync(join(cwd, 'warning.yaml'), warning);
  expect(await runCli(['lint', 'warning.yaml'], { cwd })).toMatchObject({ code: 0 });
  expect(await runCli(['lint', 'warning.yaml', '--fail-on', 'warning'], { cwd })).toMatchObject({ code: 1 });
});

test('results go to stdout and words for people to stderr, and --quiet leaves the results', async () => {
  const cwd = temporaryFolder();
  const spec = SMALL_SPEC.replace('metric: shop_queue_depth', 'metric: shop_queue');
  const { line, column } = placeIn(spec, 'shop_queue, above');
  writeFileSync(join(cwd, 'error.yaml'), spec);
  const text = await runCli(['lint', 'error.yaml'], { cwd });
  expect(text.stdout).toBe('');
  expect(text.stderr).toContain(`error.yaml:${line}:${column}`);
  const json = await runCli(['lint', 'error.yaml', '--format', 'json', '--quiet'], { cwd });
  expect(JSON.parse(json.stdout)).toMatchObject({
    findings: [{ code: 'reference/unknown', line, column }],
  });
  expect(json.stderr).toBe('');
});

test('cardinality counts the series exactly, and its totals are the sums of their parts', async () => {
  const result = await runCli(['cardinality', 'spec/ryot.yaml', '--format', 'json']);
  expect(result.code).toBe(0);
  const report = JSON.parse(result.stdout);
  const metric = (name: string) => report.metrics.find((entry: { metric: string }) => entry.metric === name);
  expect(metric('ryot_inference_requests_total').combinations).toBe(24);
  expect(metric('ryot_batch_size_distribution').bucketSeriesPerTarget).toBe(48);
  const sum = (key: string) =>
    report.metrics.reduce((total: number, entry: Record<string, number>) => total + (entry[key] ?? 0), 0);
  expect(report.seriesPerTarget.used).toBe(sum('seriesPerTarget') + report.modulePerTarget);
  expect(report.exposedTotal).toBe(report.seriesPerTarget.used * report.targets);
  expect(report.seriesTotal.used).toBe(report.exposedTotal + report.recordedTotal + report.alertTotal);
});

test('explain prints the page of a code, lists all codes without one, and corrects a misspelt one', async () => {
  const page = await runCli(['explain', 'spec/unknown-key']);
  expect(page).toMatchObject({ code: 0, stderr: '' });
  expect(page.stdout).toContain('# spec/unknown-key');
  expect((await runCli(['explain'])).stdout).toContain('spec/unknown-key');
  const wrong = await runCli(['explain', 'spec/unknown-kye']);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('did you mean spec/unknown-key?');
});

test('schema prints the JSON Schema that lies beside the reference spec', async () => {
  const result = await runCli(['schema']);
  expect(result.code).toBe(0);
  expect(result.stdout).toBe(readFileSync('spec/ryot-metrics.schema.json', 'utf8'));
});
