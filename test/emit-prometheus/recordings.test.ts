import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requireTool } from '../support/tools.ts';
import { failuresOf, intervals, PATIENCE, settings, shopSpec } from './random-shop.ts';

const oneOf = fc.constantFrom;
const by = oneOf('[]', '[route]', '[route, instance]');
const reduce = oneOf('sum', 'average', 'min', 'max');
const over = oneOf('2m', '5m', '1h');
const requests = oneOf(
  'shop_requests_total',
  `'shop_requests_total{status=~"failed|late"}'`,
  'shop_fast_total',
);

/** What is recorded, in flow style. */
const definition = fc.oneof(
  fc
    .tuple(oneOf(0.05, 0.5, 0.95, 0.999), over, by)
    .map(
      ([q, window, labels]) =>
        `quantile: { of: shop_latency_seconds, q: ${q}, over: ${window}, by: ${labels} }`,
    ),
  fc
    .tuple(requests, over, by)
    .map(([of, window, labels]) => `rate: { of: ${of}, over: ${window}, by: ${labels} }`),
  fc
    .tuple(oneOf(`'shop_requests_total{status=~"failed|late"}'`, 'shop_fast_total'), over, by)
    .map(
      ([of, window, labels]) =>
        `ratio: { of: ${of}, to: shop_requests_total, over: ${window}, by: ${labels} }`,
    ),
  fc
    .tuple(oneOf('shop_latency_seconds', 'shop_depth', `'shop_stock{route="/pay"}'`), over, by)
    .map(([of, window, labels]) => `average: { of: ${of}, over: ${window}, by: ${labels} }`),
  fc
    .tuple(oneOf('shop_depth', `'shop_stock{route!="/pay"}'`), reduce, by)
    .map(([of, how, labels]) => `aggregate: { of: ${of}, reduce: ${how}, by: ${labels} }`),
  oneOf(
    'sum(rate(shop_requests_total[5m])) / sum(rate(shop_fast_total[5m])) * 100',
    'sum by (route) (shop_depth) - sum by (route) (shop_stock)',
    'max without (instance) (shop_depth * on (route, instance) shop_stock)',
    'sum by (route) (increase(shop_fast_total[10m])) > 5',
    'clamp_max(sum(shop_depth), 1)',
    '1 - avg by (route) (avg_over_time(shop_stock[5m])) / 7',
    'count by (route) (shop_depth > 0.3)',
    'sum by (route) (shop_depth) and sum by (route) (shop_stock) > 0',
    '(sum by (route) (shop_depth) or sum by (route) (shop_stock)) ^ 2',
    'sum by (status, route) (rate(shop_requests_total[5m])) / on (route) group_left () sum by (route) (rate(shop_fast_total[5m]))',
  ).map((expr) => `expr: ${JSON.stringify(expr)}`),
);

const spec = fc
  .tuple(intervals, fc.array(definition, { minLength: 1, maxLength: 8 }))
  .map(([spacing, definitions]) =>
    shopSpec(
      spacing,
      `recordings:\n${definitions
        .map((each, index) => `  - { record: "shop:drawn${index}:value", ${each} }`)
        .join('\n')}\n`,
    ),
  );

const promtool = await requireTool('promtool');

describe.skipIf(promtool.skip)(promtool.title('the generated tests of any recordings'), () => {
  test('pass on every promtool', { timeout: PATIENCE }, async () => {
    await fc.assert(
      fc.asyncProperty(spec, async (text) => {
        expect(await failuresOf(text)).toEqual([]);
      }),
      settings(8),
    );
  });
});
