import { describe, expect, it } from 'vitest';
import { testRules } from '../../src/toolchain/promtool.ts';
import { checkConfig, checkMetrics, checkRules, runPromtool } from '../support/promtool.ts';
import { findPromtools, requireTool } from '../support/tools.ts';
import { workdir } from './workdir.ts';

const cwd = workdir({
  'rules.yml': `groups:
  - name: requests
    rules:
      - record: ryot:requests:rate5m
        expr: sum by (model) (rate(ryot_requests_total[5m]))
      - alert: RyotBusy
        expr: ryot:requests:rate5m > 5
        for: 5m
        labels: { severity: page }
        annotations: { summary: 'Busy: {{ $labels.model }}' }
`,
  'invalid-rules.yml': `groups:
  - name: broken
    rules:
      - alert: Broken
        expr: sum(
      - record: a:b
        expr: foo{
`,
  'duplicate-rules.yml': `groups:
  - name: twice
    rules:
      - { record: 'a:b', expr: foo, labels: { env: prod } }
      - { record: 'a:b', expr: foo, labels: { env: prod } }
`,
  'duplicate-groups.yml': 'groups: [{ name: g, rules: [] }, { name: g, rules: [] }]\n',
  'passing.yml': ruleTest(`
  - name: the alert fires
    interval: 30s
    input_series: [{ series: 'ryot_requests_total{model="a"}', values: '0+300x60' }]
    alert_rule_test:
      - eval_time: 20m
        alertname: RyotBusy
        exp_alerts: [{ exp_labels: { model: a, severity: page }, exp_annotations: { summary: 'Busy: a' } }]
    promql_expr_test:
      - expr: ryot:requests:rate5m
        eval_time: 20m
        exp_samples: [{ labels: 'ryot:requests:rate5m{model="a"}', value: 10 }]`),
  '-dashed.yml': ruleTest(' []'),
  'failing.yml': ruleTest(`
  - name: 'the name, time: 3'
    interval: 30s
    input_series: [{ series: 'ryot_requests_total{model="a"}', values: '0+300x60' }]
    alert_rule_test:
      - eval_time: 1m
        alertname: RyotBusy
        exp_alerts: [{ exp_labels: { model: a, severity: page }, exp_annotations: { summary: 'Busy: a' } }]
      - eval_time: 20m
        alertname: RyotBusy
        exp_alerts: [{ exp_labels: { model: a, severity: page }, exp_annotations: { summary: "exp:[x], \\n got:[y]" } }]
    promql_expr_test:
      - expr: 'ryot:requests:rate5m{model!="\\\\"}'
        eval_time: 20m
        exp_samples: [{ labels: 'ryot:requests:rate5m{model="a"}', value: 11 }]
  - interval: 30s
    input_series: [{ series: 'ryot_requests_total{model="a"}', values: '0+300x60' }]
    alert_rule_test: [{ eval_time: 25m, alertname: RyotBusy }]
    promql_expr_test:
      - { expr: 'sum(', eval_time: 1m }
      - { expr: absent_metric, eval_time: 1m, exp_samples: [{ labels: '{}', value: 1 }] }
  - name: bad series
    interval: 30s
    input_series: [{ series: 'a{', values: '1' }]`),
  'unknown-key.yml': `${ruleTest(' []')}surprise: true\n`,
  'no-such-rules.yml': 'rule_files: [absent.yml]\nevaluation_interval: 30s\ntests: []\n',
  'rules-invalid.yml':
    'rule_files: [invalid-rules.yml]\nevaluation_interval: 30s\ntests: [{ interval: 30s, promql_expr_test: [{ expr: a, eval_time: 1m }] }]\n',
  'prometheus.yml': 'rule_files: [rules.yml]\n',
  'unknown-option.yml': 'rule_files: [rules.yml]\nscrape_confgs: []\n',
  'missing-rules.yml': 'rule_files: [absent.yml]\n',
});

function ruleTest(tests: string): string {
  return `rule_files: [rules.yml]\nevaluation_interval: 30s\ntests:${tests}\n`;
}

const promtools = await findPromtools();
const required = await requireTool('promtool');

describe.skipIf(required.skip)(required.title('promtool'), () => {
  describe.each(promtools)('$version', (promtool) => {
    it('gives no problems for rules that are right', async () => {
      expect(await checkRules(promtool, ['rules.yml'], { cwd })).toEqual([
        { file: 'rules.yml', ok: true, problems: [] },
      ]);
    });

    it('gives each wrong expression of a rule file at its line', async () => {
      const [check] = await checkRules(promtool, ['invalid-rules.yml'], { cwd });
      expect(check).toMatchObject({
        ok: false,
        problems: [
          { line: 5, column: 15, message: expect.stringMatching(/"Broken".*unclosed left parenthesis/) },
          { line: 7, column: 15, message: expect.stringMatching(/"a:b".*unexpected end of input/) },
        ],
      });
    });

    it('keeps the report of a duplicate rule together, and holds it against its own file', async () => {
      const checks = await checkRules(promtool, ['rules.yml', 'duplicate-rules.yml'], { cwd });
      expect(checks).toEqual([
        { file: 'rules.yml', ok: true, problems: [] },
        {
          file: 'duplicate-rules.yml',
          ok: false,
          problems: [
            { message: expect.stringMatching(/duplicate rule.*Metric: a:b.*env: prod.*inconsistency/s) },
          ],
        },
      ]);
    });

    it('reports a group name that is repeated, with no line 0', async () => {
      const [check] = await checkRules(promtool, ['duplicate-groups.yml'], { cwd });
      expect(check?.problems).toHaveLength(1);
      expect(check?.problems[0]?.message).toMatch(/^groupname: "g" is repeated/);
      expect(check?.problems[0]?.line).not.toBe(0);
    });

    it('reports a rule file that does not exist, and still checks the others', async () => {
      const checks = await checkRules(promtool, ['absent.yml', 'rules.yml'], { cwd });
      expect(checks.map(({ file, ok }) => [file, ok])).toEqual([
        ['absent.yml', false],
        ['rules.yml', true],
      ]);
      expect(checks[0]?.problems[0]?.message).toContain("path 'absent.yml' does not exist");
    });

    it('passes rule tests that hold, also in a file whose name starts with a dash', async () => {
      expect(await testRules(promtool, ['passing.yml', '-dashed.yml'], { cwd })).toEqual([
        { file: 'passing.yml', ok: true, failures: [] },
        { file: '-dashed.yml', ok: true, failures: [] },
      ]);
    });

    it('reads every failure of a rule test file', async () => {
      const [passing, failing] = await testRules(promtool, ['passing.yml', 'failing.yml'], { cwd });
      expect(passing).toEqual({ file: 'passing.yml', ok: true, failures: [] });
      expect(failing?.ok).toBe(false);
      const test = 'the name, time: 3';
      const busy = expect.stringContaining('Annotations:{summary="Busy: a"}');
      expect(failing?.failures).toMatchObject([
        { test, alertname: 'RyotBusy', time: '1m', expected: busy, got: '[]' },
        {
          test,
          alertname: 'RyotBusy',
          time: '20m',
          expected: expect.stringContaining('summary="exp:[x], \\n got:[y]"'),
          got: busy,
        },
        {
          expr: 'ryot:requests:rate5m{model!="\\\\"}',
          time: '20m',
          expected: '{__name__="ryot:requests:rate5m", model="a"} 1.1E+01',
          got: '{__name__="ryot:requests:rate5m", model="a"} 1E+01',
        },
        { alertname: 'RyotBusy', time: '25m', expected: '[]', got: busy },
        { message: expect.stringMatching(/^expr: "sum\(", time: 1m, err: .*unclosed/) },
        { expr: 'absent_metric', expected: '{} 1E+00', got: 'nil' },
        { message: expect.stringContaining('unexpected character inside braces') },
      ]);
      expect(failing?.failures[3]).not.toHaveProperty('test');
      for (const index of [4, 6]) expect(Object.keys(failing?.failures[index] ?? {})).toEqual(['message']);
    });

    it.each([
      ['unknown-key.yml', /field surprise not found/],
      ['no-such-rules.yml', /no file match pattern absent\.yml/],
      ['rules-invalid.yml', /unclosed left parenthesis/],
      ['absent.yml', /path 'absent\.yml' does not exist/],
    ])('fails %s, whose tests cannot run', async (file, reason) => {
      const [result] = await testRules(promtool, [file], { cwd });
      expect(result?.ok).toBe(false);
      expect(result?.failures.map(({ message }) => message).join('\n')).toMatch(reason);
      expect(result?.failures.every(({ expected }) => expected === undefined)).toBe(true);
    });

    it('holds a pattern that matches no rule file against the test file that has it', async () => {
      const results = await testRules(promtool, ['passing.yml', 'no-such-rules.yml'], { cwd });
      expect(results.map(({ file, ok }) => [file, ok])).toEqual([
        ['passing.yml', true],
        ['no-such-rules.yml', false],
      ]);
    });

    it('checks a configuration together with its rule files', async () => {
      const files = ['prometheus.yml', 'unknown-option.yml', 'missing-rules.yml'];
      expect(await checkConfig(promtool, files, { cwd })).toEqual([
        { file: 'prometheus.yml', ok: true, problems: [] },
        {
          file: 'unknown-option.yml',
          ok: false,
          problems: [{ message: expect.stringMatching(/line 2: field scrape_confgs not found/) }],
        },
        {
          file: 'missing-rules.yml',
          ok: false,
          problems: [{ message: expect.stringMatching(/"absent\.yml" does not point to an existing file/) }],
        },
      ]);
    });

    it('reads an exposition from standard input', async () => {
      const good =
        '# HELP ryot_requests_total Requests.\n# TYPE ryot_requests_total counter\nryot_requests_total 1\n';
      expect(await checkMetrics(promtool, good)).toEqual([]);
      const bad = '# HELP ryot_requests Requests.\n# TYPE ryot_requests counter\nryot_requests 1\n';
      expect(await checkMetrics(promtool, bad)).toEqual([
        { message: 'ryot_requests counter metrics should have "_total" suffix' },
      ]);
      expect(await checkMetrics(promtool, 'ryot_requests{')).toHaveLength(1);
    });

    it('runs nothing for no files', async () => {
      expect(await checkRules(promtool, [], { cwd })).toEqual([]);
    });

    it('gives output and exit code of any subcommand', async () => {
      const run = await runPromtool(promtool, ['check', 'no-such-subcommand'], { cwd });
      expect(run.code).not.toBe(0);
      expect(run.stdout + run.stderr).toContain('no-such-subcommand');
    });
  });
});
