import { describe, expect, test } from 'vitest';
import { windowsOf } from '../../src/slo/windows.ts';
import { modelOf } from '../support/model.ts';

function windows(scrape: string) {
  const { service, slos } = modelOf(`version: 1
service: { name: shop, title: Shop, owner: { team: web }, scrape_interval: ${scrape}, rule_interval: ${scrape} }
labels: { status: { values: [ok, failed] } }
metrics:
  shop_requests_total: { type: counter, help: Requests., labels: [status] }
slos:
  - id: availability
    title: Requests are answered
    sli: { errors: 'shop_requests_total{status="failed"}', total: shop_requests_total }
    objective: 99.9%
`);
  const [slo] = slos;
  if (slo === undefined) throw new Error('no SLO');
  return windowsOf(slo, service);
}

describe('the base window', () => {
  // A rate needs four scrapes, whatever their interval: a minute less would hold three.
  test.each([
    ['15s', 300],
    ['75s', 300],
    ['80s', 360],
    ['90s', 360],
    ['100s', 420],
    ['2m', 480],
  ])('holds four scrapes that are %s apart, in whole minutes', (scrape, base) => {
    expect(windows(scrape).base).toBe(base);
  });

  test('is recorded beside the windows of the tiers, and the period apart', () => {
    expect(windows('15s')).toMatchObject({
      current: 3600,
      measured: [300, 1800, 3600, 7200, 21_600, 86_400, 259_200],
      period: 2_592_000,
    });
  });
});
