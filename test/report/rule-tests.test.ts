import { describe, expect, test } from 'vitest';
import { ruleTestReport, summarise } from '../../src/report/rule-tests.ts';

const FILE = `
tests:
  - name: first
    alert_rule_test: [{ eval_time: 1m, alertname: A, exp_alerts: [] }]
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
      'ok   A (2 checks)\nok   B (1 check)\nok   C (1 check)\n2 tests: 3 alerts, 1 recorded value; 0 failures\n',
    );
  });

  test('says which alert fails where only its firing was looked at', () => {
    const expr = 'ALERTS{alertname="B", alertstate="firing"}';
    expect(report([{ message: 'not so', expr }])).toMatch(/^ok {3}A .*\nFAIL B .*\nok {3}C /);
  });

  test('calls no alert fine whose tests could not be run', () => {
    expect(report([{ message: 'parse error' }])).toMatch(/^FAIL A .*\nFAIL B .*\nok {3}C /);
  });
});

/** The alerts of a failure as promtool prints them. */
const alerts = (...sets: readonly [labels: string, annotations: string][]) =>
  sets.length === 0
    ? '[]'
    : `[\n${sets.map(([labels, annotations], index) => `    ${index}:\n      Labels:{${labels}}\n      Annotations:{${annotations}}`).join(',\n')}\n    ]`;
const wordsOf = (failure: Omit<Parameters<typeof report>[0][number], 'message'>) =>
  report([{ message: 'as promtool prints it', ...failure }]).split(/failures?\n/)[1];

describe('a failure in words', () => {
  const A = { alertname: 'A', test: 'first', time: '1m' };

  test('names the labels and annotations that differ, of the alert that comes nearest', () => {
    const expected = alerts(['alertname="A", route="/pay", severity="ticket"', 'summary="It is 7"']);
    const got = alerts(
      ['alertname="A", route="/cart", severity="page"', 'summary="It is 5"'],
      ['alertname="A", route="/pay", severity="page"', 'summary="It is 5"'],
    );
    expect(wordsOf({ ...A, expected, got })).toBe(`A at 1m in the test "first":
  fires with other texts than expected:
    label severity: expected "ticket", got "page"
    annotation summary: expected "It is 7", got "It is 5"
  fires with {route="/cart", severity="page"}, but is expected not to
`);
  });

  test('says that an alert is silent, whatever its labels hold', () => {
    const expected = alerts([String.raw`alertname="A", constructor="a\"}, {b"`, '']);
    expect(wordsOf({ ...A, expected, got: '[]' })).toBe(String.raw`A at 1m in the test "first":
  expected to fire with {constructor="a\"}, {b"}, but does not fire
`);
  });

  test('speaks of an alert where an expression looks at its firing, and finds the test', () => {
    const expr = 'ALERTS{alertname="B", alertstate="firing"}';
    const got = '{__name__="ALERTS", alertname="B", alertstate="firing", severity="page"} 1E+00';
    expect(wordsOf({ expr, time: '2m', expected: 'nil', got })).toBe(`B at 2m in the test "first":
  fires with {severity="page"}, but is expected not to
`);
  });

  test('compares the values of a record, series by series', () => {
    const expected = '{__name__="record", route="/cart"} 1E+01, {__name__="record", route="/pay"} 1.3E+01';
    const got = '{__name__="record", route="/pay"} 1.2E+01';
    expect(wordsOf({ expr: 'record', time: '2m', expected, got })).toBe(`record at 2m in the test "first":
  expected 13 for {route="/pay"}, got 12
  expected 10 for {route="/cart"}, got nothing
`);
  });

  test('is in the words of promtool where it could not run', () => {
    expect(wordsOf({})).toBe('as promtool prints it\n');
  });
});
