import { describe, expect, test } from 'vitest';
import { isFromRecords, windowsOf } from '../../src/slo/windows.ts';
import { modelOf } from '../support/model.ts';

function windows(scrape: string, slo = '') {
  const { slos, service } = modelOf(`version: 1
service: { name: shop, title: Shop, owner: { team: web }, scrape_interval: ${scrape} }
labels: { status: { values: [ok, failed] } }
metrics:
  shop_requests_total: { type: counter, help: Requests., labels: [status] }
slos:
  - id: up
    title: Up
    sli: { errors: 'shop_requests_total{status="failed"}', total: shop_requests_total }
    objective: 99%
${slo}`);
  const [first] = slos;
  if (first === undefined) throw new Error('no SLO');
  return windowsOf(first, service);
}

describe('the base window', () => {
  // Four scrapes survive the loss of one; a window of less than that is rounded up to whole minutes, never down.
  test.each([
    ['15s', 300],
    ['75s', 300],
    ['76s', 360],
    ['2m', 480],
    ['100s', 420],
  ])('for a scrape every %s holds four of them', (scrape, base) => {
    expect(windows(scrape).base).toBe(base);
  });
});

test('windows up to six hours are read from the counters, longer ones from the records of the base window', () => {
  const of = windows('15s');
  expect(of.measured).toEqual([300, 1800, 3600, 7200, 21_600, 86_400, 259_200]);
  expect(of.measured.filter((window) => isFromRecords(window, of))).toEqual([86_400, 259_200]);
  expect(isFromRecords(21_600, of)).toBe(false);
});

test('the period is measured apart, also where a tier has the same window', () => {
  const tiers = 'alerts: { burn_rate: [{ severity: page, long: 1d, short: 2h, factor: 3 }] }';
  expect(windows('15s', `    window: 1d\n    ${tiers}\n`)).toMatchObject({
    measured: [300, 3600, 7200],
    period: 86_400,
  });
});
