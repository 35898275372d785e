import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requireTool } from '../support/tools.ts';
import { failuresOf, intervals, PATIENCE, settings, shopSpec } from './random-shop.ts';

const oneOf = fc.constantFrom;
const side = oneOf('above', 'below');
const by = oneOf('[]', '[route]', '[route, instance]');
const reduce = oneOf('sum', 'average', 'min', 'max');
const over = oneOf('2m', '5m', '1h');

/** Conditions in flow style, without their braces. */
const condition = fc.oneof(
  fc
    .tuple(oneOf('shop_depth', `'shop_stock{route="/pay"}'`), reduce, by, side, oneOf(0, 0.5, 5, 1500, -3))
    .map(([of, how, labels, op, bound]) => `metric: ${of}, reduce: ${how}, by: ${labels}, ${op}: ${bound}`),
  fc
    .tuple(reduce, over, by, side, oneOf(0.5, 40))
    .map(
      ([how, window, labels, op, bound]) =>
        `metric: shop_depth, measure: average, over: ${window}, reduce: ${how}, by: ${labels}, ${op}: ${bound}`,
    ),
  fc
    .tuple(
      oneOf(
        'shop_requests_total',
        `'shop_requests_total{status=~"failed|late"}'`,
        'shop_latency_seconds',
        // Their series can appear with their first event.
        'shop_refunds_total',
        `'pay_failures_total{route="/pay"}'`,
      ),
      oneOf('rate', 'increase'),
      reduce,
      over,
      by,
      side,
      oneOf(0, 0.2, 3, 250),
    )
    .map(
      ([of, measure, how, window, labels, op, bound]) =>
        `metric: ${of}, measure: ${measure}, reduce: ${how}, over: ${window}, by: ${labels}, ${op}: ${bound}`,
    ),
  fc
    .tuple(over, by, side, oneOf('0%', '5%', '50%', '95%'), oneOf('status="failed"', 'status!="ok"'))
    .map(
      ([window, labels, op, bound, failed]) =>
        `metric: 'shop_requests_total{${failed}}', measure: rate, divided_by: shop_requests_total, over: ${window}, by: ${labels}, ${op}: ${bound}`,
    ),
  fc
    .tuple(over, by, side, oneOf(0.5, 0.9, 0.99), oneOf('20ms', '50ms', '700ms', '1.5s'))
    .map(
      ([window, labels, op, q, bound]) =>
        `metric: shop_latency_seconds, measure: quantile, q: ${q}, over: ${window}, by: ${labels}, ${op}: ${bound}`,
    ),
  fc
    .tuple(over, by, side, oneOf('0s', '30ms', '3s'))
    .map(
      ([window, labels, op, bound]) =>
        `metric: shop_latency_seconds, measure: average, over: ${window}, by: ${labels}, ${op}: ${bound}`,
    ),
  fc
    .tuple(over, by, side, oneOf('50ms', '1s'), oneOf('0%', '1%', '40%'))
    .map(
      ([window, labels, op, bucket, bound]) =>
        `metric: shop_latency_seconds, measure: share_above, bound: ${bucket}, over: ${window}, by: ${labels}, ${op}: ${bound}`,
    ),
  fc
    .tuple(oneOf('"route:shop_requests:rate_5m"', '"shop:shop_depth:max"'), side, oneOf(0, 2, 70))
    .map(([of, op, bound]) => `recording: ${of}, ${op}: ${bound}`),
  fc
    .tuple(reduce, side, oneOf(0.25, 70))
    .map(
      ([how, op, bound]) =>
        `recording: "route:shop_requests:rate_5m", reduce: ${how}, by: [], ${op}: ${bound}`,
    ),
  oneOf(
    'down: all',
    'down: { below: 1 }',
    'absent: shop_depth',
    `absent: 'shop_requests_total{route="/pay",status="ok"}'`,
  ),
);

const holding = fc
  .tuple(oneOf('', ', for: 1m', ', for: 10m'), oneOf('', ', keep_firing_for: 5m'))
  .map((parts) => parts.join(''));
/** Texts that show the value, bare and rounded. */
const texts = oneOf('', ', summary: "It is {{ $value }}"', ', summary: "It is {{ $value | humanize }}"');
const violations = oneOf(
  ', violations: { at_least: 2, within: 10m }',
  ', violations: { at_least: 4, within: 30m }',
);

const missing = oneOf(', missing: fires', ', missing: silent');

const alerts = fc.array(
  fc.tuple(condition, fc.oneof({ weight: 3, arbitrary: holding }, violations), texts, missing),
  {
    minLength: 1,
    maxLength: 8,
  },
);
const spec = fc.tuple(intervals, alerts).map(([spacing, conditions]) =>
  shopSpec(
    spacing,
    `recordings:
  - { record: "route:shop_requests:rate_5m", rate: { of: shop_requests_total, over: 5m, by: [route] } }
  - { record: "shop:shop_depth:max", aggregate: { of: shop_depth, reduce: max } }
alerts:
${conditions
  .map(
    ([when, held, text, gone], index) =>
      `  - { name: ShopAlert${index}, severity: ticket, when: { ${when} }${held}${text}${/^(?:absent|down)/.test(when) ? '' : gone} }`,
  )
  .join('\n')}
`,
  ),
);

const promtool = await requireTool('promtool');

describe.skipIf(promtool.skip)(promtool.title('the generated tests of any conditions'), () => {
  test('pass on every promtool', { timeout: PATIENCE }, async () => {
    await fc.assert(
      fc.asyncProperty(spec, async (text) => {
        expect(await failuresOf(text)).toEqual([]);
      }),
      settings(8),
    );
  });
});
