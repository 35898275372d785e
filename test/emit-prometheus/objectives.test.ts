import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requireTool } from '../support/tools.ts';
import { failuresOf, intervals, PATIENCE, settings, shopSpec } from './random-shop.ts';

const EVENTS = [
  `{ errors: 'shop_requests_total{status="failed"}', total: shop_requests_total }`,
  `{ errors: 'shop_requests_total{status=~"failed|late"}', total: 'shop_requests_total{status!="none"}' }`,
  `{ good: 'shop_requests_total{status="ok"}', total: shop_requests_total }`,
  '{ good: shop_fast_total, total: shop_requests_total, counted_in_total: true }',
  '{ errors: shop_slow_total, total: [shop_fast_total, shop_slow_total] }',
  '{ good: [shop_fast_total], total: [shop_slow_total, shop_fast_total] }',
  `{ errors: ['shop_requests_total{status="failed"}', shop_slow_total], total: [shop_requests_total, shop_fast_total, shop_slow_total] }`,
  `{ errors: ['shop_requests_total{status="late"}', 'shop_requests_total{status="failed"}'], total: shop_requests_total }`,
  `{ errors: ['shop_requests_total{status="late"}', shop_slow_total], total: shop_requests_total, counted_in_total: true }`,
  `{ good: ['shop_requests_total{status="ok"}', shop_fast_total], total: [shop_requests_total, shop_fast_total] }`,
  `{ errors: 'proxy_seconds_count{status=~"failed|late"}', total: proxy_seconds_count }`,
  `{ errors: ['proxy_seconds_count{status="failed"}', proxy_dropped_total], total: [proxy_seconds_count, proxy_dropped_total] }`,
  '{ latency: shop_latency_seconds, below: 1s }',
  '{ latency: shop_latency_seconds, below: 50ms }',
  `{ errors: shop_refunds_total, total: shop_requests_total, counted_in_total: true }`,
];
const SLICES = [
  'sum by (route) (rate(shop_requests_total[1m]))',
  'sum by (route) (irate(shop_requests_total{status="ok"}[5m]))',
  'max by (route) (increase(shop_requests_total[10m])) / 60',
  'min by (route) (shop_depth)',
  '-1 * max by (route) (rate(shop_fast_total[3m]))',
  'avg by (route) (avg_over_time(shop_depth[5m])) * 100',
  'max by (route) (max_over_time(shop_depth{route="/pay"}[3m]))',
  'min by (route) (-min_over_time(shop_depth[3m]))',
  'sum by (route) (rate(shop_requests_total[5m])) and sum by (route) (shop_depth) > 0',
  'sum by (route) (shop_depth{route="/pay"}) and sum by (route) (rate(shop_requests_total[2m])) > 0',
  'min by (route) (shop_depth) and max by (route) (max_over_time(shop_stock[2m])) <= 3',
  'min by (route) (shop_depth) and min by (route) (avg_over_time(shop_stock[4m])) >= 2',
  'route:shop_requests:rate_5m',
  'route:shop_requests:rate_5m and min by (route) (shop_depth) != 4',
  'sum by (route) (rate(shop_fast_total[5m])) / sum by (route) (rate(shop_requests_total[5m]))',
  'histogram_quantile(0.9, sum by (route, le) (rate(shop_latency_seconds_bucket[5m])))',
];

const RATIOS = [
  'max by (route) (shop_failing_ratio)',
  'avg by (route) (avg_over_time(shop_failing_ratio[5m]))',
  'max by (route) (shop_failing_ratio) * 0.01',
  'max by (route) (shop_failing_ratio) and sum by (route) (rate(shop_requests_total[2m])) > 0',
  'sum by (route) (rate(shop_slow_total[5m])) / sum by (route) (rate(shop_requests_total[5m]))',
  'route:shop_requests:rate_5m',
];

const sli = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...EVENTS) },
  fc.constantFrom(...RATIOS).map((expr) => `{ error_ratio: { expr: '${expr}' } }`),
  fc
    .tuple(
      fc.constantFrom(...SLICES),
      fc.constantFrom('above', 'below'),
      fc.constantFrom(0, 0.5, 3, 120, -2),
      fc.constantFrom('bad', 'ignored'),
    )
    .map(
      ([expr, side, bound, missing]) =>
        `{ threshold: { expr: '${expr}', ${side}: ${bound}, missing: ${missing} } }`,
    ),
);

const spec = fc
  .record({
    sli,
    by: fc.constantFrom('[route]', '[]'),
    objective: fc.constantFrom('90%', '95%', '99%', '99.9%', '99.95%'),
    window: fc.constantFrom('1d', '7d', '28d', '30d'),
    intervals,
    floor: fc.constantFrom(undefined, 5, 60),
    evaluate: fc.constantFrom('', 'evaluate: 1m', 'evaluate: 5m'),
    kept: fc.constantFrom('', 'keep_firing_for: 10m', 'keep_firing_for: 3h'),
    named: fc.constantFrom(
      '',
      'name: ShopBurns, labels: { kind: availability, where: "{{ $labels.route }}" }',
    ),
  })
  .map(({ by, evaluate, floor, intervals: spacing, kept, named, objective, sli: indicator, window }) =>
    shopSpec(
      spacing,
      `recordings:
  - { record: "route:shop_requests:rate_5m", rate: { of: shop_requests_total, over: 5m, by: [route] } }
slos:
  - id: promise
    title: Promise
    sli: ${indicator}
    # A threshold tells budgets apart by the labels that its expression keeps.
    by: ${/threshold|error_ratio/.test(indicator) || named !== '' ? '[route]' : by}
    objective: ${objective}
    window: ${window}
    ${evaluate}
    alerts: { ${[floor === undefined ? '' : `min_events: ${floor}`, kept, named].filter(Boolean).join(', ')} }
`,
    ),
  );

const promtool = await requireTool('promtool');

describe.skipIf(promtool.skip)(promtool.title('the generated tests of any objective'), () => {
  test('pass on every promtool', { timeout: PATIENCE }, async () => {
    await fc.assert(
      fc.asyncProperty(spec, async (text) => {
        expect(await failuresOf(text)).toEqual([]);
      }),
      settings(3),
    );
  });
});
