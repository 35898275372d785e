const HEAD = `version: 1
service: { name: shop, title: Shop, owner: { team: web } }
`;
const REQUESTS = `  shop_requests_total: { type: counter, help: Requests by outcome., labels: [status] }
`;
const DEPTH = `  shop_queue_depth: { type: gauge, help: Requests that wait. }
`;
const STATUS = `labels:
  status: { values: [ok, failed] }
`;

/** Specs as small as can be, each with a part of the language, so that many thousands of mutations can be checked. */
export const BASES: readonly string[] = [
  // The service and its budgets.
  `version: 1
service:
  name: shop
  title: Shop
  description: Sells things.
  owner: { team: web, channel: "#web", escalation: [Ada] }
  job: shop
  targets: 2
  scrape_interval: 15s
  rule_interval: 30s
  retention: { raw: 15d, aggregated: 90d }
  prometheus: "2.42"
  links: { grafana: https://grafana.example.com }
budgets: { combinations_per_metric: 100, series_per_target: 2000, samples_per_evaluation: 100000, warn_at: 90% }
metrics:
${DEPTH}alerts:
  - { name: ShopQueue, when: { metric: shop_queue_depth, above: 100 }, for: 5m, severity: page }
outputs: { prometheus: { dir: rules } }
`,
  // Labels and metrics, and the module for them.
  `${HEAD}labels:
  status: { values: { ok: it worked, failed: null } }
  size: { integers: { from: 1, to: 3 }, description: Of the cart. }
  tenant: { at_most: 5, pattern: "[a-z]{1,9}", unknown: other }
  load: { ranges: [1, 4] }
groups:
  traffic: { title: Traffic, description: What comes in. }
metrics:
  shop_requests_total:
    type: counter
    group: traffic
    help: Requests by outcome.
    labels: [status, size]
    impossible: [{ status: ok, size: ["1"] }]
    budget: { combinations: 100, reason: worth it }
  shop_latency_seconds:
    { type: histogram, group: traffic, labels: [tenant], buckets: [50ms, { le: 0.1, means: fine }, 1s], beyond: slow }
  shop_queue_depth:
    { type: gauge, group: traffic, labels: [load], range: { min: 0, max: 500 }, across_targets: sum }
outputs: { typescript: { file: shop.ts } }
waivers:
  - { code: metric/help, at: metrics.shop_queue_depth, reason: not yet, expires: "2027-01-31" }
`,
  // Operations.
  `${HEAD}labels:
  status: { values: [ok, failed] }
  size: { integers: { from: 1, to: 3 } }
metrics:
${REQUESTS}  shop_latency_seconds: { type: histogram, help: Time., labels: [size], buckets: [50ms, 1s] }
operations:
  purchase:
    labels: [size]
    marks: { paid: { once: true }, packed: { amount: true } }
    outcomes:
      done: { set: { status: ok }, do: [{ inc: shop_requests_total, when: [{ value: elapsed, below: 5s }] }] }
      broken: { labels: [status], do: [{ inc: shop_requests_total, value: { total: packed } }] }
    end: [{ observe: shop_latency_seconds, value: { since: paid } }]
    abandoned: { outcome: broken, labels: { status: failed } }
outputs: { typescript: { file: shop.ts } }
`,
  // Recordings and alerts.
  `${HEAD}${STATUS}metrics:
${REQUESTS}${DEPTH}recordings:
  - { record: status:shop_requests:rate5m, rate: { of: shop_requests_total, over: 5m, by: [status] } }
  - { record: shop:queue:twice, expr: sum(shop_queue_depth) * 2, unit: none }
alerts:
  - name: ShopQueueBacklog
    when: { metric: shop_queue_depth, above: 100, reduce: max }
    for: 5m
    keep_firing_for: 10m
    severity: page
    labels: { area: queue }
    summary: "{{ $value }} wait"
    runbook: { meaning: Long., diagnosis: [Look., { step: Ask., query: shop_queue_depth }] }
  - name: ShopBusy
    when: { recording: "status:shop_requests:rate5m", above: 50, by: [status] }
    violations: { at_least: 2, within: 5m }
    severity: ticket
    caused_by: [ShopQueueBacklog]
outputs: { prometheus: { dir: rules } }
`,
  // Routing and configuration.
  `${HEAD}teams: { shipping: { title: Shipping, channel: "#ship", escalation: [Ada], receivers: { page: mail, sev1: { receiver: web, mute_time_intervals: [night] } } } }
severities: { page: critical, sev1: { label: P1, like: page } }
metrics:
${DEPTH}alerts:
  - { name: ShopQueue, expr: shop_queue_depth > 3, severity: page, owner: shipping, tests: [{ input: [{ series: shop_queue_depth, values: 9x9 }], at: 1m, firing: [{}] }] }
routing:
  receivers:
    web: { slack: { channel: "#web", api_url_file: /etc/slack } }
    mail: { email: { to: a@example.com, from: b@example.com, smarthost: "mail:25" } }
  time_intervals: { night: [{ times: [{ start_time: '20:00', end_time: '24:00' }], weekdays: ['monday:friday'], location: Europe/Berlin }] }
  default: web
  group_by: [alertname]
  group_wait: 30s
outputs: { prometheus: { dir: rules, scrape: { targets: ["shop:9090"] }, alertmanagers: ["am:9093"] } }
`,
  // An objective.
  `${HEAD}${STATUS}metrics:
${REQUESTS}slos:
  - id: success
    title: Requests succeed
    sli: { errors: 'shop_requests_total{status="failed"}', total: shop_requests_total }
    objective: 99%
    window: 1d
    alerts: { burn_rate: [{ severity: page, long: 10m, short: 2m, factor: 5 }], min_events: 10 }
outputs: { prometheus: { dir: rules } }
`,
  // Dashboards.
  `${HEAD}${STATUS}metrics:
${REQUESTS}${DEPTH}dashboards:
  - uid: shop
    title: Shop
    rows:
      - title: Traffic
        panels:
          - { metric: shop_requests_total, show: [rate], by: [status], width: 12 }
          - { expr: sum(shop_queue_depth), title: Depth, unit: none, kind: stat, thresholds: [{ from: 10, level: warning }] }
          - { text: Read the **page**. }
outputs: { grafana: { dir: boards, automatic: [], folder: Shop } }
`,
  // Pages.
  `${HEAD}${STATUS}metrics:
  shop_requests_total: { type: counter, help: Requests., labels: [status], use: To count., rationale: Because. }
  shop_queue_depth:
    { type: gauge, help: Waiting., bands: [{ below: 100, level: good, means: fine }, { above: 100, level: warning, means: backlog }] }
outputs: { runbooks: { dir: pages, url: https://pages.example.com } }
`,
];
