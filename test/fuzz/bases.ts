/** Small specs, each with a part of the language, so that many thousands of mutations of them can be checked. */
const HEAD = `version: 1
service:
  name: shop
  title: Shop
  description: Sells things.
  owner: { team: web, channel: "#web", escalation: [Ada] }
  job: shop
  targets: 2
  scrape_interval: 15s
  rule_interval: 30s
  retention: { raw: 15d }
  prometheus: "2.42"
  links: { grafana: https://grafana.example.com }
`;

const METRICS = `labels:
  status: { values: { ok: it worked, failed: null } }
  size: { integers: { from: 1, to: 3 } }
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
  shop_latency_seconds:
    type: histogram
    help: Time to answer.
    labels: [tenant]
    buckets: [50ms, { le: 0.1, means: fine }, 1s]
    beyond: too slow
  shop_queue_depth:
    type: gauge
    help: Requests that wait.
    labels: [load]
    range: { min: 0, max: 500 }
    across_targets: sum
    bands:
      - { below: 100, level: good, means: fine }
      - { above: 100, level: warning, means: backlog }
    budget: { combinations: 100, reason: it is worth it }
`;

export const BASES: readonly string[] = [
  `${HEAD}budgets: { combinations_per_metric: 100, series_per_target: 2000, warn_at: 90% }
${METRICS}operations:
  purchase:
    description: One purchase.
    marks: { paid: {}, packed: { amount: true } }
    outcomes:
      done: { set: { status: ok } }
      broken: { set: { status: failed } }
    record:
      - { inc: shop_requests_total }
      - { observe: shop_latency_seconds, value: elapsed }
outputs: { typescript: { file: shop.ts }, runbooks: { dir: pages } }
waivers:
  - { code: unused/series, at: metrics.shop_queue_depth, reason: not yet, expires: "2027-01-31" }
`,
  `${HEAD}${METRICS}recordings:
  - record: status:shop_requests:rate5m
    description: Requests.
    rate: { of: shop_requests_total, over: 5m, by: [status] }
  - { record: shop:queue:twice, expr: sum(shop_queue_depth) * 2, unit: none }
alerts:
  - name: ShopQueueBacklog
    title: The queue is long
    when: { metric: shop_queue_depth, above: 100, reduce: max, by: [load] }
    for: 5m
    keep_firing_for: 10m
    severity: ticket
    labels: { area: queue }
    summary: "{{ $value }} wait"
    owner: web
    runbook: { meaning: It is long., diagnosis: [Look., { step: Ask., query: up }], links: [{ title: x, url: https://example.com }] }
  - name: ShopBusy
    when: { recording: "status:shop_requests:rate5m", above: 50, by: [status] }
    violations: { at_least: 2, within: 5m }
    severity: page
    caused_by: [ShopQueueBacklog]
routing:
  receivers:
    web: { slack: { channel: "#web", api_url_file: /etc/slack } }
    mail: { email: { to: a@example.com, from: b@example.com, smarthost: "mail:25" } }
  severities: { page: web, ticket: mail }
  owners: { shipping: mail }
  default: web
  group_wait: 30s
outputs: { prometheus: { dir: rules, scrape: { targets: ["shop:9090"] }, alertmanagers: ["am:9093"] } }
`,
  `${HEAD}${METRICS}external:
  up: { type: gauge, help: Whether it answers., labels: [] }
slos:
  - id: success
    title: Requests succeed
    description: It must work.
    sli: { errors: 'shop_requests_total{status="failed"}', total: shop_requests_total }
    objective: 99%
    window: 1d
    by: [size]
    alerts:
      burn_rate: [{ severity: page, long: 10m, short: 2m, factor: 5 }]
      min_events: 10
outputs: { prometheus: { dir: rules } }
`,
  `${HEAD}${METRICS}dashboards:
  - uid: shop
    title: Shop
    refresh: 1m
    range: 6h
    rows:
      - title: Traffic
        panels:
          - { metric: shop_requests_total, show: [rate], by: [status], width: 12 }
          - { metric: shop_latency_seconds, show: [p95, heatmap] }
          - { expr: sum(shop_queue_depth), title: Depth, unit: none, legend: all, kind: stat, thresholds: [{ from: 10, level: warning }] }
          - { text: Read the **page**. }
outputs: { grafana: { dir: boards, automatic: [overview, explorer], folder: Shop }, runbooks: { dir: pages, url: https://pages.example.com } }
`,
];
