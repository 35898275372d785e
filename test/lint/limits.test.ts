import { describe, expect, test } from 'vitest';
import { check } from '../support/check.ts';
import { SMALL_SPEC } from '../support/small-spec.ts';

const codes = (text: string) => check('shop.yaml', text).map(({ code }) => code);

function changed(from: string, to: string): string {
  expect(SMALL_SPEC).toContain(from);
  return SMALL_SPEC.replace(from, () => to);
}

const budgets = (text: string, spec = SMALL_SPEC) =>
  codes(spec.replace('\nlabels:\n', `\nbudgets: ${text}\nlabels:\n`));

describe('a limit is what may just be reached', () => {
  // The metric with the most combinations has 2 x 2; the histogram has 4 finite buckets; a target exposes 26 series.
  test.each([
    ['combinations_per_metric', 4, 'budget/combinations'],
    ['buckets_per_metric', 4, 'budget/buckets'],
    ['series_per_target', 26, 'budget/target-series'],
  ])('%s of %d', (key, limit, code) => {
    expect(budgets(`{ ${key}: ${limit} }`)).toEqual(['budget/near']);
    expect(budgets(`{ ${key}: ${limit - 1} }`)).toEqual([code]);
    expect(budgets(`{ ${key}: ${limit}, warn_at: 90% }`)).toEqual(['budget/near']);
    expect(budgets(`{ ${key}: ${limit * 2}, warn_at: 50% }`)).toEqual(['budget/near']);
    expect(budgets(`{ ${key}: ${limit * 2}, warn_at: 51% }`)).toEqual([]);
  });

  test('violations that just fit into their window', () => {
    // A rule is evaluated every 30 s: twenty times in ten minutes.
    const alert = (atLeast: number) =>
      changed(
        '    for: 5m\n    severity: ticket',
        `    violations: { at_least: ${atLeast}, within: 10m }\n    severity: ticket`,
      );
    expect(codes(alert(20))).toEqual([]);
    expect(codes(alert(21))).toEqual(['alert/violations-out-of-reach']);
  });

  test('label values of 128 characters', () => {
    const valued = (length: number) =>
      changed('values: [ok, failed]', `values: [ok, failed, ${'x'.repeat(length)}]`);
    expect(codes(valued(128))).toEqual([]);
    expect(codes(valued(129))).toEqual(['label/value-length']);
    const open = (length: number) =>
      changed('labels:\n', `labels:\n  tenant: { at_most: 3, pattern: "[a-z]{1,${length}}" }\n`).replaceAll(
        'labels: [status, route]',
        'labels: [status, route, tenant]',
      );
    expect(codes(open(128))).toEqual([]);
    expect(codes(open(129))).toEqual(['label/value-length']);
  });

  test('a floor that the slices of the window just reach', () => {
    // Two evaluations a minute, one slice each: 120 in the shortest long window of 1h.
    const floor = (events: number) =>
      changed(
        'slos:\n',
        `slos:
  - id: depth
    title: Short queue
    sli: { threshold: { expr: max(shop_queue_depth), below: 100, missing: ignored } }
    objective: 99%
    alerts: { min_events: ${events} }
`,
      );
    expect(codes(floor(120))).toEqual([]);
    expect(codes(floor(121))).toEqual(['slo/floor-out-of-reach']);
  });

  test('a short window of four scrapes', () => {
    const tier = (short: string) =>
      changed(
        '    objective: 99.9%\n',
        `    objective: 99.9%\n    alerts: { burn_rate: [{ severity: page, long: 1h, short: ${short}, factor: 14.4 }] }\n`,
      );
    expect(codes(tier('1m'))).toEqual([]);
    expect(codes(tier('59s'))).toEqual(['slo/short-window']);
  });

  test('the longest window that is kept', () => {
    const kept = (raw: string) => changed('  targets: 2\n', `  targets: 2\n  retention: { raw: ${raw} }\n`);
    expect(codes(kept('30d'))).toEqual([]);
    expect(codes(kept('29d'))).toEqual(['slo/window-beyond-retention', 'slo/window-beyond-retention']);
  });
});
