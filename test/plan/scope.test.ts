import { describe, expect, test } from 'vitest';
import { planRules } from '../../src/plan/plan-rules.ts';
import { modelOf } from '../support/model.ts';

const SPEC = `version: 1
service:
  name: shop
  title: Shop
  owner: { team: web }
  job: store
  target_labels:
    namespace: { values: [prod] }
    cluster: { values: [eu-1, us-1] }
    pod: { at_most: 40, pattern: "[a-z0-9-]{1,63}" }
labels: { route: { values: [/cart, /pay] } }
metrics:
  shop_depth: { type: gauge, help: Depth., labels: [route] }
  shop_latency_seconds: { type: histogram, help: Time., buckets: [100ms, 1s] }
external:
  up: { type: gauge }
  proxy_depth: { type: gauge, labels: [route] }
recordings:
  - { record: "route:shop_depth:max", aggregate: { of: shop_depth, reduce: max, by: [route] } }
`;

const SCOPE = 'job="store", namespace="prod"';
const RECORD = 'route:shop_depth:max{service="shop"}';

function alertOn(condition: string): string | undefined {
  const rules = planRules(modelOf(`${SPEC}alerts:\n  - { name: A, severity: page, ${condition} }\n`)).groups;
  return rules.flatMap(({ rules: all }) => all).find(({ kind }) => kind === 'alert')?.expr;
}

const raw = (expr: string) => alertOn(`expr: ${JSON.stringify(expr)}`);

describe('a raw expression', () => {
  test.each([
    ['shop_depth > 5', `shop_depth{${SCOPE}} > 5`],
    ['shop_depth{route="/pay"} > 5', `shop_depth{${SCOPE}, route="/pay"} > 5`],
    ['rate(shop_latency_seconds_count[5m]) > 5', `rate(shop_latency_seconds_count{${SCOPE}}[5m]) > 5`],
    // What names a label itself keeps its own.
    ['shop_depth{namespace=~".+"} > 5', 'shop_depth{job="store", namespace=~".+"} > 5'],
    ['shop_depth{job!="x", namespace="prod"} > 5', 'shop_depth{job!="x", namespace="prod"} > 5'],
    ['{__name__="shop_depth"} > 5', `{${SCOPE}, __name__="shop_depth"} > 5`],
    ['{__name__=~"shop_latency_.+"} > 5', `{${SCOPE}, __name__=~"shop_latency_.+"} > 5`],
    // A pattern that reaches beyond the service stays.
    ['{__name__=~".+_depth"} > 5', '{__name__=~".+_depth"} > 5'],
    ['{cluster="eu-1"} > 5', '{cluster="eu-1"} > 5'],
    // Metrics of others, and what Prometheus writes about all jobs.
    ['proxy_depth > 5', 'proxy_depth > 5'],
    ['up == 0', 'up == 0'],
    ['up{job="other"} == 0', 'up{job="other"} == 0'],
    ['up{job="store"} == 0', 'up{namespace="prod", job="store"} == 0'],
    ['ALERTS{alertname="B"} > 0', 'ALERTS{alertname="B"} > 0'],
    // Records.
    ['route:shop_depth:max > 5', `${RECORD} > 5`],
    ['slo:burn_rate:ratio_rate1h{slo="x"} > 5', 'slo:burn_rate:ratio_rate1h{service="shop", slo="x"} > 5'],
    ['route:shop_depth:max{service=~".+"} > 5', 'route:shop_depth:max{service=~".+"} > 5'],
    // A record has a label that the other side lacks.
    [
      'route:shop_depth:max > max by (route) (proxy_depth)',
      `${RECORD} > ignoring (service) max by (route) (proxy_depth)`,
    ],
    ['route:shop_depth:max > on (route) proxy_depth', `${RECORD} > on (route) proxy_depth`],
    ['route:shop_depth:max > 2 * route:shop_depth:max', `${RECORD} > 2 * ${RECORD}`],
    ['sum(route:shop_depth:max) > sum(proxy_depth)', `sum(${RECORD}) > sum(proxy_depth)`],
    // The labels of absent follow its matchers, which an operator would match.
    ['absent(shop_depth)', `absent(shop_depth{${SCOPE}})`],
    [
      'absent(shop_depth) or vector(0)',
      `max without (job, namespace) (absent(shop_depth{${SCOPE}})) or vector(0)`,
    ],
    ['absent(shop_depth) and on () up', `absent(shop_depth{${SCOPE}}) and on () up`],
    [
      'label_replace(shop_depth, "x", "$1", "job", "(.*)") > 5',
      `label_replace(shop_depth{${SCOPE}}, "x", "$1", "job", "(.*)") > 5`,
    ],
    ['max_over_time(sum(shop_depth)[10m:1m]) > 5', `max_over_time(sum(shop_depth{${SCOPE}})[10m:1m]) > 5`],
  ])('%s', (written, asked) => {
    expect(raw(written)).toBe(asked);
  });
});

describe('a structured condition', () => {
  test.each([
    ['metric: shop_depth, above: 5', `sum(shop_depth{${SCOPE}}) > 5`],
    [
      'metric: \'shop_depth{namespace="staging"}\', above: 5',
      'sum(shop_depth{job="store", namespace="staging"}) > 5',
    ],
    ['metric: shop_depth, by: [cluster, pod], above: 5', `sum by (cluster, pod) (shop_depth{${SCOPE}}) > 5`],
    ['recording: "route:shop_depth:max", above: 5', `${RECORD} > 5`],
    ['absent: shop_depth', `absent(shop_depth{${SCOPE}})`],
    ['down: all', `(sum(up{${SCOPE}}) or vector(0)) < 1`],
    ['metric: proxy_depth, above: 5', 'sum(proxy_depth) > 5'],
  ])('%s', (when, asked) => {
    expect(alertOn(`when: { ${when} }`)).toBe(asked);
  });
});
