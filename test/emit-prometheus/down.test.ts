import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { testRules } from '../../src/toolchain/promtool.ts';
import { findPromtools, requireTool } from '../support/tools.ts';
import { emitted, writeOut } from './emitted.ts';
import { failuresOf, intervals, PATIENCE, settings } from './random-shop.ts';

const promtool = await requireTool('promtool');
const promtools = await findPromtools();

type Arrival = 'scrape' | 'otlp';

function spec(arrives: Arrival, alerts: readonly string[], service = 'targets: 8'): string {
  return `version: 1
service: { name: shop, title: Shop, owner: { team: web }, arrives: ${arrives}, ${service} }
metrics: { shop_depth: { type: gauge, help: Depth. } }
outputs: { prometheus: { dir: prometheus }, typescript: { file: metrics.ts, refusal_alert: false } }
alerts:
${alerts.map((alert, index) => `  - { name: Alert${index}, severity: page, ${alert} }`).join('\n')}
`;
}

const ALERTS = [
  'when: { down: all }',
  'when: { down: { below: 2 } }, for: 2m, keep_firing_for: 3m',
  'when: { down: { below: 75% } }, violations: { at_least: 3, within: 10m }',
  'when: { down: { below: 100% } }, for: 30m',
];

const expressions: Readonly<Record<Arrival, (below: number) => string>> = {
  scrape: (below) => `(sum(up{job="shop"}) or vector(0)) < ${below}`,
  otlp: (below) =>
    `(count(count by (instance) (shop_metrics_collect_failures_total{job="shop"})) or vector(0)) < ${below}`,
};

/** Faults of a rule that its generated tests must notice. */
const FAULTS: Readonly<Record<Arrival, readonly (readonly [from: string, to: string])[]>> = {
  scrape: [
    ['sum(up', 'count(up'],
    ['sum(up', 'min(up'],
    [' or vector(0)', ''],
    ['up{job="shop"}', 'up'],
    ['vector(0)', 'vector(1)'],
    [') < 6', ') <= 6'],
    [') < 6', ') < 5'],
  ],
  otlp: [
    [' or vector(0)', ''],
    ['count by (instance)', 'count'],
    ['count by (instance)', 'count by (instance, reason)'],
    ['{job="shop"}', ''],
    ['vector(0)', 'vector(6)'],
    [') < 6', ') <= 6'],
    [') < 6', ') < 5'],
  ],
};

const RULES = 'prometheus/rules/alerts.yml';

function rulesOf(files: ReadonlyMap<string, string>): { readonly expr: string }[] {
  const { groups } = parse(files.get(RULES) ?? '');
  return groups.flatMap(({ rules }: { rules: [] }) => rules);
}

function oneLine(expr: string): string {
  return expr.replaceAll(/\s+/g, ' ').replaceAll('( ', '(').replaceAll(' )', ')');
}

describe.each(['scrape', 'otlp'] as const)('metrics that arrive by %s', (arrives) => {
  test('the rules count the targets that are up', () => {
    const of = expressions[arrives];
    expect(rulesOf(emitted(spec(arrives, ALERTS))).map(({ expr }) => oneLine(expr))).toEqual([
      of(1),
      of(2),
      of(6).replace('< 6', '< bool 6'),
      expect.stringContaining('sum_over_time'),
      of(8),
    ]);
  });

  describe.skipIf(promtool.skip)(promtool.title('promtool'), () => {
    test('passes the generated tests', async () => {
      expect(await failuresOf(spec(arrives, ALERTS))).toEqual([]);
    });

    test('passes those of random conditions', { timeout: PATIENCE }, async () => {
      const oneOf = fc.constantFrom;
      const drawn = fc.tuple(
        intervals,
        oneOf(1, 2, 8, 20, 700),
        oneOf('all', '{ below: 1 }', '{ below: 55% }', '{ below: 100% }', '{ below: 0.1% }'),
        oneOf('', ', for: 1m', ', for: 10m', ', for: 2d'),
        oneOf('', ', keep_firing_for: 5m'),
        oneOf('', ', violations: { at_least: 2, within: 10m }', ', violations: { at_least: 4, within: 30m }'),
        oneOf('', ', summary: "It is {{ $value }}"'),
      );
      await fc.assert(
        fc.asyncProperty(drawn, async ([[scrape, rule], targets, down, ...more]) => {
          const service = `targets: ${targets}, scrape_interval: ${scrape}, rule_interval: ${rule}`;
          const text = spec(arrives, [`when: { down: ${down} }${more.join('')}`], service);
          expect(await failuresOf(text), text).toEqual([]);
        }),
        settings(3),
      );
    });

    test.each(FAULTS[arrives])('notices %s turned into %s', async (from, to) => {
      const files = emitted(spec(arrives, ['when: { down: { below: 75% } }']));
      const [rule] = rulesOf(files);
      const expr = oneLine(rule?.expr ?? '');
      expect(expr).toContain(from);
      const broken = stringify({
        groups: [{ name: 'broken', interval: '30s', rules: [{ ...rule, expr: expr.replace(from, to) }] }],
      });
      const folder = writeOut(new Map([...files, [RULES, broken]]));
      const tests = [...files.keys()].filter((name) => name.includes('/tests/'));
      for (const tool of promtools) {
        const results = await testRules(
          tool,
          tests.map((name) => join(folder, name)),
        );
        expect(results.some(({ ok }) => !ok)).toBe(true);
      }
      rmSync(folder, { recursive: true, force: true });
    });
  });
});
