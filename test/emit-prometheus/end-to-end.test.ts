import { mkdirSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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

/** The generated module, as far as the workload needs it. */
interface Instrumentation {
  readonly createMetrics: () => {
    readonly handler: RequestListener;
    readonly requestsTotal: { inc(labels: { status: 'ok' | 'failed' }): void };
  };
}

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
  let outcome: 'ok' | 'failed' = 'ok';
  let workload: NodeJS.Timeout | undefined;

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
    const module = (await import((await asJavaScript(moduleText(spec(ports)))).href)) as Instrumentation;
    const metrics = module.createMetrics();
    const app = await listen(metrics.handler);
    servers.push(hook.server, app.server);
    workload = setInterval(() => metrics.requestsTotal.inc({ status: outcome }), 50);

    const start = async (tool: Tool, file: string, known: Partial<typeof ports>) => {
      const folder = writeOut(emitted(spec({ ...ports, app: app.port, ...known })));
      const dataDir = join(folder, 'data');
      mkdirSync(dataDir);
      folders.push(folder);
      const started = await startServer(tool, { configFile: join(folder, 'prometheus', file), dataDir });
      running.push(started);
      return Number(new URL(started.url).port);
    };
    const port = await start(alertmanager.get(), 'alertmanager.yml', {});
    await start(server, 'prometheus.yml', { alertmanager: port });
  }, 40_000);

  afterAll(async () => {
    clearInterval(workload);
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
    expect(notifications).toEqual([]);

    outcome = 'failed';
    const page = await eventually(
      'the page',
      () => notifications.find(({ status }) => status === 'firing'),
      30,
    );
    expect(page.receiver).toBe('hook');
    expect(page.alerts).toHaveLength(1);
    const [alert] = page.alerts;
    expect(alert?.labels).toEqual({
      alertname: 'ShopAvailabilityBudgetBurn',
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

    outcome = 'ok';
    const over = await eventually(
      'the resolution',
      () => notifications.find(({ status }) => status === 'resolved'),
      40,
    );
    expect(over.alerts.map(({ labels }) => labels)).toEqual([alert?.labels]);
  }, 85_000);
}
