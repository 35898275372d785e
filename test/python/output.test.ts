import { expect, test } from 'vitest';
import { emitPython } from '../../src/emit/python/emit.ts';
import { planRules } from '../../src/plan/plan-rules.ts';
import { readSpec } from '../../src/spec/read.ts';
import { modelOf } from '../typescript/build-model.ts';

const spec = (outputs: string) => `
version: 1
service: { name: shop, title: Shop, owner: { team: checkout } }
metrics:
  shop_orders_total: { type: counter, help: Orders. }
outputs: ${outputs}
`;

const files = (outputs: string) => {
  const model = modelOf(spec(outputs));
  return emitPython(model, planRules(model)).map(({ path }) => path);
};

const PYTHON = 'python: { dir: lib/python, package: shop_metrics }';

test('A package is written where the spec says, with the marker of typed packages', () => {
  const written = files(`{ ${PYTHON} }`);
  expect(written).toContain('lib/python/shop_metrics/__init__.py');
  expect(written).toContain('lib/python/shop_metrics/py.typed');
  expect(written.every((path) => path.startsWith('lib/python/shop_metrics/'))).toBe(true);
});

test('Without the output there is no package', () => {
  expect(files('{ typescript: { file: metrics.ts } }')).toEqual([]);
});

test.each([
  ['with the package alone', `{ ${PYTHON}, prometheus: { dir: p } }`, true],
  ['with both modules', `{ ${PYTHON}, typescript: { file: a.ts }, prometheus: { dir: p } }`, true],
  [
    'if no module wants it',
    '{ python: { dir: a, package: b, refusal_alert: false }, prometheus: { dir: p } }',
    false,
  ],
  ['without rules', `{ ${PYTHON} }`, false],
])('The alert on refused recordings, %s', (_, outputs, isThere) => {
  const model = modelOf(spec(outputs));
  expect(model.own.has('shop_metrics_refused_total')).toBe(true);
  expect(model.alerts.some(({ name }) => name === 'ShopRecordingsRefused')).toBe(isThere);
});

test('What the package counts of itself is located at its output', () => {
  const { own } = modelOf(spec(`{ ${PYTHON} }`));
  expect(own.get('shop_metrics_refused_total')?.path).toEqual(['outputs', 'python']);
});

test.each(['class', 'Shop', 'shop-metrics', '1shop', 'a.b'])('%s is not a package name', (name) => {
  const read = readSpec('spec.yaml', spec(`{ python: { dir: python, package: "${name}" } }`));
  expect(read.ok).toBe(false);
  if (!read.ok) expect(read.findings[0]?.place).toMatchObject({ line: 6 });
});
