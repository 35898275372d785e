import { describe, expect, test } from 'vitest';
import type { RulePlan } from '../../src/plan/plan.ts';
import { planRules } from '../../src/plan/plan-rules.ts';
import { readsOfRule, writersOf } from '../../src/plan/reads.ts';
import { BAD_EVENTS, EVENTS, GOOD_EVENTS } from '../../src/slo/names.ts';
import { modelOf, referenceSpec } from '../support/model.ts';

const HEAD = `version: 1
service: { name: shop, title: Shop, owner: { team: web } }
labels: { status: { values: [ok, failed] }, route: { values: [/cart, /pay] } }
metrics:
  shop_requests_total: { type: counter, help: Requests., labels: [status, route] }
  shop_latency_seconds: { type: histogram, help: Time., labels: [route], buckets: [100ms, 500ms, 1s] }
  shop_depth: { type: gauge, help: Depth., labels: [route] }
`;

const planOf = (rest: string) => planRules(modelOf(HEAD + rest));
const rulesOf = (plan: RulePlan) => plan.groups.flatMap(({ rules }) => rules);
const exprsOf = (rest: string) => rulesOf(planOf(rest)).map(({ expr }) => expr);
const alertExpr = (when: string, more = '') =>
  exprsOf(`alerts:\n  - { name: A, when: ${when}, severity: page${more} }\n`);

/** Records that a rule reads although another group makes them, or a later rule of its own. */
function lags({ groups }: RulePlan): string[] {
  const made = groups.flatMap(({ name, rules }) =>
    rules.map((rule, index) => ({ group: name, rule, index })),
  );
  const places = new Map(made.map(({ rule, ...place }) => [rule, place]));
  const writers = writersOf(made.flatMap(({ rule }) => (rule.kind === 'record' ? [rule] : [])));
  return made.flatMap(({ rule, group, index }) =>
    readsOfRule(rule, '2.42')
      .flatMap(writers)
      .filter((record) => {
        const place = places.get(record);
        return place?.group !== group || place.index >= index;
      })
      .map(({ record }) => record),
  );
}

describe('groups', () => {
  test('no rule of the reference spec lags what it reads', () => {
    expect(lags(planRules(modelOf(referenceSpec())))).toEqual([]);
  });

  test('reading the records of one objective leaves those of the others apart', () => {
    const plan = planOf(`slos:
  - { id: fast, title: Fast, objective: p99 < 500ms, sli: { latency: shop_latency_seconds } }
  - { id: sound, title: Sound, objective: 99%, sli: { errors: 'shop_requests_total{status="failed"}', total: shop_requests_total } }
alerts:
  - { name: A, expr: 'slo:burn_rate:ratio_rate1h{slo="fast"} > 2', severity: page }
  - { name: B, expr: '{__name__=~"slo:burn_rate:.*_rate1h", slo=~"so.*"} > 2', severity: page }
`);
    const files = new Map(
      plan.groups.flatMap(({ file, rules }) =>
        rules.flatMap((rule) => (rule.kind === 'alert' ? [[rule.alert, file] as const] : [])),
      ),
    );
    expect(files.get('A')).toBe('slo-fast');
    expect(files.get('B')).toBe('slo-sound');
    expect(lags(plan)).toEqual([]);
  });

  test('put a reader after what it reads, whatever the order of the spec', () => {
    const plan = planOf(`recordings:
  - { record: "b:shop:x", expr: "a:shop:x * 2" }
  - { record: "a:shop:x", aggregate: { of: shop_depth, reduce: max } }
alerts:
  - { name: A, expr: "b:shop:x > 5", severity: page }
`);
    expect(lags(plan)).toEqual([]);
    expect(plan.groups).toHaveLength(1);
    expect(rulesOf(plan).map((rule) => (rule.kind === 'record' ? rule.record : rule.alert))).toEqual([
      'a:shop:x',
      'b:shop:x',
      'A',
    ]);
  });

  test('keep an alert with the objective whose records it reads', () => {
    const plan = planOf(`slos:
  - id: up
    title: Up
    sli: { errors: 'shop_requests_total{status="failed"}', total: shop_requests_total }
    objective: 99%
alerts:
  - { name: A, expr: 'slo:error_budget_remaining:ratio{slo="up"} < 0.1', severity: page }
`);
    expect(plan.groups.map(({ name }) => name)).toEqual(['shop-slo-up']);
    expect(lags(plan)).toEqual([]);
  });

  test('have names that stay when something unrelated is added', () => {
    const names = (rest: string) =>
      planOf(`${rest}alerts:
  - { name: A, when: { metric: shop_depth, above: 1 }, severity: page }
`).groups.map(({ name }) => name);
    expect(names('recordings:\n  - { record: "a:b:c", expr: "sum(shop_depth)" }\n')).toEqual(
      expect.arrayContaining(names('')),
    );
  });
});

describe('conditions', () => {
  test.each([
    [
      '{ metric: shop_depth, reduce: max, by: [route], above: 5 }',
      'max by (route) (shop_depth{job="shop"}) > 5',
    ],
    [
      '{ metric: shop_requests_total, over: 5m, above: 5 }',
      'sum(rate(shop_requests_total{job="shop"}[5m])) > 5',
    ],
    [
      '{ metric: shop_requests_total, measure: increase, over: 5m, below: 5 }',
      'sum(increase(shop_requests_total{job="shop"}[5m])) < 5',
    ],
    [
      '{ metric: shop_latency_seconds, measure: quantile, q: 0.9, over: 5m, above: 1s }',
      'histogram_quantile(0.9, sum by (le) (rate(shop_latency_seconds_bucket{job="shop"}[5m]))) > 1',
    ],
    [
      '{ metric: shop_latency_seconds, measure: share_above, bound: 1s, over: 5m, above: 5% }',
      '1 - sum(rate(shop_latency_seconds_bucket{job="shop", le=~"1|1\\\\.0"}[5m])) / (sum(rate(shop_latency_seconds_count{job="shop"}[5m])) > 0) > 0.05',
    ],
    [
      '{ metric: \'shop_requests_total{status="failed"}\', over: 5m, divided_by: shop_requests_total, above: 5% }',
      'sum(rate(shop_requests_total{job="shop", status="failed"}[5m])) / (sum(rate(shop_requests_total{job="shop"}[5m])) > 0) > 0.05',
    ],
    ['{ absent: \'shop_depth{route="/pay"}\' }', 'absent(shop_depth{job="shop", route="/pay"})'],
    ['{ down: all }', '(sum(up{job="shop"}) or vector(0)) < 1'],
  ])('%s', (when, expr) => {
    expect(alertExpr(when)).toEqual([expr]);
  });

  test('violations are counted from a record of each evaluation, not by re-evaluating', () => {
    const more = ', violations: { at_least: 2, within: 10m }';
    expect(alertExpr('{ metric: shop_depth, reduce: max, above: 5 }', more)).toEqual([
      'max(shop_depth{job="shop"}) > bool 5',
      'sum_over_time(alert:A:violation{service="shop"}[10m]) >= 2',
    ]);
  });
});

describe('descriptions', () => {
  const describes = (condition: string) => {
    const more = 'severity: page, violations: { at_least: 2, within: 10m }';
    const rule = rulesOf(planOf(`alerts:\n  - { name: A, ${condition}, ${more} }\n`)).find(
      ({ kind }) => kind === 'alert',
    );
    return rule?.kind === 'alert' ? rule.annotations.get('description') : undefined;
  };
  const held = 'in {{ printf "%.6g" $value }} evaluations of the last 10m; 2 are enough for this alert.';

  test.each([
    ['when: { metric: shop_depth, above: 5 }', `A. The sum of shop_depth was above 5 ${held}`],
    ['when: { absent: shop_depth }', `A. There was no series shop_depth ${held}`],
    ['when: { down: all }', `A. No target was up ${held}`],
    ['expr: sum(shop_depth) > 5 and sum(shop_depth) < 9', `A. The condition held ${held}`],
  ])('of %s say that the value counts violations', (condition, text) => {
    expect(describes(condition)).toBe(text);
  });
});

describe('texts of the spec in labels and annotations', () => {
  const alertOf = (more: string, teams = '{}') => {
    const [rule] = rulesOf(
      planOf(
        `teams: ${teams}\nalerts:\n  - { name: A, when: { metric: shop_depth, by: [route], above: 1 }, severity: page, ${more} }\n`,
      ),
    );
    return rule?.kind === 'alert' ? rule : undefined;
  };

  test('a summary is a template, as it is written', () => {
    const summary = '{{ $value | humanizePercentage }} at {{ $labels.route }}';
    expect(alertOf(`summary: "${summary}"`)?.annotations.get('summary')).toBe(summary);
  });

  test.each([
    ['{{ $value }}', '{{ "{{" }} $value }}'],
    ['{{{ x', '{{ "{{" }}{ x'],
    ['ends with {', 'ends with {{ "{" }}'],
  ])('a title or an owner %s is data', (written, emitted) => {
    const alert = alertOf(`title: "${written}", owner: "${written}"`, `{ "${written}": {} }`);
    expect(alert?.annotations.get('summary')).toBe(emitted);
    expect(alert?.labels.get('owner')).toBe(emitted);
  });
});

describe('objectives', () => {
  const objective = (sli: string) => `slos:\n  - { id: up, title: Up, sli: ${sli}, objective: 99% }\n`;
  const recordOf = (sli: string, record: string) =>
    rulesOf(planOf(objective(sli))).find((rule) => rule.kind === 'record' && rule.record === record)?.expr;

  test('a tier fires above its factor in both windows, once enough events are there', () => {
    const alerts = '{ min_events: 100, burn_rate: [{ severity: page, long: 1h, short: 5m, factor: 14.4 }] }';
    const sli = '{ latency: shop_latency_seconds, below: 1s }';
    const [alert] = rulesOf(
      planOf(`slos:\n  - { id: up, title: Up, sli: ${sli}, objective: 99%, alerts: ${alerts} }\n`),
    ).filter(({ kind }) => kind === 'alert');
    const of = '{service="shop", slo="up"}';
    expect(alert?.expr).toBe(
      `slo:burn_rate:ratio_rate1h${of} > 14.4 and slo:burn_rate:ratio_rate5m${of} > 14.4 ` +
        `and on () sum(increase(slo:events_total:sum${of}[1h])) - sum(increase(slo:events_good_total:sum${of}[1h])) >= 1.5 ` +
        `and on () sum(increase(slo:events_total:sum${of}[1h])) >= 100`,
    );
  });

  test('a boundary is matched in both of its spellings', () => {
    expect(recordOf('{ latency: shop_latency_seconds, below: 1s }', GOOD_EVENTS)).toContain(
      '{job="shop", le=~"1|1\\\\.0"}',
    );
  });

  test('errors that nobody has seen yet count as none', () => {
    const sli = '{ errors: \'shop_requests_total{status="failed"}\', total: shop_requests_total }';
    expect(recordOf(sli, BAD_EVENTS)).toBe(
      'sum by (job, instance) (shop_requests_total{job="shop", status="failed"}) ' +
        'or on (job, instance) 0 * slo:events_total:sum{service="shop", slo="up"}',
    );
  });

  test('counters of others are added up only where they are said to stay', () => {
    const records = (external: string) =>
      rulesOf(
        planOf(`external:
  proxy_requests_total: { type: counter, labels: [status]${external} }
slos:
  - { id: up, title: Up, sli: { errors: 'proxy_requests_total{status="failed"}', total: proxy_requests_total }, objective: 99% }
`),
      ).flatMap((rule) => (rule.kind === 'record' ? [rule.record] : []));
    expect(records('')).not.toContain(EVENTS);
    expect(records('')).toContain('slo:events_bad:rate5m');
    expect(records(', keeps_series: true')).toContain(EVENTS);
    expect(records(', keeps_series: true')).not.toContain('slo:events_bad:rate5m');
  });

  test('each has at most 20 rules, its alerts included: rulers take no more in a group', () => {
    const plan = planRules(modelOf(referenceSpec()));
    for (const { rules } of plan.groups.filter(({ name }) => name.includes('-slo-')))
      expect(rules.filter(({ origin }) => origin.kind === 'slo').length).toBeLessThanOrEqual(20);
  });

  test('the labels of their series are the service, the objective and those it is told apart by', () => {
    const records = rulesOf(planOf(objective('{ latency: shop_latency_seconds, below: 1s }')));
    for (const rule of records) {
      if (rule.kind !== 'record') continue;
      expect([...rule.labels.keys()]).toEqual(['service', 'slo']);
    }
  });
});
