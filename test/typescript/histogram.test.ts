import { describe, expect, test } from 'vitest';
import { importModule } from './load-module.ts';
import { parseExposition } from './parse-exposition.ts';

/** Boundaries of a histogram with `count` buckets: negative, tiny, ordinary and huge ones. */
function boundaries(count: number): number[] {
  const pool = [-1000, -1, -1e-9, 0, 1e-15, 1e-12, 1e-9, 0.1, 0.3, 1, 2.5, 1e6, 2 ** 53, 1e18];
  const rest = Array.from({ length: 100 - pool.length }, (_, index) => 10 + index * 1.7);
  return [...pool, ...rest].slice(0, count).sort((a, b) => a - b);
}

const COUNTS = Array.from({ length: 100 }, (_, index) => index + 1);

const SPEC = `version: 1
service: { name: h, title: Histograms, owner: { team: t } }
metrics:
${COUNTS.map((count) => `  h_with_${count}: { type: histogram, help: x, buckets: [${boundaries(count).join(', ')}] }`).join('\n')}
outputs: { typescript: { file: h.ts } }
`;

interface Histograms {
  [property: string]: { observe(value: number): void };
}

interface HistogramModule {
  createMetrics(): Histograms & { text(): string; reset(): void };
}

/** The next double above a finite one. */
function above(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return view.getFloat64(0);
}

const below = (value: number) => -above(-value);

describe('A histogram counts a value in the first bucket whose inclusive bound it does not exceed', async () => {
  const { createMetrics } = await importModule<HistogramModule>(SPEC);
  const metrics = createMetrics();

  test.each(COUNTS)('with %i buckets', (count) => {
    const bounds = boundaries(count);
    const values = [
      ...bounds.flatMap((bound) => [below(bound), bound, above(bound)]),
      ...[-0, 0, Number.MIN_VALUE, -Number.MIN_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE, 0.2, 17],
    ];
    metrics.reset();
    for (const value of values) metrics[`with${count}`]?.observe(value);
    const { series } = parseExposition(metrics.text());
    for (const bound of bounds) {
      const expected = values.filter((value) => value <= bound).length;
      expect(series.get(`h_with_${count}_bucket{le="${bound}"}`), `le ${bound}`).toBe(expected);
    }
    expect(series.get(`h_with_${count}_bucket{le="Infinity"}`)).toBe(values.length);
    expect(series.get(`h_with_${count}_count{}`)).toBe(values.length);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('and refuses %d', (value) => {
    metrics.reset();
    metrics['with3']?.observe(value);
    const { series } = parseExposition(metrics.text());
    expect(series.has('h_with_3_count{}')).toBe(false);
    expect(series.get('h_metrics_refused_total{reason="value",subject="h_with_3"}')).toBe(1);
  });
});

test('Bounds are exposed as canonical floats', async () => {
  const { createMetrics } = await importModule<HistogramModule>(SPEC);
  const metrics = createMetrics();
  metrics['with14']?.observe(1);
  const written = [...metrics.text().matchAll(/h_with_14_bucket\{le="([^"]+)"/g)].map(([, le]) => le);
  expect(written).toEqual([
    '-1000.0',
    '-1.0',
    '-1e-09',
    '0.0',
    '1e-15',
    '1e-12',
    '1e-09',
    '0.1',
    '0.3',
    '1.0',
    '2.5',
    '1e+06',
    '9.007199254740992e+15',
    '1e+18',
    '+Inf',
  ]);
});
