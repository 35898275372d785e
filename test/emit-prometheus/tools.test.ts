import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { testRules } from '../../src/toolchain/promtool.ts';
import { checkAlertmanagerConfig, testRoutes } from '../support/amtool.ts';
import { checkConfig, checkRules } from '../support/promtool.ts';
import { findPromtools, requireTool } from '../support/tools.ts';
import { emitted, SHOP, writeOut } from './emitted.ts';

const promtool = await requireTool('promtool');
const amtool = await requireTool('amtool');
const promtools = await findPromtools();

const files = emitted(SHOP);
const folder = writeOut(files);
const inside = (part: string) =>
  [...files.keys()].filter((path) => path.includes(part)).map((path) => join(folder, path));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(promtool.skip)(promtool.title('promtool'), () => {
  describe.each(promtools.map((tool) => ({ tool, version: tool.version })))('$version', ({ tool }) => {
    test('finds nothing against the rules, lints included', async () => {
      const checks = await checkRules(tool, inside('/rules/'));
      expect(checks.filter(({ ok }) => !ok)).toEqual([]);
      expect(checks.length).toBeGreaterThan(3);
    });

    test('finds nothing against the configuration', async () => {
      expect(await checkConfig(tool, inside('prometheus.yml'))).toMatchObject([{ ok: true }]);
    });

    test.each(inside('/tests/').map((path) => path.slice(folder.length + 1)))('passes %s', async (path) => {
      expect(await testRules(tool, [join(folder, path)])).toMatchObject([{ ok: true, failures: [] }]);
    });
  });
});

describe.skipIf(amtool.skip)(amtool.title('amtool'), () => {
  const [config = ''] = inside('alertmanager.yml');

  test('finds nothing against the configuration', async () => {
    expect(await checkAlertmanagerConfig(amtool.get(), [config])).toMatchObject([{ ok: true }]);
  });

  test.each([
    [{ service: 'shop', severity: 'page', owner: 'web', alertname: 'ShopGone' }, ['pager']],
    [{ service: 'shop', severity: 'ticket', owner: 'web', alertname: 'ShopQueueLong' }, ['chat']],
    [{ service: 'shop', severity: 'info', owner: 'web', alertname: 'ShopIdle' }, ['post']],
    [
      { service: 'shop', severity: 'page', owner: 'warehouse', alertname: 'ShopStockLow' },
      ['warehouse-hook'],
    ],
    [{ service: 'shop', severity: 'ticket', owner: 'warehouse', slo: 'stock' }, ['warehouse-hook']],
    [{ service: 'shop', severity: 'info', owner: 'warehouse', alertname: 'ShopStockNote' }, ['post']],
    [{ alertname: 'SomebodyElses' }, ['chat']],
  ])('sends %j to %j', async (labels, receivers) => {
    expect(await testRoutes(amtool.get(), config, labels as Record<string, string>)).toEqual({
      ok: true,
      receivers,
    });
  });
});
