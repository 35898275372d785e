import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { parseExpression } from '../../src/promql/parse.ts';
import { testRules } from '../../src/toolchain/promtool.ts';
import { startServer } from '../support/server.ts';
import { findPromtools, findServers, requireTool } from '../support/tools.ts';
import { emitted, writeOut } from './emitted.ts';

const promtools = await findPromtools();
const required = await requireTool('promtool');
const alertmanager = await requireTool('alertmanager');

const spec = (apart: boolean) => `version: 1
service:
  name: shop
  title: Shop
  owner: { team: web, receivers: { page: chat, ticket: chat } }
  job: store
  target_labels:
    namespace: { values: [prod] }
    cluster: { values: [eu-1, us-1]${apart ? ', apart: true' : ''} }
  targets: 3
labels:
  status: { values: [ok, failed] }
  route: { values: [/cart, /pay] }
metrics:
  shop_requests_total: { type: counter, help: Requests., labels: [status, route] }
  shop_latency_seconds: { type: histogram, help: Time., labels: [route], buckets: [100ms, 500ms, 1s] }
  shop_depth: { type: gauge, help: Depth., labels: [route] }
external:
  up: { type: gauge, help: Whether the last scrape succeeded. }
recordings:
  - { record: "route:shop_depth:max", aggregate: { of: shop_depth, reduce: max, by: [route] } }
  - { record: "shop:shop_requests:share", expr: '${apart ? 'sum by (cluster)' : 'sum'} (rate(shop_requests_total{status="failed"}[5m]))' }
slos:
  - { id: success, title: Requests succeed, sli: { errors: 'shop_requests_total{status="failed"}', total: shop_requests_total }, objective: 99.9% }
  - { id: fast, title: Requests are fast, sli: { latency: shop_latency_seconds }, objective: p95 < 500ms }
alerts:
  - { name: ShopDeep, when: { metric: shop_depth, by: [route], above: 100 }, for: 5m, severity: ticket, caused_by: [ShopDown] }
  - { name: ShopFails, when: { metric: 'shop_requests_total{status="failed"}', over: 5m, above: 1 }, severity: page }
  - { name: ShopRecorded, when: { recording: "route:shop_depth:max", above: 50 }, severity: ticket }
  - { name: ShopGone, when: { absent: shop_requests_total }, for: 5m, severity: page }
  - { name: ShopDown, when: { down: { below: 2 } }, for: 5m, severity: page }
  - name: ShopFull
    expr: 'shop_depth > 100 unless on () absent(up{job="store"})'
    severity: ticket
    tests:
      - { name: Full, input: [{ series: 'shop_depth{route="/pay"}', values: '200x30' }, { series: 'up{job="store"}', values: '1x30' }], at: 5m, firing: [{ route: /pay }] }
      - { name: Not full, input: [{ series: 'shop_depth{route="/pay"}', values: '20x30' }, { series: 'up{job="store"}', values: '1x30' }], at: 5m, firing: [] }
routing:
  receivers: { chat: { webhook: { url: "http://127.0.0.1:9" } } }
  default: chat
outputs: { prometheus: { dir: prometheus } }
`;

interface PromtoolTest {
  input_series: { series: string; values: string }[];
}

/** The series of another environment in which everything is bad: what nobody there could miss. */
function elsewhere(series: string, changed: ReadonlyMap<string, string>): PromtoolTest['input_series'] {
  const { ast } = parseExpression(series, { version: '2.42' });
  if (ast?.type !== 'vector') throw new Error(`no series: ${series}`);
  const name = ast.name?.name ?? '';
  const labels = new Map(ast.matchers.map((matcher) => [matcher.name.name, matcher.value]));
  if (![...changed.keys()].every((label) => labels.has(label))) return [];
  const text = [...labels, ...changed]
    .filter(([label], index, all) => all.findLastIndex(([other]) => other === label) === index)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  const le = labels.get('le');
  const grows = /_(?:total|count|sum|bucket)$/.test(name);
  const values =
    name === 'up'
      ? '1x3000'
      : grows
        ? le === undefined || le === '+Inf'
          ? '0+900x3000'
          : '0x3000'
        : '900x3000';
  return [{ series: `${name}{${text.join(', ')}}`, values }];
}

const ENVIRONMENTS = [
  new Map([['namespace', 'staging']]),
  new Map([['job', 'store-canary']]),
  // Records of another service.
  new Map([['service', 'other']]),
];

function besideOthers(files: ReadonlyMap<string, string>): Map<string, string> {
  const changed = [...files].map(([path, content]): [string, string] => {
    if (!path.includes('/tests/')) return [path, content];
    const file = parse(content) as { tests: PromtoolTest[] };
    for (const each of file.tests) {
      const others = each.input_series.flatMap(({ series }) =>
        ENVIRONMENTS.flatMap((labels) => elsewhere(series, labels)),
      );
      const distinct = new Map(others.map((other) => [other.series, other]));
      const own = new Set(each.input_series.map(({ series }) => series));
      each.input_series.push(...[...distinct.values()].filter(({ series }) => !own.has(series)));
    }
    return [path, stringify(file)];
  });
  return new Map(changed);
}

/** Without those of single tiers and of the whole period, which read the same records for days. */
const TESTED = /\/tests\/(?:alerts|recordings|slo-[a-z]+\.)/;

async function failures(files: ReadonlyMap<string, string>) {
  const folder = writeOut(files);
  const tests = [...files.keys()].filter((path) => TESTED.test(path));
  const failed: string[] = [];
  for (const promtool of promtools) {
    const runs = await testRules(
      promtool,
      tests.map((path) => join(folder, path)),
    );
    for (const { file, ok } of runs) if (!ok) failed.push(file.slice(folder.length));
  }
  rmSync(folder, { recursive: true });
  return failed;
}

describe.skipIf(required.skip)(required.title('a second environment in which everything is bad'), () => {
  test.each([false, true])(
    'changes nothing in rules and alerts (judged apart: %s)',
    { timeout: 300_000 },
    async (apart) => {
      expect(await failures(besideOthers(emitted(spec(apart))))).toEqual([]);
    },
  );

  test('would be seen without the scope', { timeout: 300_000 }, async () => {
    const files = besideOthers(emitted(spec(false)));
    for (const scope of ['namespace="prod", ', 'job="store", ']) {
      const without = new Map(
        [...files].map(([path, content]) => [
          path,
          path.includes('/rules/')
            ? content.replaceAll(scope, '').replaceAll(scope.slice(0, -2), '')
            : content,
        ]),
      );
      const failed = await failures(without);
      for (const name of ['alerts', 'alerts-recordings', 'slo-fast', 'slo-success'])
        expect(failed).toContain(`/prometheus/tests/${name}.test.yml`);
    }
  });
});

describe.skipIf(alertmanager.skip)(alertmanager.title('labels judged apart'), () => {
  test('a page of one cluster silences no ticket of another', { timeout: 60_000 }, async () => {
    const [server] = await findServers('alertmanager');
    if (server === undefined) throw new Error('no alertmanager');
    const folder = writeOut(emitted(spec(true)));
    const configFile = join(folder, 'prometheus/alertmanager.yml');
    expect(parse(readFileSync(configFile, 'utf8')).route.group_by).toContain('cluster');
    const dataDir = mkdtempSync(join(tmpdir(), 'alertmanager-'));
    const running = await startServer(server, { configFile, dataDir });
    const labels = (alertname: string, cluster: string, severity: string) => ({
      labels: { alertname, cluster, severity, service: 'shop', owner: 'web', slo: 'success' },
    });
    const alerts = [
      labels('ShopSuccessBudgetBurn', 'eu-1', 'page'),
      labels('ShopSuccessBudgetBurn', 'eu-1', 'ticket'),
      labels('ShopSuccessBudgetBurn', 'us-1', 'ticket'),
      { labels: { alertname: 'ShopDown', cluster: 'eu-1', severity: 'page', service: 'shop' } },
      { labels: { alertname: 'ShopDeep', cluster: 'eu-1', severity: 'ticket', service: 'shop' } },
      { labels: { alertname: 'ShopDeep', cluster: 'us-1', severity: 'ticket', service: 'shop' } },
    ];
    try {
      const api = `${running.url}/api/v2/alerts`;
      const headers = { 'content-type': 'application/json' };
      await fetch(api, { method: 'POST', headers, body: JSON.stringify(alerts) });
      // Inhibition shows once the alerts of each group have been dispatched.
      let silenced: string[] = [];
      for (let tries = 0; tries < 100 && silenced.length < 2; tries++) {
        await sleep(100);
        const shown = (await (await fetch(api)).json()) as {
          labels: Record<string, string>;
          status: { inhibitedBy: string[] };
        }[];
        silenced = shown
          .filter(({ status }) => status.inhibitedBy.length > 0)
          .map(({ labels: of }) => `${of['alertname']} ${of['cluster']} ${of['severity']}`);
      }
      expect(silenced.toSorted()).toEqual(['ShopDeep eu-1 ticket', 'ShopSuccessBudgetBurn eu-1 ticket']);
    } finally {
      await running.stop();
      rmSync(folder, { recursive: true });
      rmSync(dataDir, { recursive: true });
    }
  });
});
