/** A small spec with one of everything that an emitter looks at. */
export const SMALL_SPEC = `version: 1
service:
  name: shop
  title: Shop
  owner: { team: web }
  targets: 2

labels:
  status: { values: [ok, failed] }
  route: { values: [/cart, /pay] }

metrics:
  shop_requests_total:
    type: counter
    group: traffic
    help: Requests by outcome.
    labels: [status, route]
  shop_latency_seconds:
    type: histogram
    group: traffic
    help: Time to answer.
    labels: [route]
    buckets: [50ms, 100ms, 250ms, 1s]
  shop_queue_depth:
    type: gauge
    group: capacity
    help: Requests that wait.
    bands:
      - { above: 100, level: warning, means: backlog }

recordings:
  - record: route:shop_latency_seconds:p95_5m
    quantile: { of: shop_latency_seconds, q: 0.95, over: 5m, by: [route] }

slos:
  - id: success
    title: Requests succeed
    sli: { errors: 'shop_requests_total{status="failed"}', total: shop_requests_total }
    objective: 99.9%
  - id: latency
    title: Answers are fast
    sli: { latency: shop_latency_seconds }
    objective: p95 < 250ms

alerts:
  - name: ShopQueueBacklog
    when: { metric: shop_queue_depth, above: 100 }
    for: 5m
    severity: ticket
  - name: ShopSlow
    when: { recording: "route:shop_latency_seconds:p95_5m", above: 500ms, by: [route] }
    for: 5m
    severity: page

dashboards:
  - uid: shop
    title: Shop
    rows:
      - title: Traffic
        panels:
          - { metric: shop_requests_total, show: [rate], by: [status] }
          - { metric: shop_latency_seconds, show: [p95, heatmap] }
          - { metric: shop_queue_depth, show: [current] }

outputs:
  typescript: { file: shop-metrics.ts }
  prometheus: { dir: prometheus }
  grafana: { dir: grafana }
  runbooks: { dir: runbooks, url: "https://runbooks.example.com/shop" }
`;

/** Where a text first stands in a spec, as findings count. */
export function placeIn(spec: string, text: string): { line: number; column: number } {
  const before = spec.slice(0, spec.indexOf(text)).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
