import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { planRules } from '../../src/plan/plan-rules.ts';
import { testRules } from '../../src/toolchain/promtool.ts';
import { checkAlertmanagerConfig, testRoutes } from '../support/amtool.ts';
import { modelOf } from '../support/model.ts';
import { checkConfig } from '../support/promtool.ts';
import { findPromtools, requireTool } from '../support/tools.ts';
import { emitted, writeOut } from './emitted.ts';
import { sharedConfig } from './shared-alertmanager.ts';

/** A service of one team, with alerts of another, severities of the company and labels that it routes on. */
const spec = (service: string, alertmanager: 'whole' | 'fragment', more = '') => `version: 1
service:
  name: ${service}
  title: Service
  owner: web
  alert_labels: { part: front, tier_of_service: gold }
teams:
  web:
    receivers:
      page: pager
      sev1: pager
      ticket: { receiver: chat, active_time_intervals: [office-hours] }
      chore: { receiver: chat, mute_time_intervals: [holidays] }
  database: { receivers: { page: database-pager, chore: database-chat } }
  idle: { receivers: { page: idle-pager } }
severities:
  page: critical
  ticket: 'warn{{ing'
  sev1: { label: P1.a, like: page }
  chore: { like: ticket }
labels:
  status: { values: [ok, failed] }
  zone: { values: [a, b] }
metrics:
  ${service}_requests_total: { type: counter, help: Requests., labels: [status] }
  ${service}_depth: { type: gauge, help: Depth., labels: [zone] }
slos:
  - id: availability
    title: Requests are answered
    sli: { errors: '${service}_requests_total{status="failed"}', total: ${service}_requests_total }
    objective: 99.9%
    alerts:
      burn_rate:
        - { severity: sev1, long: 1h, short: 5m, factor: 14.4 }
        - { severity: page, long: 6h, short: 30m, factor: 6 }
        - { severity: chore, long: 1d, short: 2h, factor: 3 }
alerts:
${['page', 'ticket', 'info', 'sev1', 'chore']
  .flatMap((severity) =>
    ['web', 'database'].map(
      (owner) => `  - name: ${service}_${owner}_${severity}
    when: { metric: ${service}_depth, reduce: max, by: [zone], above: ${severity.length + owner.length} }
    severity: ${severity}
    owner: ${owner}
    labels: { part: back }
`,
    ),
  )
  .join('')}routing:
  default: mail
  time_intervals:
    office-hours: [{ weekdays: ["monday:friday"], times: [{ start_time: "09:00", end_time: "17:00" }], location: Europe/Berlin }]
    holidays: [{ months: ["december"], days_of_month: ["25:31"] }]
    unused: [{ months: [1] }]
  receivers:
    pager: { opsgenie: { api_key_file: /etc/alertmanager/key, priority: P1, details: { a: b } } }
    chat: { telegram: { chat_id: -12, bot_token: unread } }
    mail: { victorops: { api_key_file: /etc/alertmanager/key, routing_key: shop } }
    database-pager: { sns: { topic_arn: "arn:aws:sns:eu-1:1:pages", sigv4: { region: eu-1 } } }
    database-chat: { webhook: { url: "http://127.0.0.1:9/" } }
    idle-pager: { webhook: { url: "http://127.0.0.1:9/" } }
outputs:
  prometheus:
    dir: prometheus
    alertmanager: ${alertmanager}
    alertmanagers: ["127.0.0.1:9093"]
    remote_write: http://127.0.0.1:9/write
${more}`;

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function written(files: ReadonlyMap<string, string>): string {
  const folder = writeOut(files);
  folders.push(folder);
  return folder;
}

/** The two forms, the fragment beside that of another service. */
function configs(): { whole: string; fragment: string } {
  const fragments = ['other', 'shop'].map(
    (service) =>
      emitted(spec(service, 'fragment')).get('prometheus/alertmanager-fragment.yml') ?? 'no fragment',
  );
  const folder = written(
    new Map([
      ['whole.yml', emitted(spec('shop', 'whole')).get('prometheus/alertmanager.yml') ?? ''],
      ['fragment.yml', sharedConfig({ receivers: [{ name: 'nobody' }] }, fragments)],
    ]),
  );
  return { whole: join(folder, 'whole.yml'), fragment: join(folder, 'fragment.yml') };
}

const RECEIVERS = [
  ['web', 'critical', 'pager'],
  ['web', 'P1.a', 'pager'],
  ['web', 'P1xa', 'mail'],
  ['web', 'warn{{ing', 'chat'],
  ['web', 'chore', 'chat'],
  ['web', 'info', 'mail'],
  ['database', 'critical', 'database-pager'],
  ['database', 'chore', 'database-chat'],
  // What the team has no receiver for goes to that of the service's team.
  ['database', 'P1.a', 'pager'],
  ['database', 'warn{{ing', 'chat'],
  ['database', 'info', 'mail'],
] as const;

const amtool = await requireTool('amtool');

describe.skipIf(amtool.skip)(amtool.title('amtool'), () => {
  const { whole, fragment } = configs();

  test('accepts both forms', async () => {
    expect(await checkAlertmanagerConfig(amtool.get(), [whole, fragment])).toEqual(
      [whole, fragment].map((file) => ({ file, ok: true, problems: [] })),
    );
  });

  test.each(RECEIVERS)('sends what %s owns with severity %s to %s', async (owner, severity, receiver) => {
    const labels = { service: 'shop', owner, severity };
    expect(await testRoutes(amtool.get(), whole, labels)).toEqual({ ok: true, receivers: [receiver] });
    for (const service of ['shop', 'other'])
      expect(await testRoutes(amtool.get(), fragment, { ...labels, service })).toEqual({
        ok: true,
        receivers: [`${service}/${receiver}`],
      });
  });

  test.each([{ service: 'third', severity: 'critical' }, { severity: 'critical' }])(
    'leaves %j to others',
    async (labels) => {
      const alert = { ...labels } as Record<string, string>;
      expect(await testRoutes(amtool.get(), whole, alert)).toEqual({ ok: true, receivers: ['mail'] });
      expect(await testRoutes(amtool.get(), fragment, alert)).toEqual({ ok: true, receivers: ['nobody'] });
    },
  );
});

test('receivers and times are those that alerts of this spec can reach', () => {
  const config = parse(emitted(spec('shop', 'whole')).get('prometheus/alertmanager.yml') ?? '');
  const names = (list: { name: string }[]) => list.map(({ name }) => name);
  expect(names(config.receivers)).toEqual(['pager', 'chat', 'mail', 'database-pager', 'database-chat']);
  expect(names(config.time_intervals)).toEqual(['office-hours', 'holidays']);
});

describe('labels', () => {
  const model = modelOf(spec('shop', 'whole'));
  const alerts = planRules(model)
    .groups.flatMap(({ rules }) => rules)
    .filter((rule) => rule.kind === 'alert');

  test('of all alerts, replaced by those of one alert', () => {
    expect(alerts.length).toBeGreaterThan(12);
    expect(alerts.every(({ labels }) => labels.get('tier_of_service') === 'gold')).toBe(true);
    // Those that the spec writes have a label of their own; objectives and automatic alerts do not.
    const written = alerts.filter(({ alert }) => alert.startsWith('shop_'));
    const parts = (rules: typeof alerts) => [...new Set(rules.map(({ labels }) => labels.get('part')))];
    expect(written).toHaveLength(10);
    expect(parts(written)).toEqual(['back']);
    expect(parts(alerts.filter((rule) => !written.includes(rule)))).toEqual(['front']);
  });
});

const promtools = await findPromtools();
const promtool = await requireTool('promtool');

describe.skipIf(promtool.skip)(promtool.title('promtool'), () => {
  const external = '    external_labels: { cluster: "eu 1", "prometheus_replica": a }\n';
  const files = emitted(spec('shop', 'whole', external));
  const folder = written(files);

  test.each(promtools.map((tool) => ({ tool, version: tool.version })))(
    '$version finds the labels that the tests expect, and accepts the configuration',
    async ({ tool }) => {
      const tests = [...files.keys()].filter((path) => /tests\/alerts|slo-availability\.test/.test(path));
      expect(tests.length).toBeGreaterThan(1);
      const results = await testRules(
        tool,
        tests.map((path) => join(folder, path)),
      );
      expect(results.filter(({ ok }) => !ok)).toEqual([]);
      expect(tests.map((path) => files.get(path)).join('')).toMatch(/severity: .?warn\{\{ing/);
      expect(await checkConfig(tool, [join(folder, 'prometheus/prometheus.yml')])).toMatchObject([
        { ok: true },
      ]);
    },
  );

  test('the archive gets what rules record, and nothing else of any name', () => {
    const { remote_write, alerting, global } = parse(files.get('prometheus/prometheus.yml') ?? '');
    const [{ regex }] = remote_write[0].write_relabel_configs;
    const kept = new RegExp(`^(?:${regex})$`);
    const records = planRules(modelOf(spec('shop', 'whole')))
      .groups.flatMap(({ rules }) => rules)
      .flatMap((rule) => (rule.kind === 'record' ? [rule.record] : []));
    expect(records.length).toBeGreaterThan(10);
    expect(records.filter((name) => !kept.test(name))).toEqual([]);
    expect(
      ['vllm:e2e_request_latency_seconds_bucket', 'shop_depth'].filter((name) => kept.test(name)),
    ).toEqual([]);
    expect(global.external_labels).toEqual({ cluster: 'eu 1', prometheus_replica: 'a' });
    expect(alerting.alert_relabel_configs).toEqual([{ action: 'labeldrop', regex: 'prometheus_replica' }]);
  });
});

test('external labels tell the alerts of one Prometheus from those of another', () => {
  const external = '    external_labels: { cluster: "eu 1", prometheus_replica: a }\n';
  const text = emitted(spec('shop', 'fragment', external)).get('prometheus/alertmanager-fragment.yml') ?? '';
  const config = parse(text);
  expect(config.route.routes).toHaveLength(1);
  expect(config.route.routes[0].matchers).toEqual(['service="shop"', 'cluster="eu 1"']);
  expect(config.route.routes[0].group_by).toEqual(['alertname', 'service', 'slo', 'cluster']);
  expect(config.receivers[0].name).toBe('shop/eu 1/pager');
  for (const { source_matchers, target_matchers, equal } of config.inhibit_rules) {
    for (const matchers of [source_matchers, target_matchers])
      expect(matchers).toEqual(expect.arrayContaining(['service="shop"', 'cluster="eu 1"']));
    expect(equal.slice(0, 2)).toEqual(['service', 'cluster']);
  }
});

test('labels of the targets that are judged apart tell clusters from each other, and never lose an alert', async () => {
  const text = spec('shop', 'fragment').replace(
    '  alert_labels:',
    '  target_labels: { cluster: { values: [eu.1, us], apart: true }, zone_id: { values: [z] }, env: { values: [prod], apart: true } }\n  alert_labels:',
  );
  const config = parse(emitted(text).get('prometheus/alertmanager-fragment.yml') ?? '');
  const [route] = config.route.routes;
  expect(route.matchers).toEqual(['service="shop"', 'cluster=~"eu\\\\.1|us|"', 'env=~"prod|"']);
  expect(route.group_by).toEqual(['alertname', 'service', 'slo', 'cluster', 'env']);
  expect(config.receivers[0].name).toBe('shop/prod/pager');
  for (const { equal } of config.inhibit_rules)
    expect(equal.slice(0, 3)).toEqual(['service', 'cluster', 'env']);
  if (amtool.skip) return;
  const folder = written(
    new Map([['am.yml', sharedConfig({ receivers: [{ name: 'nobody' }] }, [stringify(config)])]]),
  );
  const receiverOf = async (labels: Record<string, string>) =>
    await testRoutes(amtool.get(), join(folder, 'am.yml'), {
      service: 'shop',
      severity: 'critical',
      ...labels,
    });
  const ours = { ok: true, receivers: ['shop/prod/pager'] };
  expect(await receiverOf({ cluster: 'us', env: 'prod' })).toEqual(ours);
  expect(await receiverOf({ env: 'prod' })).toEqual(ours);
  expect(await receiverOf({ cluster: 'us', env: 'staging' })).toEqual({ ok: true, receivers: ['nobody'] });
  expect(await receiverOf({ cluster: 'eux1', env: 'prod' })).toEqual({ ok: true, receivers: ['nobody'] });
});
