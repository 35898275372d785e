import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkText, emit } from '../../src/run.ts';
import { check, TODAY } from '../support/check.ts';
import { compile } from '../support/compile.ts';
import { requireTool } from '../support/tools.ts';

/** Names that every JavaScript object has, wherever the grammar takes a name. */
const NAMED = `version: 1
service: { name: shop, title: Shop, owner: { team: constructor, channel: "#toString", receivers: { page: tostring } } }
teams:
  toString: { receivers: { page: valueof, ticket: valueof } }
  hasOwnProperty: {}
  valueOf: {}
groups:
  constructor: { title: Constructor }
  valueof: { title: Value }
labels:
  constructor: { values: [toString, constructor, hasOwnProperty, __proto__] }
  toString: { values: { constructor: One., toString: Two. } }
  hasOwnProperty: { at_most: 5, pattern: "[a-z]{1,9}", unknown: constructor }
metrics:
  shop_constructor_total: { type: counter, group: constructor, help: Requests., labels: [constructor, toString] }
  shop_toString_seconds: { type: histogram, group: constructor, help: Time., labels: [constructor], buckets: [100ms, 500ms, 1s] }
  shop_valueOf: { type: gauge, group: valueof, help: Depth., labels: [hasOwnProperty, constructor], impossible: [{ constructor: [toString] }] }
external:
  constructor: { type: gauge, help: E., labels: [toString] }
operations:
  constructor:
    labels: [constructor]
    marks: { constructor: {}, valueof: { amount: true } }
    outcomes: { valueof: { labels: [toString] }, constructor: { set: { toString: constructor } } }
    end: [{ inc: shop_constructor_total }, { observe: shop_toString_seconds, value: { since: constructor } }]
    abandoned: { outcome: constructor }
recordings:
  - { record: "constructor:toString:rate5m", rate: { of: shop_constructor_total, over: 5m, by: [constructor] } }
  - { record: valueOf, aggregate: { of: constructor, reduce: max } }
slos:
  - id: constructor
    title: Up
    sli: { errors: 'shop_constructor_total{constructor="__proto__"}', total: shop_constructor_total }
    objective: 99%
    owner: toString
    by: [toString]
  - { id: tostring, title: Fast, sli: { latency: shop_toString_seconds, below: 500ms }, objective: 99%, owner: valueOf }
alerts:
  - { name: constructor, when: { metric: shop_valueOf, by: [constructor], above: 5 }, severity: page, owner: constructor, labels: { toString: valueOf } }
  - { name: toString, when: { recording: 'constructor:toString:rate5m', above: 5 }, severity: ticket, owner: toString, caused_by: [constructor], dashboard: constructor }
  - { name: hasOwnProperty, when: { recording: valueOf, above: 5 }, severity: info, owner: hasOwnProperty, caused_by: [toString] }
  - { name: __proto__, when: { absent: 'constructor{toString="constructor"}' }, severity: page, owner: valueOf }
routing:
  default: constructor
  receivers:
    constructor: { webhook: { url: "http://localhost/a" } }
    tostring: { webhook: { url: "http://localhost/b" } }
    valueof: { webhook: { url: "http://localhost/c" } }
dashboards:
  - uid: constructor
    title: Constructor
    rows:
      - title: toString
        panels:
          - { slo: constructor }
          - { slo: tostring }
          - { alert: constructor }
          - { alert: __proto__ }
          - { metric: shop_valueOf, by: [constructor] }
          - { metric: shop_toString_seconds }
          - { recording: valueOf }
          - { expr: "sum by (constructor) (rate(shop_constructor_total[5m]))", legend: "{{constructor}}" }
outputs:
  typescript: { file: metrics.ts }
  prometheus: { dir: prometheus }
  grafana: { dir: grafana }
  runbooks: { dir: runbooks, url: "https://runbooks.example.com" }
`;

/** The same names where nothing declares them. */
const UNDECLARED = `version: 1
service: { name: shop, title: Shop, owner: { team: web, receivers: { page: constructor, constructor: web } } }
teams: { valueOf: { receivers: { info: tostring } } }
groups: { other: { title: Other } }
labels:
  status: { values: [ok, failed] }
metrics:
  shop_orders_total: { type: counter, group: constructor, help: A., labels: [status, constructor] }
  shop_wait_seconds: { type: histogram, group: other, help: B., labels: [status], buckets: [1], impossible: [{ toString: a }] }
operations:
  first:
    outcomes: { done: { labels: [status] } }
    end: [{ observe: shop_wait_seconds, value: { since: constructor }, labels: { toString: x } }]
    abandoned: { outcome: constructor }
alerts:
  - { name: A, when: { metric: toString, above: 1 }, severity: page, caused_by: [constructor], dashboard: constructor }
  - { name: B, when: { recording: constructor, above: 1 }, severity: page }
routing:
  default: constructor
  receivers: { web: { webhook: { url: "http://localhost" } } }
dashboards:
  - { uid: a, title: A, rows: [{ title: r, panels: [{ slo: constructor }, { alert: toString }, { recording: toString }] }] }
waivers:
  - { code: constructor, at: metrics, reason: R., expires: "2030-01-01" }
  - { code: metric/help, at: constructor.toString, reason: R., expires: "2030-01-01" }
`;

const codesOf = (text: string) => check('shop.yaml', text).map(({ code }) => code);

async function files(): Promise<Map<string, string>> {
  const checked = checkText('shop.yaml', NAMED, TODAY);
  if (!checked.readable) throw new Error('the spec cannot be read');
  const emitted = await emit(checked, new Map());
  return new Map(emitted.map(({ path, content }) => [path, content]));
}

describe('names that every JavaScript object has are names like others', () => {
  test('a spec that declares them is sound but for its camelCase', () => {
    expect(new Set(codesOf(NAMED))).toEqual(new Set(['label/camel-case', 'metric/camel-case']));
  });

  test('none is taken for declared where it is not', () => {
    const lines = UNDECLARED.split('\n');
    const found = check('shop.yaml', UNDECLARED).map(
      ({ code, place }) => `${code}: ${lines[place.line - 1]?.slice(place.column - 1, place.endColumn - 1)}`,
    );
    expect(found.sort()).toEqual([
      'label/unbounded: constructor',
      'metric/impossible: { toString: a }',
      'operation/effect: constructor',
      'operation/effect: x',
      'reference/unknown: constructor',
      'reference/unknown: constructor',
      'reference/unknown: constructor',
      'reference/unknown: constructor',
      'reference/unknown: constructor',
      'reference/unknown: constructor',
      'reference/unknown: constructor',
      'reference/unknown: constructor',
      'reference/unknown: constructor',
      'reference/unknown: constructor.toString',
      'reference/unknown: toString',
      'reference/unknown: toString',
      'reference/unknown: toString',
      'reference/unknown: tostring',
      'waiver/unknown-code: constructor',
    ]);
  });

  test('each alert has its own page, receiver and links', async () => {
    const emitted = await files();
    for (const alert of ['constructor', 'toString', 'hasOwnProperty', '__proto__'])
      expect(emitted.get(`runbooks/alerts/${alert}.md`)).toContain(alert);
    expect(emitted.get('prometheus/alertmanager.yml')).toContain(
      '- owner="toString"\n            - severity=~"page|ticket"\n          receiver: valueof',
    );
    for (const [path, content] of emitted) {
      expect({ path, found: /\[object Object\]|\[native code\]/.exec(content)?.[0] }).toEqual({
        path,
        found: undefined,
      });
    }
  });

  test('the module compiles', async () => {
    const options = { strict: true, noEmit: true, target: 'ES2022', module: 'ESNext', types: [] };
    expect(compile({ files: { 'metrics.ts': (await files()).get('metrics.ts') ?? '' }, options })).toBe('');
  });
});

const promtool = await requireTool('promtool');

test.skipIf(promtool.skip)(promtool.title('promtool accepts the rules, and their tests pass'), async () => {
  const folder = mkdtempSync(join(tmpdir(), 'object-names-'));
  const emitted = await files();
  for (const [path, content] of emitted) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const inside = (part: string) =>
    [...emitted.keys()].filter((path) => path.startsWith(`prometheus/${part}/`));
  const quick = inside('tests').filter((path) => !/-(?:page|ticket)-|-period/.test(path));
  expect(quick.length).toBeGreaterThan(2);
  const run = (...args: string[]) =>
    execFileSync(promtool.get().path, args, { cwd: folder, encoding: 'utf8' });
  expect(run('check', 'rules', ...inside('rules'))).not.toContain('FAILED');
  expect(run('test', 'rules', ...quick)).not.toContain('FAILED');
  rmSync(folder, { recursive: true });
});
