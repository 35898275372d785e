import { mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningServer, startServer } from '../support/server.ts';
import { requireTool } from '../support/tools.ts';
import { emitted, writeOut } from './emitted.ts';
import { sharedConfig } from './shared-alertmanager.ts';

/** A service in a cluster, whose receivers are folders of one server. */
const spec = (service: string, cluster: string, port: number) => `version: 1
service: { name: ${service}, title: Service, owner: { team: web, receivers: { page: pager, ticket: chat, chore: { receiver: chat, active_time_intervals: [long-ago] } } } }
teams: { database: { receivers: { page: database } } }
severities: { page: critical, chore: { like: ticket } }
labels: { status: { values: [ok, failed] } }
metrics:
  ${service}_requests_total: { type: counter, help: Requests., labels: [status] }
  ${service}_depth: { type: gauge, help: Depth. }
slos:
  - id: availability
    title: Requests are answered
    sli: { errors: '${service}_requests_total{status="failed"}', total: ${service}_requests_total }
    objective: 99.9%
alerts:
  - { name: Down, when: { down: all }, severity: page, owner: database }
  - { name: Full, when: { metric: ${service}_depth, above: 9 }, severity: ticket, caused_by: [Down] }
  - { name: Untidy, when: { metric: ${service}_depth, above: 3 }, severity: chore }
routing:
  default: mail
  group_wait: 1s
  time_intervals: { long-ago: [{ years: [2001] }] }
  receivers:
${['pager', 'chat', 'mail', 'database']
  .map((name) => `    ${name}: { webhook: { url: "http://127.0.0.1:${port}/${name}" } }\n`)
  .join('')}outputs:
  prometheus: { dir: prometheus, alertmanager: fragment, external_labels: { cluster: ${cluster} } }
`;

type Labels = Readonly<Record<string, string>>;

const burn = { alertname: 'BudgetBurn', slo: 'availability', owner: 'web' };
const DOWN = { alertname: 'Down', severity: 'critical', owner: 'database' };
const FULL = { alertname: 'Full', severity: 'ticket', owner: 'web' };
const UNTIDY = { alertname: 'Untidy', severity: 'chore', owner: 'web' };
const PAGE = { ...burn, severity: 'critical' };
const TICKET = { ...burn, severity: 'ticket' };

const shop = (cluster: string, labels: Labels): Labels => ({ ...labels, service: 'shop', cluster });
const of = (service: string, labels: Labels): Labels => ({ ...labels, service, cluster: 'eu' });

/** What fires at once, each with the receiver that hears of it; none for what is silenced or waits. */
const FIRING: readonly (readonly [Labels, receiver: string | undefined])[] = [
  [shop('eu', PAGE), 'shop/eu/pager'],
  [shop('eu', TICKET), undefined],
  [shop('us', TICKET), 'shop/us/chat'],
  [of('checkout', TICKET), 'checkout/eu/chat'],
  [of('third', PAGE), 'nobody'],
  [of('third', TICKET), 'nobody'],
  [shop('us', DOWN), 'shop/us/database'],
  [shop('us', FULL), undefined],
  [shop('eu', FULL), 'shop/eu/chat'],
  [of('checkout', FULL), 'checkout/eu/chat'],
  [shop('eu', UNTIDY), undefined],
  [shop('eu', { alertname: 'Note', severity: 'info', owner: 'database' }), 'shop/eu/mail'],
];

const alertmanager = await requireTool('alertmanager');

describe.skipIf(alertmanager.skip)(alertmanager.title('an Alertmanager that services share'), () => {
  const heard: (readonly [Labels, string])[] = [];
  let hook: Server | undefined;
  let running: RunningServer | undefined;
  let folder = '';

  beforeAll(async () => {
    hook = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const { receiver, alerts } = JSON.parse(body);
        for (const { labels } of alerts) heard.push([labels, receiver]);
        response.end();
      });
    });
    await new Promise<void>((resolve) => hook?.listen(0, '127.0.0.1', resolve));
    const { port } = hook.address() as AddressInfo;
    const fragments = [
      ['checkout', 'eu'],
      ['shop', 'eu'],
      ['shop', 'us'],
    ].map(
      ([service = '', cluster = '']) =>
        emitted(spec(service, cluster, port)).get('prometheus/alertmanager-fragment.yml') ?? '',
    );
    const nobody = { name: 'nobody', webhook_configs: [{ url: `http://127.0.0.1:${port}/nobody` }] };
    folder = writeOut(new Map([['alertmanager.yml', sharedConfig({ receivers: [nobody] }, fragments)]]));
    const dataDir = join(folder, 'data');
    mkdirSync(dataDir);
    running = await startServer(alertmanager.get(), {
      configFile: join(folder, 'alertmanager.yml'),
      dataDir,
    });
    const response = await fetch(`${running.url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(FIRING.map(([labels]) => ({ labels }))),
    });
    expect(response.status).toBe(200);
  }, 60_000);

  afterAll(async () => {
    await running?.stop();
    hook?.closeAllConnections();
    hook?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('tells each receiver what is meant for it, and silences only what says the same', async () => {
    const expected = FIRING.filter((each): each is [Labels, string] => each[1] !== undefined);
    for (let waited = 0; waited < 300 && heard.length < expected.length; waited++) await sleep(100);
    // What should not be heard would have come with the others, after `group_wait`.
    await sleep(3000);
    const sorted = (list: readonly unknown[]) => list.map((each) => JSON.stringify(each)).sort();
    const ordered = ([labels, receiver]: readonly [Labels, string]) => [
      Object.entries(labels).sort(),
      receiver,
    ];
    expect(sorted(heard.map(ordered))).toEqual(sorted(expected.map(ordered)));
  }, 60_000);

  test('silences a ticket by the page of its own service and cluster', async () => {
    const response = await fetch(`${running?.url}/api/v2/alerts?inhibited=true&active=false`);
    const inhibited = (await response.json()) as { labels: Labels }[];
    expect(inhibited.map(({ labels }) => `${labels['alertname']} ${labels['cluster']}`).sort()).toEqual([
      'BudgetBurn eu',
      'Full us',
    ]);
  });
});
