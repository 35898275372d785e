import type { Model } from '../../model/model.ts';
import { matcher, selector } from '../../promql/build.ts';
import { print } from '../../promql/print.ts';
import type { RuleTest, SampleCheck, TestFile } from '../../rule-tests/rule-test.ts';
import { Series } from '../../rule-tests/series.ts';
import type { RelativeFile } from '../output.ts';
import { apart, inline, seconds, spaced, type Value, yamlFile } from './yaml.ts';

/** A test file as promtool reads it, the same for 2.42 and 3.x. */
export function testFile(model: Model, file: TestFile): RelativeFile {
  return {
    path: `tests/${file.name}.test.yml`,
    content: yamlFile(model, file.about, {
      rule_files: file.ruleFiles.map((name) => `../rules/${name}.yml`),
      evaluation_interval: seconds(file.evaluationInterval),
      group_eval_order: file.groupOrder?.slice(),
      tests: spaced(apart(file.tests.map(testNode))),
    }),
  };
}

function testNode({ name, interval, input, alerts = [], samples = [] }: RuleTest): Value {
  return {
    name,
    // Stated always: without it promtool 2.42 takes another one than later releases.
    interval: seconds(interval),
    input_series: input.map((series) =>
      series instanceof Series
        ? { series: series.text, values: series.values }
        : { series: series.series, values: series.values },
    ),
    alert_rule_test:
      alerts.length === 0
        ? undefined
        : alerts.map(({ at, alert, expected }) => ({
            eval_time: seconds(at),
            alertname: alert,
            exp_alerts:
              expected.length === 0
                ? inline([])
                : expected.map(({ labels, annotations }) => ({
                    exp_labels: Object.fromEntries(labels),
                    exp_annotations: Object.fromEntries(annotations),
                  })),
          })),
    promql_expr_test: samples.length === 0 ? undefined : samples.map(sampleNode),
  };
}

function sampleNode({ at, expr, expected }: SampleCheck): Value {
  return {
    expr,
    eval_time: seconds(at),
    exp_samples:
      expected.length === 0
        ? inline([])
        : expected.map(({ labels, value }): Value => ({ labels: seriesText(labels), value })),
  };
}

/** Labels as promtool reads them, the metric name first if there is one. */
function seriesText(labels: ReadonlyMap<string, string>): string {
  const name = labels.get('__name__');
  const matchers = [...labels]
    .filter(([label]) => label !== '__name__')
    .map(([label, value]) => matcher(label, '=', value));
  if (name !== undefined) return print(selector(name, matchers));
  // A selector without a name prints its braces alone, which is how promtool writes a nameless series.
  return matchers.length === 0 ? '{}' : print(selector('x', matchers)).slice(1);
}
