import { describe, expect, test } from 'vitest';
import type { AlertRule } from '../../src/plan/plan.ts';
import { planRules } from '../../src/plan/plan-rules.ts';
import { modelOf } from '../support/model.ts';

function alertsOf(rest: string): AlertRule[] {
  const model = modelOf(`version: 1
service: { name: shop, title: Shop, owner: { team: web } }
labels: { status: { values: [ok, failed] } }
metrics:
  shop_requests_total: { type: counter, help: Requests., labels: [status] }
  shop_depth: { type: gauge, help: Depth. }
${rest}`);
  const rules = planRules(model).groups.flatMap((group) => group.rules);
  return rules.filter((rule) => rule.kind === 'alert');
}

describe('burn-rate alerts', () => {
  const slo = (alerts: string) =>
    alertsOf(`slos:
  - id: availability
    title: Requests are answered
    sli: { errors: 'shop_requests_total{status="failed"}', total: shop_requests_total }
    objective: 99.9%
${alerts}`);
  const burn = (window: string) => `slo:burn_rate:ratio_rate${window}{service="shop", slo="availability"}`;

  // What the workbook asks for: either window at the very factor is not enough.
  test('fire while both windows burn faster than the factor of their tier, and wait for nothing', () => {
    expect(slo('').map(({ expr, for: wait, keepFiringFor }) => [expr, wait, keepFiringFor])).toEqual(
      [
        ['1h', '5m', 14.4],
        ['6h', '30m', 6],
        ['1d', '2h', 3],
        ['3d', '6h', 1],
      ].map(([long, short, factor]) => [
        `${burn(`${long}`)} > ${factor} and ${burn(`${short}`)} > ${factor}`,
        0,
        0,
      ]),
    );
  });

  test('need at least as many events in the long window as the spec asks for', () => {
    const [first] = slo('    alerts: { min_events: 100 }\n');
    expect(first?.expr).toMatch(/ and slo:events:rate1h\{.*\} \* 3600 >= 100$/);
  });
});

test('an alert waits, and goes on firing, for as long as the spec says', () => {
  const [waits, fires] = alertsOf(`alerts:
  - { name: A, when: { metric: shop_depth, above: 5 }, severity: page, for: 10m, keep_firing_for: 1h }
  - { name: B, when: { metric: shop_depth, above: 5 }, severity: page }
`);
  expect([waits?.for, waits?.keepFiringFor]).toEqual([600, 3600]);
  expect([fires?.for, fires?.keepFiringFor]).toEqual([0, 0]);
});
