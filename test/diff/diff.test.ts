import { describe, expect, test } from 'vitest';
import type { Change } from '../../src/diff/change.ts';
import { diffSpecs } from '../../src/diff/diff.ts';
import { sideOf } from './side.ts';

/** A spec in which every kind of reader reads something. */
const BASE = `version: 1
service: { name: shop, title: Shop, owner: { team: web }, targets: 2 }
budgets: { series_per_target: 500 }
labels:
  status: { values: [ok, failed, refused] }
  route: { values: [/cart, /pay] }
  tenant: { at_most: 20, pattern: "[a-z]{1,8}" }
metrics:
  shop_requests_total: { type: counter, help: Requests., labels: [status, route] }
  shop_errors_total: { type: counter, help: Errors., labels: [route] }
  shop_logins_total: { type: counter, help: Logins., labels: [tenant] }
  shop_latency_seconds: { type: histogram, help: Latency., labels: [route], buckets: [100ms, 250ms, 1s] }
  shop_wait_seconds: { type: gauge, help: Waiting time. }
recordings:
  - { record: "shop:errors:rate5m", rate: { of: shop_errors_total, over: 5m, by: [route] } }
  - { record: "shop:raw", expr: "shop_wait_seconds * 2" }
slos:
  - id: success
    title: Success
    sli: { errors: 'shop_requests_total{status="failed"}', total: shop_requests_total }
    objective: 99.9%
  - id: latency
    title: Latency
    sli: { latency: shop_latency_seconds }
    objective: p95 < 250ms
alerts:
  - name: ShopErrors
    when: { recording: "shop:errors:rate5m", by: [route], above: 5 }
    for: 5m
    severity: page
  - name: ShopOther
    expr: sum(rate(shop_requests_total{status!~"ok|failed"}[5m])) > 3
    severity: ticket
dashboards:
  - uid: shop
    title: Shop
    rows: [{ title: Row, panels: [{ metric: shop_logins_total }, { metric: shop_wait_seconds }] }]
outputs: { prometheus: { dir: prometheus } }
`;

/** The changes between the base and the base with these replacements; each has to be there. */
function changesOf(...replacements: readonly (readonly [string, string])[]): readonly Change[] {
  const edited = replacements.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replaceAll(from, to);
  }, BASE);
  return diffSpecs(sideOf(BASE), sideOf(edited)).changes;
}

const line = ({ level, code, object, affects }: Change) =>
  `${level} ${code} ${object}${affects.length === 0 ? '' : ` <- ${affects.join(', ')}`}`;

/** Each row of the table of breaking changes: an edit of the base, and all that is reported for it. */
const ROWS: readonly (readonly [
  name: string,
  edits: readonly (readonly [string, string])[],
  reported: readonly string[],
])[] = [
  [
    'a metric is removed',
    [
      ['  shop_wait_seconds: { type: gauge, help: Waiting time. }\n', ''],
      [', { metric: shop_wait_seconds }', ''],
      ['  - { record: "shop:raw", expr: "shop_wait_seconds * 2" }\n', ''],
    ],
    [
      'breaking metric-removed metrics.shop_wait_seconds <- recording shop:raw, dashboard shop',
      'breaking recording-removed recordings.shop:raw',
      'info panel-removed dashboards.shop',
    ],
  ],
  [
    'a metric is renamed',
    [
      [
        'shop_wait_seconds: { type: gauge',
        'shop_delay_seconds: { renamed_from: shop_wait_seconds, type: gauge',
      ],
      ['"shop_wait_seconds * 2"', '"shop_delay_seconds * 2"'],
      ['{ metric: shop_wait_seconds }', '{ metric: shop_delay_seconds }'],
    ],
    ['breaking metric-renamed metrics.shop_wait_seconds <- recording shop:raw, dashboard shop'],
  ],
  [
    'a metric is added',
    [['metrics:\n', 'metrics:\n  shop_new_total: { type: counter, help: New. }\n']],
    ['info metric-added metrics.shop_new_total'],
  ],
  [
    'the type changes',
    [['shop_logins_total: { type: counter', 'shop_logins_total: { type: gauge']],
    ['breaking metric-type metrics.shop_logins_total <- dashboard shop'],
  ],
  [
    'the unit changes',
    [['shop_wait_seconds: { type: gauge', 'shop_wait_seconds: { unit: bytes, type: gauge']],
    ['breaking metric-unit metrics.shop_wait_seconds <- recording shop:raw, dashboard shop'],
  ],
  [
    'a label is removed',
    [['labels: [status, route] }', 'labels: [status] }']],
    ['breaking label-removed metrics.shop_requests_total.labels.route'],
  ],
  [
    'a label is removed that queries use',
    [
      ['help: Errors., labels: [route]', 'help: Errors.'],
      [', by: [route] } }', ' } }'],
      [', by: [route], above', ', above'],
    ],
    [
      'breaking label-removed metrics.shop_errors_total.labels.route <- recording shop:errors:rate5m',
      'breaking label-removed recordings.shop:errors:rate5m.labels.route <- alert ShopErrors',
      'warning alert-condition alerts.ShopErrors',
    ],
  ],
  [
    'a label is added that a query keeps',
    [['help: Waiting time. }', 'help: Waiting time., labels: [route] }']],
    ['breaking label-added metrics.shop_wait_seconds.labels.route <- recording shop:raw'],
  ],
  [
    'a label is added that all queries aggregate away',
    [['help: Errors., labels: [route]', 'help: Errors., labels: [route, tenant]']],
    ['warning label-added metrics.shop_errors_total.labels.tenant <- recording shop:errors:rate5m'],
  ],
  [
    'a value is removed that an expression matches',
    [
      ['[ok, failed, refused]', '[ok, refused]'],
      ['status="failed"', 'status="refused"'],
      ['ok|failed', 'ok'],
    ],
    [
      'breaking value-removed labels.status.failed <- slo success, alert ShopOther',
      'warning objective-indicator slos.success',
      'warning alert-condition alerts.ShopOther',
    ],
  ],
  [
    'a value is removed that nothing matches',
    [['[/cart, /pay]', '[/cart]']],
    ['warning value-removed labels.route./pay'],
  ],
  ['a value is added', [['[/cart, /pay]', '[/cart, /pay, /ship]']], ['info value-added labels.route./ship']],
  [
    'a value is added that a negative matcher selects',
    [['[ok, failed, refused]', '[ok, failed, refused, late]']],
    ['warning value-added labels.status.late <- alert ShopOther'],
  ],
  ['an open bound widens', [['at_most: 20', 'at_most: 30']], ['info bound-widened labels.tenant']],
  ['an open bound narrows', [['[a-z]{1,8}', '[a-z]{1,7}']], ['warning bound-narrowed labels.tenant']],
  [
    'a bucket is removed that an objective reads',
    [
      ['[100ms, 250ms, 1s]', '[100ms, 1s]'],
      ['p95 < 250ms', 'p95 < 1s'],
    ],
    [
      'breaking bucket-removed metrics.shop_latency_seconds.buckets.0.25 <- slo latency',
      'warning objective-bound slos.latency',
    ],
  ],
  [
    'a bucket is removed that nothing reads',
    [['[100ms, 250ms, 1s]', '[250ms, 1s]']],
    ['warning bucket-removed metrics.shop_latency_seconds.buckets.0.1'],
  ],
  [
    'a bucket is added',
    [['[100ms, 250ms, 1s]', '[100ms, 250ms, 500ms, 1s]']],
    ['info bucket-added metrics.shop_latency_seconds.buckets.0.5'],
  ],
  ['a bucket is spelt differently', [['[100ms, 250ms, 1s]', '[0.1, 0.25, 1000ms]']], []],
  [
    'the help changes',
    [['help: Requests.', 'help: All requests.']],
    ['info metric-help metrics.shop_requests_total'],
  ],
  [
    'an alert is removed',
    [
      [
        '  - name: ShopOther\n    expr: sum(rate(shop_requests_total{status!~"ok|failed"}[5m])) > 3\n    severity: ticket\n',
        '',
      ],
    ],
    ['warning alert-removed alerts.ShopOther'],
  ],
  [
    'an alert is renamed',
    [['name: ShopOther', 'name: ShopRest\n    renamed_from: ShopOther']],
    ['warning alert-renamed alerts.ShopOther'],
  ],
  [
    'the severity is lowered',
    [['severity: page', 'severity: ticket']],
    ['warning alert-severity alerts.ShopErrors'],
  ],
  [
    'the severity is raised',
    [['severity: ticket', 'severity: page']],
    ['info alert-severity alerts.ShopOther'],
  ],
  ['for gets longer', [['for: 5m', 'for: 10m']], ['warning alert-for alerts.ShopErrors']],
  ['for gets shorter', [['for: 5m', 'for: 60s']], ['info alert-for alerts.ShopErrors']],
  ['for is spelt differently', [['for: 5m', 'for: 300s']], []],
  ['a threshold gets looser', [['above: 5 }', 'above: 6 }']], ['warning alert-threshold alerts.ShopErrors']],
  [
    'a threshold of an expression gets looser',
    [['> 3', '> 4']],
    ['warning alert-threshold alerts.ShopOther'],
  ],
  ['a threshold of an expression gets tighter', [['> 3', '> 2']], ['info alert-threshold alerts.ShopOther']],
  ['an expression is laid out differently', [['sum(rate(', 'sum( rate(']], []],
  ['an objective is loosened', [['99.9%', '99.5%']], ['warning objective-target slos.success']],
  ['an objective is tightened', [['99.9%', '99.95%']], ['info objective-target slos.success']],
  ['the window changes', [['99.9%', '99.9%\n    window: 14d']], ['warning objective-window slos.success']],
  [
    'a tier is removed',
    [
      [
        '99.9%',
        '99.9%\n    alerts: { burn_rate: [{ severity: page, long: 1h, short: 5m, budget: 2% }, { severity: page, long: 6h, short: 30m, budget: 5% }, { severity: ticket, long: 1d, short: 2h, budget: 10% }] }',
      ],
    ],
    ['warning tier-removed slos.success'],
  ],
  [
    'a tier is added',
    [
      [
        '99.9%',
        '99.9%\n    alerts: { burn_rate: [{ severity: page, long: 1h, short: 5m, budget: 2% }, { severity: page, long: 6h, short: 30m, budget: 5% }, { severity: ticket, long: 1d, short: 2h, budget: 10% }, { severity: ticket, long: 3d, short: 6h, budget: 10% }, { severity: info, long: 7d, short: 1d, budget: 50% }] }',
      ],
    ],
    ['warning tier-added slos.success'],
  ],
  [
    'a floor is added',
    [['99.9%', '99.9%\n    alerts: { min_events: 100 }']],
    ['warning objective-min-events slos.success'],
  ],
  [
    'an objective is renamed',
    [['id: success', 'id: good\n    renamed_from: success']],
    ['breaking objective-renamed slos.success'],
  ],
  [
    'an objective is removed',
    [
      [
        '  - id: latency\n    title: Latency\n    sli: { latency: shop_latency_seconds }\n    objective: p95 < 250ms\n',
        '',
      ],
    ],
    ['breaking objective-removed slos.latency'],
  ],
  [
    'an objective is split',
    [['99.9%', '99.9%\n    by: [route]']],
    ['breaking label-added slos.success.by.route'],
  ],
  [
    'a record is renamed',
    [['record: "shop:raw"', 'renamed_from: "shop:raw", record: "shop:wait"']],
    ['breaking recording-renamed recordings.shop:raw'],
  ],
  [
    'a record that is read is renamed',
    [
      ['record: "shop:errors:rate5m"', 'renamed_from: "shop:errors:rate5m", record: "shop:faults:rate5m"'],
      ['recording: "shop:errors:rate5m"', 'recording: "shop:faults:rate5m"'],
    ],
    ['breaking recording-renamed recordings.shop:errors:rate5m <- alert ShopErrors'],
  ],
  ['a record is computed differently', [['* 2', '* 3']], ['warning recording-changed recordings.shop:raw']],
  [
    'a budget is raised',
    [['series_per_target: 500', 'series_per_target: 600']],
    ['warning budget-raised budgets.series_per_target'],
  ],
  [
    'a budget is lowered',
    [['series_per_target: 500', 'series_per_target: 400']],
    ['info budget-lowered budgets.series_per_target'],
  ],
  [
    'a metric gets its own budget',
    [['help: Logins.,', 'help: Logins., budget: { combinations: 30, reason: Few. },']],
    ['warning budget-raised metrics.shop_logins_total.budget.combinations'],
  ],
  [
    'a waiver is added',
    [
      [
        'outputs:',
        'waivers: [{ code: unused/metric, at: metrics.shop_logins_total, reason: Soon., expires: 2027-01-01 }]\noutputs:',
      ],
    ],
    ['warning waiver-added waivers.unused/metric at metrics.shop_logins_total'],
  ],
  [
    'a panel is added',
    [['{ metric: shop_wait_seconds }]', '{ metric: shop_wait_seconds }, { slo: success }]']],
    ['info panel-added dashboards.shop'],
  ],
  [
    'a dashboard is removed',
    [['uid: shop', 'uid: store']],
    ['warning dashboard-removed dashboards.shop', 'info dashboard-added dashboards.store'],
  ],
  [
    'the service is renamed',
    [['name: shop,', 'name: store, job: shop,']],
    ['breaking service-name service.name'],
  ],
  ['there are more targets', [['targets: 2', 'targets: 3']], ['info service-targets service.targets']],
];

describe('The changes of a spec', () => {
  test.each(ROWS)('%s', (_, edits, reported) => {
    expect(changesOf(...edits).map(line)).toEqual(reported);
  });

  test('are none for another order and spelling', () => {
    const [head = '', ...metrics] = BASE.slice(0, BASE.indexOf('recordings:')).split(/^(?= {2}shop_)/m);
    const turned = head + metrics.toReversed().join('') + BASE.slice(BASE.indexOf('recordings:'));
    expect(turned).not.toBe(BASE);
    expect(diffSpecs(sideOf(BASE), sideOf(turned)).changes).toEqual([]);
  });

  test('say where a removed name may have gone', () => {
    const changes = changesOf(['shop_logins_total', 'shop_signins_total']);
    expect(changes[0]?.message).toContain(
      'it looks like `shop_signins_total`: declare `renamed_from: shop_logins_total` there',
    );
  });

  test('do not break anything that was announced', () => {
    const announced = BASE.replace('help: Logins.,', 'help: Logins., deprecated: Use shop_signins_total.,');
    expect(diffSpecs(sideOf(BASE), sideOf(announced)).changes.map(line)).toEqual([
      'info metric-deprecated metrics.shop_logins_total <- dashboard shop',
    ]);
    const gone = BASE.replace(/ {2}shop_logins_total.*\n/, '').replace('{ metric: shop_logins_total }, ', '');
    expect(diffSpecs(sideOf(announced), sideOf(gone)).changes.map(line)).toEqual([
      'info metric-removed metrics.shop_logins_total <- dashboard shop',
      'info panel-removed dashboards.shop',
    ]);
  });

  test('count the series of one target and of all, exactly for each label', () => {
    const edited = BASE.replace('[/cart, /pay]', '[/cart, /pay, /ship]');
    const { changes, series } = diffSpecs(sideOf(BASE), sideOf(edited));
    // requests 3 x 1, errors 1, latency 1 x (3 + 3)
    expect(changes[0]?.message).toBe(
      'the label `route` gains the value `/ship`; 3 metrics, +10 series per target',
    );
    expect(series.perTarget.after - series.perTarget.before).toBe(10);
    expect(series.metrics).toEqual([
      { metric: 'shop_requests_total', before: 6, after: 9 },
      { metric: 'shop_errors_total', before: 2, after: 3 },
      { metric: 'shop_latency_seconds', before: 12, after: 18 },
    ]);
    // 10 more on each of two targets, one more of the record, and two of its alert while it fires.
    expect(series.total.after - series.total.before).toBe(23);
  });

  test('are all new where there was no spec', () => {
    const { changes, series } = diffSpecs(undefined, sideOf(BASE));
    expect(new Set(changes.map(({ level }) => level))).toEqual(new Set(['info']));
    expect(changes.filter(({ code }) => code === 'metric-added')).toHaveLength(5);
    expect(series.perTarget.before).toBe(0);
  });
});
