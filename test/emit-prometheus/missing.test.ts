import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { testRules } from '../../src/toolchain/promtool.ts';
import { findPromtools, requireTool } from '../support/tools.ts';
import { emitted, writeOut } from './emitted.ts';

const SPEC = `version: 1
service: { name: shop, title: Shop, owner: { team: web } }
labels:
  status: { values: [ok, failed] }
  tenant: { at_most: 9, pattern: "[a-z]{1,9}" }
metrics:
  shop_requests_total: { type: counter, help: Requests., labels: [status] }
  shop_failures_total: { type: counter, help: Failures. }
  shop_refunds_total: { type: counter, help: Refunds., labels: [tenant] }
  shop_depth: { type: gauge, help: Depth. }
external:
  pay_requests_total: { type: counter, labels: [status] }
slos:
  - id: answers
    title: Requests are answered
    sli: { errors: shop_failures_total, total: shop_requests_total, counted_in_total: true }
    objective: 99%
  - id: payments
    title: Payments succeed
    sli: { errors: 'pay_requests_total{job="pay",status="failed"}', total: 'pay_requests_total{job="pay"}' }
    objective: 99%
    alerts: { missing: ticket }
  - id: refunds
    title: Few refunds
    sli: { errors: shop_refunds_total, total: shop_requests_total, counted_in_total: true }
    objective: 90%
  - id: tenants
    title: Refunds of tenants
    sli: { errors: 'shop_refunds_total{tenant="a"}', total: shop_refunds_total }
    objective: 90%
  - id: unwatched
    title: Requests are answered in time
    sli: { errors: 'shop_requests_total{status="failed"}', total: shop_requests_total }
    objective: 99%
    alerts: { missing: ignored }
  - id: depth
    title: The queue is short
    sli: { threshold: { expr: max(shop_depth), below: 5, missing: bad } }
    objective: 99%
alerts:
  - { name: ShopQuiet, when: { metric: shop_requests_total, measure: rate, over: 5m, below: 2 }, missing: fires, for: 1m, severity: page }
  - { name: ShopRefund, when: { metric: shop_refunds_total, measure: increase, over: 10m, by: [tenant], above: 0 }, severity: page }
outputs: { prometheus: { dir: prometheus } }
`;

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
}

const files = emitted(SPEC);
const ruleFile = (name: string) => `prometheus/rules/${name}.yml`;
const oneLine = (expr: string) => expr.replaceAll(/\s+/g, ' ').replaceAll('( ', '(').replaceAll(' )', ')');
const rulesOf = (name: string): Rule[] =>
  parse(files.get(ruleFile(name)) ?? '').groups.flatMap(({ rules }: { rules: Rule[] }) => rules);
const missingRule = (slo: string) =>
  rulesOf(`slo-${slo}`).find(({ alert }) => alert?.endsWith('EventsMissing'));

describe('the alert on missing counters of an objective', () => {
  test('reads every counter that exists before its first event, while a target is up', () => {
    expect(oneLine(missingRule('answers')?.expr ?? '')).toBe(
      [
        'group(up{job="shop"} == 1) unless group(shop_requests_total{job="shop"})',
        'or group(up{job="shop"} == 1) unless group(shop_failures_total{job="shop"})',
      ].join(' '),
    );
    expect(missingRule('answers')).toMatchObject({
      alert: 'ShopAnswersEventsMissing',
      for: '2m',
      labels: { severity: 'page', slo: 'answers', service: 'shop', owner: 'web' },
    });
    expect(oneLine(missingRule('payments')?.expr ?? '')).toBe(
      'group(up{job="pay"} == 1) unless group(pay_requests_total{job="pay"})',
    );
    expect(missingRule('payments')?.labels['severity']).toBe('ticket');
  });

  test('does not demand series of open labels', () => {
    expect(oneLine(missingRule('refunds')?.expr ?? '')).not.toContain('shop_refunds_total');
    expect(missingRule('tenants')).toBeUndefined();
  });

  test('can be left out, and leaves room in the group', () => {
    expect(missingRule('unwatched')).toBeUndefined();
    for (const slo of ['answers', 'payments', 'depth']) expect(rulesOf(`slo-${slo}`).length).toBeLessThan(21);
  });
});

/** Faults of rules that the generated tests of the file must notice. */
const FAULTS: readonly (readonly [file: string, tests: string, from: string, to: string])[] = [
  [
    'slo-answers',
    'slo-answers-alerts',
    ' or group(up{job="shop"} == 1) unless group(shop_failures_total{job="shop"})',
    '',
  ],
  [
    'slo-answers',
    'slo-answers-alerts',
    'group(up{job="shop"} == 1) unless group(shop_requests_total{job="shop"})',
    'absent(sum(shop_requests_total{job="shop"}))',
  ],
  ['slo-answers', 'slo-answers-alerts', 'up{job="shop"} == 1', 'up{job="shop"}'],
  ['slo-answers', 'slo-answers-alerts', 'up{job="shop"} == 1', 'up == 1'],
  ['alerts', 'alerts', ' or absent(sum(shop_requests_total{job="shop"})) * NaN', ''],
  [
    'alerts',
    'alerts',
    'absent(sum(shop_requests_total{job="shop"})) * NaN',
    'absent(sum(shop_requests_total{job="shop"}))',
  ],
  [
    'alerts',
    'alerts',
    'shop_refunds_total{job="shop"} unless shop_refunds_total{job="shop"} offset 10m',
    'shop_refunds_total{job="shop"} offset 10m',
  ],
  ['alerts', 'alerts', ' unless count_over_time(', ' and count_over_time('],
  ['slo-depth', 'slo-depth', ' or absent(sum(shop_depth{job="shop"}))', ''],
];

const promtool = await requireTool('promtool');
const promtools = await findPromtools();

describe.skipIf(promtool.skip)(promtool.title('generated tests of missing series'), () => {
  test.each(['slo-answers-alerts', 'slo-payments-alerts', 'slo-depth', 'alerts'])(
    'pass: %s',
    async (name) => {
      expect(await run(files, name)).toEqual(promtools.map(() => true));
    },
  );

  test.each(FAULTS)('of %s, %s notice %s turned into %s', async (file, tests, from, to) => {
    const rules = rulesOf(file).map((rule) => ({ ...rule, expr: oneLine(rule.expr) }));
    expect(rules.some(({ expr }) => expr.includes(from))).toBe(true);
    const broken = rules.map((rule) => ({ ...rule, expr: rule.expr.replace(from, to) }));
    const content = stringify({ groups: [{ name: 'broken', interval: '30s', rules: broken }] });
    expect(await run(new Map([...files, [ruleFile(file), content]]), tests)).toEqual(
      promtools.map(() => false),
    );
  });
});

/** Whether the tests of a file pass, on every promtool. */
async function run(all: ReadonlyMap<string, string>, tests: string): Promise<boolean[]> {
  const folder = writeOut(all);
  const results: boolean[] = [];
  for (const tool of promtools) {
    const [result] = await testRules(tool, [join(folder, `prometheus/tests/${tests}.test.yml`)]);
    results.push(result?.ok ?? false);
  }
  rmSync(folder, { recursive: true, force: true });
  return results;
}
