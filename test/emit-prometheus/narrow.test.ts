import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emitTestRun } from '../../src/emit/prometheus/emit.ts';
import { planRules } from '../../src/plan/plan-rules.ts';
import { narrowed } from '../../src/rule-tests/narrow.ts';
import type { TestFile } from '../../src/rule-tests/rule-test.ts';
import { testFiles } from '../../src/rule-tests/rule-tests.ts';
import { testRules } from '../../src/toolchain/promtool.ts';
import { modelOf } from '../support/model.ts';
import { requireTool } from '../support/tools.ts';
import { SHOP, writeOut } from './emitted.ts';

/** As many alerts on gauges of their own, as many on recordings, and one raw alert that reads two recordings. */
function spec(count: number): string {
  const each = (text: (index: number) => string) =>
    Array.from({ length: count }, (_, i) => text(i)).join('\n');
  return `version: 1
service: { name: shop, title: Shop, owner: { team: web } }
metrics:
${each((i) => `  shop_depth${i}: { type: gauge, help: Depth. }`)}
recordings:
${each((i) => `  - { record: "shop:depth${i}:max", aggregate: { of: shop_depth${i}, reduce: max } }`)}
alerts:
${each((i) => `  - { name: ShopDeep${i}, severity: ticket, when: { metric: shop_depth${i}, reduce: max, above: 5 } }`)}
${each((i) => `  - { name: ShopMax${i}, severity: ticket, when: { recording: "shop:depth${i}:max", above: 5 } }`)}
  - name: ShopRaw
    severity: ticket
    expr: "shop:depth0:max > shop:depth1:max"
    tests:
      - input:
          - { series: 'shop_depth0{job="shop"}', values: 2x9 }
          - { series: 'shop_depth1{job="shop"}', values: 1x9 }
        at: 2m
        firing: [{}]
outputs: { prometheus: { dir: prometheus } }
`;
}

function runOf(text: string) {
  const model = modelOf(text);
  const plan = planRules(model);
  const files = testFiles(model, plan);
  return { files, run: narrowed(plan, files, model.service.prometheus) };
}

/** Rules that promtool evaluates, once for each test beside them. */
function evaluations({ plan, files }: ReturnType<typeof runOf>['run']): number {
  const rulesIn = (name: string) =>
    plan.groups.filter(({ file }) => file === name).flatMap(({ rules }) => rules).length;
  return files
    .map(({ tests, ruleFiles: [name = ''] }) => tests.length * rulesIn(name))
    .reduce((sum, each) => sum + each, 0);
}

describe('the tests of a run', () => {
  test('are all that there are, each once', () => {
    const { files, run } = runOf(SHOP);
    const names = (all: readonly TestFile[]) =>
      all.flatMap(({ tests }) => tests.map(({ name }) => name)).toSorted();
    expect(names(run.files)).toEqual(names(files));
  });

  test('cost ten times as much for ten times the alerts', () => {
    const [few, many] = [evaluations(runOf(spec(5)).run), evaluations(runOf(spec(50)).run)];
    expect(many / few).toBeLessThan(11);
  });

  test('have the recordings beside them that a raw alert reads', () => {
    const { run } = runOf(spec(3));
    const file = run.files.find(({ tests }) => tests.some(({ name }) => name.startsWith('ShopRaw')));
    const rules = run.plan.groups
      .filter((group) => group.file === file?.name)
      .flatMap((group) => group.rules);
    expect(rules.map((rule) => (rule.kind === 'alert' ? rule.alert : rule.record))).toEqual([
      'shop:depth0:max',
      'shop:depth1:max',
      'ShopRaw',
    ]);
  });
});

const promtool = await requireTool('promtool');

describe.skipIf(promtool.skip)(promtool.title('promtool'), () => {
  test('passes every test beside its own rules alone', { timeout: 120_000 }, async () => {
    const model = modelOf(spec(4));
    const files = new Map(emitTestRun(model, planRules(model)).map(({ path, content }) => [path, content]));
    const folder = writeOut(files);
    const tests = [...files.keys()].filter((path) => path.includes('tests/'));
    const seen: number[] = [];
    const results = await testRules(
      promtool.get(),
      tests.map((path) => join(folder, path)),
      { onProgress: (done) => seen.push(done) },
    );
    rmSync(folder, { recursive: true, force: true });
    expect(results.filter(({ ok }) => !ok)).toEqual([]);
    expect(seen.at(-1)).toBe(tests.length);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });
});
