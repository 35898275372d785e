import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkText, emitTestRun } from '../../src/run.ts';
import { writeOut } from '../emit-prometheus/emitted.ts';
import { TODAY } from '../support/check.ts';
import { runPromtool } from '../support/promtool.ts';
import { findPromtools } from '../support/tools.ts';

const guide = readFileSync(new URL('../../docs/guide/sources.md', import.meta.url), 'utf8');

/** The examples of the page, one after the other. */
const examples = [...guide.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text).join('\n');

function checked() {
  const result = checkText('ryot-metrics.yaml', examples, TODAY);
  if (!result.readable) throw new Error(JSON.stringify(result.findings));
  return result;
}

test('the examples of the page make a spec without findings', () => {
  const { findings, model } = checked();
  expect(findings).toEqual([]);
  expect(model.sources.map(({ name }) => name)).toEqual(['prometheus', 'node']);
});

test('the scrape that the page shows is what its source declares', () => {
  const [, scrape = ''] = /```text\n(.*?)```/s.exec(guide) ?? [];
  const { model } = checked();
  const [, name = '', type] = /^# TYPE (\S+) (\S+)$/m.exec(scrape) ?? [];
  const metric = model.external.get(name);
  expect(metric?.type).toBe(type);
  const labels = new Set([...scrape.matchAll(/[{,](\w+)="/g)].map(([, label]) => label));
  expect(metric?.labels.map((label) => label.name)).toEqual([...labels]);
});

test('the rule tests of the examples pass', async () => {
  const run = await emitTestRun(checked());
  const folder = writeOut(new Map(run.map(({ path, content }) => [path, content])));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files = run.flatMap(({ path }) => (path.startsWith('tests/') ? join(folder, path) : []));
  expect(files.length).toBeGreaterThan(1);
  for (const promtool of await findPromtools())
    expect((await runPromtool(promtool, ['test', 'rules', ...files])).code, promtool.version).toBe(0);
}, 900_000);
