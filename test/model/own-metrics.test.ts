import { describe, expect, test } from 'vitest';
import type { Alert } from '../../src/model/alert.ts';
import { planRules } from '../../src/plan/plan-rules.ts';
import { modelOf } from '../support/model.ts';

const spec = (rest: string, typescript = '{ file: m.ts }', prometheus = '{ dir: p }') => `version: 1
service: { name: shop, title: Shop, owner: { team: web } }
labels:
  status: { values: [ok, failed] }
  route: { values: [/cart], unknown: other }
metrics:
  shop_requests_total: { type: counter, help: Requests., labels: [status] }
  shop_pages_total: { type: counter, help: Pages., labels: [route] }
outputs:
  typescript: ${typescript}
  prometheus: ${prometheus}
${rest}`;

const named = (text: string, name = 'ShopRecordingsRefused'): Alert | undefined =>
  modelOf(text).alerts.find((alert) => alert.name === name);

describe('the alert on refused recordings', () => {
  test('watches every refusal but overflow, and says what and why', () => {
    const model = modelOf(spec(''));
    const [rule] = planRules(model)
      .groups.flatMap(({ rules }) => rules)
      .filter((each) => each.kind === 'alert');
    expect(rule?.alert).toBe('ShopRecordingsRefused');
    expect(rule?.expr).toBe(
      'sum by (subject, reason) (increase(shop_metrics_refused_total{job="shop", reason!="overflow"}[15m])) > 0',
    );
    expect(rule?.annotations.get('summary')).toContain('{{ $labels.subject }}');
    expect(rule?.severity.name).toBe('ticket');
  });

  test('explains the reasons that can occur, and no others', () => {
    const steps = named(spec(''))?.runbook.diagnosis.map(({ step }) => step.split(':')[0]);
    expect(steps).toEqual(['Reason `label`', 'Reason `value`']);
  });

  test('needs a module, rules, and a spec that does not switch it off', () => {
    expect(named(spec('', '{ file: m.ts, refusal_alert: false }'))).toBeUndefined();
    expect(named(spec('').replace('  typescript: { file: m.ts }\n', ''))).toBeUndefined();
    expect(named(spec('').replace('  prometheus: { dir: p }\n', ''))).toBeUndefined();
  });

  test.each(['ShopRecordingsRefused', 'shopRecordingsRefused'])(
    'gives way to an alert %s of the spec',
    (name) => {
      const own = spec(`alerts:
  - { name: ${name}, severity: page, when: { metric: shop_metrics_refused_total, over: 1h, measure: increase, above: 9 } }`);
      expect(modelOf(own).alerts.map(({ name: each, severity }) => [each, severity.name])).toEqual([
        [name, 'page'],
      ]);
    },
  );

  test('informs where the team has a receiver of info alerts and none of tickets', () => {
    const routing = `routing:
  receivers: { chat: { webhook: { url: "https://chat.example.com" } } }
  default: chat`;
    const severityOf = (receivers: string) =>
      named(spec(routing).replace('team: web', `team: web, receivers: ${receivers}`))?.severity.name;
    expect(severityOf('{ info: chat }')).toBe('info');
    expect(severityOf('{ info: chat, ticket: chat }')).toBe('ticket');
    expect(severityOf('{ page: chat }')).toBe('ticket');
  });

  test('has a window of several scrapes', () => {
    const slow = spec('').replace('title: Shop,', 'title: Shop, scrape_interval: 10m,');
    expect(named(slow)?.condition).toMatchObject({ measure: 'increase', over: 2400 });
  });

  test('can be a cause of other alerts, and the subject of a panel', () => {
    const model = modelOf(
      spec(`alerts:
  - name: ShopSilent
    when: { metric: shop_requests_total, over: 5m, below: 1 }
    severity: ticket
    caused_by: [ShopRecordingsRefused]
dashboards:
  - uid: d
    title: D
    rows: [{ title: R, panels: [{ alert: ShopRecordingsRefused }, { metric: shop_metrics_collect_failures_total, by: [reason] }] }]`),
    );
    const sources = model.dashboards[0]?.rows[0]?.panels.map(({ source }) => source.kind);
    expect(sources).toEqual(['alert', 'metric']);
  });
});

test('without a module there is nothing of its own to read', () => {
  const reading = spec(`alerts:
  - { name: A, severity: page, when: { metric: shop_metrics_refused_total, over: 1h, measure: increase, above: 9 } }`);
  expect(() => modelOf(reading.replace('  typescript: { file: m.ts }\n', ''))).toThrow('reference/unknown');
});
