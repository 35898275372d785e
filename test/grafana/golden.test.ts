import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { emitGrafana } from '../../src/emit/grafana/emit.ts';
import type { OutputFile } from '../../src/emit/output.ts';
import { planRules } from '../../src/plan/plan-rules.ts';
import { modelOf } from '../support/model.ts';
import { SMALL_SPEC } from '../support/small-spec.ts';

const golden = join(import.meta.dirname, 'golden');
const V2_SPEC = SMALL_SPEC.replace(
  'grafana: { dir: grafana }',
  'grafana: { dir: v2, automatic: [], schema: v2 }',
);

function emitted(spec: string): OutputFile[] {
  const model = modelOf(spec);
  return emitGrafana(model, planRules(model));
}

const FILES = [...emitted(SMALL_SPEC), ...emitted(V2_SPEC).filter(({ path }) => path.endsWith('.json'))];

/** Update with `UPDATE_GOLDEN=1 npx vitest run test/grafana/golden.test.ts` and read the difference. */
test.each(FILES)('golden: $path is the one that was looked at', ({ path, content }) => {
  const file = join(golden, path);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  expect(content).toBe(readFileSync(file, 'utf8'));
});

test('no golden file is left over', () => {
  const files = readdirSync(golden, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map(({ parentPath, name }) => join(parentPath, name).slice(golden.length + 1));
  expect(paths.toSorted()).toEqual(FILES.map(({ path }) => path).toSorted());
});

test('a change of one panel changes only its row', () => {
  const changed = emitted(SMALL_SPEC.replace('show: [current] }', 'show: [current], title: Waiting }'));
  const lines = (files: readonly OutputFile[]) => files.flatMap(({ content }) => content.split('\n'));
  const before = new Set(lines(emitted(SMALL_SPEC)));
  expect(
    lines(changed)
      .filter((line) => !before.has(line))
      .map((line) => line.trim()),
  ).toEqual(['"title": "Waiting",', '"legendFormat": "Waiting",']);
});

test('a panel that is added leaves the ids of other rows as they were', () => {
  const row =
    '      - title: Capacity\n        panels:\n          - { metric: shop_queue_depth }\n\noutputs:';
  const two = SMALL_SPEC.replace('\noutputs:', `${row}`);
  const three = two.replace(
    '{ metric: shop_queue_depth, show: [current] }',
    '{ metric: shop_queue_depth, show: [current] }\n          - { metric: shop_queue_depth, show: [max] }',
  );
  const idsOf = (spec: string) => {
    const file = emitted(spec).find(({ path }) => path.endsWith('/shop.json'));
    return [...(file?.content ?? '').matchAll(/"id": (\d+)/g)].map(([, id]) => Number(id));
  };
  const [before, after] = [idsOf(two), idsOf(three)];
  expect(after.filter((id) => !before.includes(id))).toEqual([1005]);
  expect(before.filter((id) => !after.includes(id))).toEqual([]);
});

test('the bytes end with a line break and are indented by two', () => {
  for (const { content, path } of FILES) {
    expect(content.endsWith('\n') && !content.endsWith('\n\n'), path).toBe(true);
    if (path.endsWith('.json'))
      expect(content).toBe(`${JSON.stringify(JSON.parse(content), undefined, 2)}\n`);
  }
});
