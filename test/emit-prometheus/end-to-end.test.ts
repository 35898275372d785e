import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Tool } from '../../src/toolchain/find.ts';
import { type RunningServer, startServer } from '../support/server.ts';
import { findServers, requireTool } from '../support/tools.ts';
import { asJavaScript, moduleText } from '../typescript/load-module.ts';
import { emitted, writeOut } from './emitted.ts';

/** A service whose intervals are so short that a page and its resolution fit into a test. */
const spec = (ports: { app: number; hook: number; alertmanager: number }) => `version: 1
service:
  name: shop
  title: Shop
  owner: { team: web, receivers: { page: hook } }
  scrape_interval: 1s
  rule_interval: 1s
  links: { grafana: "https://grafana.example.com" }
labels:
  status: { values: [ok, failed] }
metrics:
  shop_requests_total: { type: counter, help: Requests., labels: [status] }
slos:
  - id: availability
    title: Requests are answered
    sli: { errors: 'shop_requests_total{status="failed"}', total: shop_requests_total }
    objective: 99%
    alerts:
      burn_rate:
        - { severity: page, long: 16s, short: 5s, factor: 20 }
      min_events: 10
alerts:
  - { name: ShopDown, when: { down: all }, for: 3s, severity: page }
routing:
  receivers:
    hook: { webhook: { url: "http://127.0.0.1:${ports.hook}/" } }
  default: hook
  group_wait: 1s
  group_interval: 1s
dashboards:
  - { uid: shop, title: Shop, rows: [{ title: All, panels: [{ slo: availability }] }] }
outputs:
  typescript: { file: metrics.ts }
  prometheus:
    dir: prometheus
    scrape: { targets: ["127.0.0.1:${ports.app}"] }
    alertmanagers: ["127.0.0.1:${ports.alertmanager}"]
  runbooks: { dir: runbooks, url: "https://runbooks.example.com/shop" }
`;

interface Notification {
  readonly status: 'firing' | 'resolved';
  readonly receiver: string;
  readonly alerts: readonly {
    readonly status: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}

/** A program with the generated module, in a process of its own: 20 requests a second end as it is told. */
const PROGRAM = `import { createServer } from 'node:http';
const [, , module, port] = process.argv;
const { createMetrics } = await import(module);
const metrics = createMetrics();
let status = 'ok';
process.on('message', (told) => { status = told; });
setInterval(() => metrics.requestsTotal.inc({ status }), 50);
createServer(metrics.handler).listen(Number(port), '127.0.0.1', () => process.send('ready'));
`;

async function startProgram(folder: string, module: string, port: number): Promise<ChildProcess> {
  const file = join(folder, 'program.mjs');
  writeFileSync(file, PROGRAM);
  const program = fork(file, [module, String(port)]);
  await once(program, 'message');
  return program;
}

const BURN = 'ShopAvailabilityBudgetBurn';

async function listen(listener: RequestListener): Promise<{ server: Server; port: number }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

/** Waits for something that takes its time; the bound is for the case that it never comes. */
async function eventually<T>(what: string, get: () => T | undefined, seconds: number): Promise<T> {
  for (let waited = 0; waited < seconds * 10; waited++) {
    const value = get();
    if (value !== undefined) return value;
    await sleep(100);
  }
  throw new Error(`${what} did not happen within ${seconds} s`);
}

const prometheus = await requireTool('prometheus');
const alertmanager = await requireTool('alertmanager');
const title = prometheus.skip ? prometheus.title : alertmanager.title;
const versions = (await findServers('prometheus')).map((tool) => ({ tool, version: tool.version }));

describe.skipIf(prometheus.skip || alertmanager.skip)(title('a service that goes wrong'), () => {
  describe.each(versions)('under Prometheus $version', ({ tool }) => goesWrong(tool));
});

function goesWrong(server: Tool): void {
  const notifications: Notification[] = [];
  const servers: Server[] = [];
  const running: RunningServer[] = [];
  const folders: string[] = [];
  const sent = (alert: string, status: Notification['status']) =>
    notifications.find((each) => each.status === status && each.alerts[0]?.labels['alertname'] === alert);
  let program: ChildProcess | undefined;
  let start: () => Promise<ChildProcess>;

  beforeAll(async () => {
    const hook = await listen((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        notifications.push(JSON.parse(body));
        response.end();
      });
    });
    const ports = { app: 1, hook: hook.port, alertmanager: 1 };
    const module = (await asJavaScript(moduleText(spec(ports)))).href;
    const free = await listen(() => undefined);
    free.server.close();
    servers.push(hook.server);
    const home = mkdtempSync(join(tmpdir(), 'program-'));
    folders.push(home);
    start = () => startProgram(home, module, free.port);
    program = await start();

    const startTool = async (tool: Tool, file: string, known: Partial<typeof ports>) => {
      const folder = writeOut(emitted(spec({ ...ports, app: free.port, ...known })));
      const dataDir = join(folder, 'data');
      mkdirSync(dataDir);
      folders.push(folder);
      const started = await startServer(tool, { configFile: join(folder, 'prometheus', file), dataDir });
      running.push(started);
      return Number(new URL(started.url).port);
    };
    const port = await startTool(alertmanager.get(), 'alertmanager.yml', {});
    await startTool(server, 'prometheus.yml', { alertmanager: port });
  }, 40_000);

  afterAll(async () => {
    program?.kill('SIGKILL');
    await Promise.all(running.map((each) => each.stop()));
    for (const each of servers) {
      each.closeAllConnections();
      each.close();
    }
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  test('pages with its labels and annotations, and says when it is over', async () => {
    // Some healthy seconds first, so that nothing but the failures can be what pages.
    await sleep(6000);
    expect(sent(BURN, 'firing')).toBeUndefined();

    program?.send('failed');
    const page = await eventually('the page', () => sent(BURN, 'firing'), 30);
    expect(page.receiver).toBe('hook');
    expect(page.alerts).toHaveLength(1);
    const [alert] = page.alerts;
    expect(alert?.labels).toEqual({
      alertname: BURN,
      service: 'shop',
      slo: 'availability',
      tier: 'page-16s-5s',
      long: '16s',
      short: '5s',
      severity: 'page',
      owner: 'web',
    });
    expect(alert?.annotations).toMatchObject({
      summary: 'Shop: the error budget of availability burns too fast.',
      runbook_url: 'https://runbooks.example.com/shop/alerts/ShopAvailabilityBudgetBurn.md',
      dashboard_url: 'https://grafana.example.com/d/shop',
    });
    expect(alert?.annotations['description']).toMatch(
      /^Requests are answered\. The error budget \(objective 99% over 30d\) burns [\d.]+ times as fast as it may, over the last 16s and the last 5s; this alert fires above a burn rate of 20\. At the rate of the last 1h it is gone in [\d.]+ hours\.$/,
    );

    program?.send('ok');
    const over = await eventually('the resolution', () => sent(BURN, 'resolved'), 40);
    expect(over.alerts.map(({ labels }) => labels)).toEqual([alert?.labels]);
  }, 85_000);

  test('pages when the program is killed, and says when it is back', async () => {
    notifications.length = 0;
    program?.kill('SIGKILL');
    const page = await eventually('the page', () => sent('ShopDown', 'firing'), 30);
    expect(page.alerts.map(({ labels }) => labels)).toEqual([
      { alertname: 'ShopDown', service: 'shop', severity: 'page', owner: 'web' },
    ]);
    expect(page.alerts[0]?.annotations['description']).toBe(
      'Down. 0 of 1 target is up; the alert fires below 1 for 3s.',
    );
    // Longer than the missing counters of the objective would have to be missed: they are, and one page is enough.
    await sleep(8000);
    program = await start();
    await eventually('the resolution', () => sent('ShopDown', 'resolved'), 40);
    const names = notifications.flatMap(({ alerts }) => alerts.map(({ labels }) => labels['alertname']));
    expect(new Set(names)).toEqual(new Set(['ShopDown']));
  }, 90_000);
}
