import { describe, expect, test } from 'vitest';
import { ruleTestReport, summarise } from '../../src/report/rule-tests.ts';

const FILE = `
tests:
  - alert_rule_test: [{ eval_time: 1m, alertname: A, exp_alerts: [] }]
    promql_expr_test:
      - { expr: 'ALERTS{alertname="A", alertstate="firing"}', eval_time: 2m, exp_samples: [] }
      - { expr: 'ALERTS{alertname="B", alertstate="firing"}', eval_time: 2m, exp_samples: [] }
      - { expr: 'record', eval_time: 2m, exp_samples: [] }
`;
const OTHER = `
tests:
  - alert_rule_test: [{ eval_time: 1m, alertname: C, exp_alerts: [] }]
`;
const report = (failures: Parameters<typeof summarise>[0][number]['failures']) =>
  ruleTestReport(
    summarise([
      { text: FILE, failures },
      { text: OTHER, failures: [] },
    ]),
  );

describe('the report of rule tests', () => {
  test('counts every look at an alert, by its firing too, and every other value', () => {
    expect(report([])).toBe(
      'ok   A (2 checks)\nok   B (1 checks)\nok   C (1 checks)\n2 tests: 3 alerts, 1 recorded values; 0 failures\n',
    );
  });

  test('tells which alert fails where only its firing was looked at', () => {
    const expr = 'ALERTS{alertname="B", alertstate="firing"}';
    expect(report([{ message: 'not so', expr }])).toMatch(/^ok {3}A .*\nFAIL B .*\nok {3}C /);
  });

  test('calls no alert fine whose tests could not be run', () => {
    expect(report([{ message: 'parse error' }])).toMatch(/^FAIL A .*\nFAIL B .*\nok {3}C /);
  });
});
