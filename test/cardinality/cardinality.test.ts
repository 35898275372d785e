import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cardinalityOf } from '../../src/cardinality/cardinality.ts';
import { combinationsOf } from '../../src/model/cardinality.ts';
import type { Label } from '../../src/model/label.ts';
import { compileValuePattern } from '../../src/model/value-pattern.ts';
import { planRules } from '../../src/plan/plan-rules.ts';
import { seriesCatalogue } from '../../src/plan/series-catalogue.ts';
import { modelOf, referenceSpec } from '../support/model.ts';

function reportOf(text: string, queries: readonly string[] = []) {
  const model = modelOf(text);
  const plan = planRules(model);
  const panels = [{ dashboard: 'd', panel: 'p', exprs: queries }];
  return cardinalityOf(model, plan, seriesCatalogue(model, plan), panels);
}

const LABELS = ['a', 'b', 'c'] as const;

/** Labels of one to four values, some of them open, and declarations over some of their values. */
const declared = fc
  .tuple(...LABELS.map(() => fc.record({ size: fc.integer({ min: 1, max: 4 }), open: fc.boolean() })))
  .chain((sizes) => {
    const constraint = fc
      .tuple(
        ...sizes.map(({ size }) =>
          fc.option(fc.uniqueArray(fc.integer({ min: 0, max: size - 1 }), { minLength: 1 }), { freq: 2 }),
        ),
      )
      .filter((values) => values.some((each) => each !== null));
    return fc.tuple(fc.constant(sizes), fc.array(constraint, { maxLength: 4 }));
  });

/** An open set with room for every value that it can have. */
function openBound(size: number): Label['bound'] {
  const pattern = `[0-${size - 1}]`;
  const matcher = compileValuePattern(pattern, '2.42');
  if ('problem' in matcher) throw new Error(matcher.problem);
  return { kind: 'open', atMost: size, pattern, matcher };
}

test('combinations are what counting them one by one gives, also where declarations of the impossible overlap', () => {
  fc.assert(
    fc.property(declared, ([sizes, constraints]) => {
      const all = sizes.map(({ size }) => Array.from({ length: size }, (_, value) => String(value)));
      const labels = sizes.map(({ size, open }, index): Label => {
        const name = LABELS[index] ?? '';
        const values = (all[index] ?? []).map((value) => ({ value }));
        return {
          name,
          bound: open ? openBound(size) : { kind: 'values', values },
          values: open ? undefined : all[index],
          cardinality: size,
          path: ['labels', name],
        };
      });
      const impossible = constraints.map(
        (constraint) =>
          new Map(
            constraint.flatMap((values, index) =>
              values === null ? [] : [[LABELS[index] ?? '', values.map(String)] as const],
            ),
          ),
      );
      const [a = [], b = [], c = []] = all;
      const product = a.flatMap((x) =>
        b.flatMap((y) =>
          c.map(
            (z) =>
              new Map([
                ['a', x],
                ['b', y],
                ['c', z],
              ]),
          ),
        ),
      );
      const possible = product.filter(
        (combination) =>
          !impossible.some((constraint) =>
            [...constraint].every(([name, values]) => values.includes(combination.get(name) ?? '')),
          ),
      );
      expect(combinationsOf(labels, impossible)).toBe(possible.length);
    }),
  );
});

test('the figures of the reference spec', () => {
  const { metrics } = reportOf(referenceSpec());
  const find = (name: string) => metrics.find(({ metric }) => metric === name);
  expect(find('ryot_inference_requests_total')?.combinations).toBe(24);
  expect(find('ryot_batch_size_distribution')?.bucketSeriesPerTarget).toBe(48);
});

const SHOP = `version: 1
service: { name: shop, title: Shop, owner: { team: web }, targets: 3 }
labels: { status: { values: [ok, failed] }, route: { values: [/cart, /pay, /home] } }
metrics:
  shop_requests_total:
    type: counter
    help: Requests.
    labels: [status, route]
    impossible: [{ status: failed, route: [/home, /cart] }]
  shop_latency_seconds: { type: histogram, help: Time., labels: [route], buckets: [100ms, 500ms] }
  shop_depth: { type: gauge, help: Depth., labels: [route] }
recordings:
  - { record: "route:shop_depth:max", aggregate: { of: shop_depth, reduce: max, by: [route] } }
alerts:
  - { name: Each, when: { metric: shop_depth, by: [route], above: 5 }, severity: page }
  - { name: All, when: { metric: shop_depth, above: 5 }, severity: page }
`;

describe('the report', () => {
  test('counts an alert once for each label set that it can fire with, in ALERTS and in ALERTS_FOR_STATE', () => {
    const { rules, alertTotal, recordedTotal } = reportOf(SHOP);
    expect(rules.map(({ rule, series }) => [rule, series])).toEqual([
      ['route:shop_depth:max', 3],
      ['Each', 3],
      ['All', 1],
    ]);
    expect([alertTotal, recordedTotal]).toEqual([2 * (3 + 1), 3]);
  });

  test('takes impossible combinations off, and off what a metric has without a label only where they still apply', () => {
    const [requests, latency] = reportOf(SHOP).metrics;
    expect(requests).toMatchObject({
      combinations: 4,
      impossible: 2,
      labels: [
        { label: 'status', values: 2, combinationsWithout: 3 },
        { label: 'route', values: 3, combinationsWithout: 2 },
      ],
    });
    // Two finite buckets and +Inf, then _sum and _count.
    expect(latency).toMatchObject({ bucketSeriesPerTarget: 3 * 3, seriesPerTarget: 3 * 5, seriesTotal: 45 });
  });

  test('adds up what targets expose, rules record and alerts write', () => {
    const { seriesPerTarget, exposedTotal, seriesTotal } = reportOf(SHOP);
    expect(seriesPerTarget.used).toBe(4 + 15 + 3);
    expect(exposedTotal).toBe(3 * 22);
    expect(seriesTotal.used).toBe(66 + 3 + 8);
  });

  test('counts the samples of a panel over four scrapes, the shortest window of Grafana', () => {
    const samples = (expr: string) => reportOf(SHOP, [expr]).panels[0]?.samples;
    // Each of 3 targets has 3 series, scraped every 15 s: a window of 60 s holds 4 samples and one at its start.
    const [short, long] = [samples('rate(shop_depth[$__rate_interval])'), samples('rate(shop_depth[1m])')];
    expect(short).toBe(long);
    expect(short).toBeGreaterThanOrEqual(9 * 4);
    expect(short).toBeLessThanOrEqual(9 * 5);
  });
});

test('series of other libraries count for each target and for the fleet', () => {
  const spec = (other: string) => `version: 1
service: { name: shop, title: Shop, owner: { team: web }, targets: 3${other} }
metrics: { shop_requests_total: { type: counter, help: Requests. } }`;
  const [without, beside] = [reportOf(spec('')), reportOf(spec(', other_series: 80'))];
  expect(beside.otherPerTarget).toBe(80);
  expect(beside.seriesPerTarget.used - without.seriesPerTarget.used).toBe(80);
  expect(beside.seriesTotal.used - without.seriesTotal.used).toBe(3 * 80);
});
