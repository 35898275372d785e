import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { parseScrape } from '../../src/scrape/parse.ts';
import { runPromtool } from '../support/promtool.ts';
import { findPromtools } from '../support/tools.ts';
import { shop } from '../typescript/generated.ts';

const one = (text: string) => {
  const { samples, problems } = parseScrape(text);
  expect(problems).toEqual([]);
  return samples.map(({ name, labels, value }) => [name, Object.fromEntries(labels), value]);
};

/** What real exporters write, and what it says. */
const LINES: readonly (readonly [string, unknown])[] = [
  ['a 1\n', ['a', {}, 1]],
  ['a{} 1', ['a', {}, 1]],
  ['a{b="c"} 1e+06', ['a', { b: 'c' }, 1e6]],
  ['a{b="c",} .5', ['a', { b: 'c' }, 0.5]],
  ['a\t{ b = "c" , d = "e" }\t+3 1700000000000', ['a', { b: 'c', d: 'e' }, 3]],
  ['a{b="x\\\\y\\"z\\n"} -Inf', ['a', { b: 'x\\y"z\n' }, Number.NEGATIVE_INFINITY]],
  ['a{b="} # {,="} NaN', ['a', { b: '} # {,=' }, Number.NaN]],
  ['a{b=""} +Inf', ['a', {}, Number.POSITIVE_INFINITY]],
  ['{"a.b","c.d"="é"} 2', ['a.b', { 'c.d': 'é' }, 2]],
  ['a{"c.d"="e"} 0x1p-2', ['a', { 'c.d': 'e' }, 0.25]],
  ['a{le="0.0009175039999999999"} 4 -5', ['a', { le: '0.0009175039999999999' }, 4]],
];

/** Lines for which Prometheus drops the page. */
const BROKEN = [
  'a',
  'a{b="c"}',
  'a{b="c" 1',
  'a{b=c} 1',
  'a{b} 1',
  'a b',
  'a 1 2 3',
  'a 1 x',
  '1a 2',
  'a{b="c"d="e"} 1',
  'a{b="c} 1',
  '{b="c"} 1',
  'a{b="c",b="d"} 1',
  'a 1 # {x="y"} 1',
];

describe('A page of metrics', () => {
  test.each(LINES)('reads %j', (text, expected) => {
    expect(one(text)).toEqual([expected]);
  });

  test.each(BROKEN)('refuses %j', (text) => {
    expect(parseScrape(`b 1\n${text}\n`)).toMatchObject({
      samples: [{ name: 'b' }],
      problems: [{ line: 2 }],
    });
  });

  test('keeps exemplars, metadata and suffixes of OpenMetrics apart', () => {
    const text =
      '# HELP a "b\\"\\n\n# TYPE a counter\n# UNIT a seconds\na_total{x="y"} 1 # {t="} 9"} 0.2 1.7\na_created{x="y"} 5\n# TYPE a gauge\na 3\n# TYPE b info\nb_info 1\n# EOF\n';
    expect(one(text)).toEqual([
      ['a_total', { x: 'y' }, 1],
      ['a_created', { x: 'y' }, 5],
      ['a', {}, 3],
      ['b_info', {}, 1],
    ]);
    expect(Object.fromEntries(parseScrape(text).metadata)).toEqual({
      a_total: { help: '"b"\n', type: 'counter', unit: 'seconds', line: 1 },
      a: { type: 'gauge', line: 6 },
      b_info: { type: 'info', line: 8 },
    });
    expect(parseScrape('a 1\n', 'application/openmetrics-text').problems).toHaveLength(1);
  });

  test('of prom-client and of the module is what the program says itself', async () => {
    for (const type of [Registry.PROMETHEUS_CONTENT_TYPE, Registry.OPENMETRICS_CONTENT_TYPE]) {
      const registry = new Registry();
      registry.setContentType(type as typeof Registry.PROMETHEUS_CONTENT_TYPE);
      collectDefaultMetrics({ register: registry });
      new Counter({
        name: 'c_total',
        help: 'x\n"y\\',
        labelNames: ['l'],
        registers: [registry],
      }).inc({ l: '"\n\\}' });
      new Histogram({ name: 'h', help: ' ', buckets: [0.1, 1e6], registers: [registry] }).observe(2);
      const { samples, problems, metadata } = parseScrape(await registry.metrics());
      expect(problems).toEqual([]);
      const values = (await registry.getMetricsAsJSON()).flatMap((metric) => metric.values);
      expect(samples.length).toBeGreaterThanOrEqual(values.length);
      expect(samples.find(({ name }) => name === 'c_total')?.labels.get('l')).toBe('"\n\\}');
      expect(metadata.get('c_total')?.help).toBe('x\n"y\\');
    }
    const metrics = shop.createMetrics();
    metrics.queueDepth.set(4);
    const exposed = [metrics.text(), metrics.openMetrics()].map((text) => parseScrape(text));
    for (const { samples, problems } of exposed) {
      expect(problems).toEqual([]);
      expect(samples.find(({ name }) => name === 'shop_queue_depth')?.value).toBe(4);
    }
  });
});

const promtools = await findPromtools();
if (promtools.length === 0) test.todo('promtool agrees on what is a page [skipped: promtool is absent]');
else
  describe.each(promtools)('promtool $version', (promtool) => {
    test.each([...LINES.map(([text]) => text).filter((text) => !text.includes('"c.d"')), ...BROKEN])(
      'agrees on %j',
      async (text) => {
        const { stdout, stderr } = await runPromtool(promtool, ['check', 'metrics'], {
          input: `${text.trim()}\n`,
        });
        const refused = /error while linting|parsing error/.test(stdout + stderr);
        expect(refused).toBe(parseScrape(text).problems.length > 0);
      },
    );
  });
