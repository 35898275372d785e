import type { Model } from '../../../model/model.ts';
import { LabelReader } from '../../../rules/labels.ts';
import type { AlertRule, RulePlan } from '../../../rules/plan.ts';
import type { OutputFile } from '../../output.ts';
import { alertTests } from './alert-tests.ts';
import { check } from './checks.ts';
import { roundUp } from './levels.ts';
import { yieldsWithoutSeries } from './raw-tests.ts';
import { Series } from './series.ts';
import type { AlertUnderTest } from './subject.ts';
import type { RuleTest, TestFile } from './test-file.ts';
import { writeTests } from './write-tests.ts';

/** `tests/*.test.yml`: unit tests of every rule, for promtool. */
export function ruleTests(model: Model, plan: RulePlan, dir: string): OutputFile[] {
  return testFiles(model, plan)
    .filter(({ tests }) => tests.length > 0)
    .map((file) => writeTests(model, file, dir));
}

/** The test files as data. */
export function testFiles(model: Model, plan: RulePlan): TestFile[] {
  return [...alertFiles(model, plan)];
}

/** A file of tests for each file of rules that holds alerts of the spec. */
function alertFiles(model: Model, plan: RulePlan): TestFile[] {
  const subjects = subjectsOf(model, plan);
  return [...new Set(subjects.map(({ file }) => file))].map((file) => {
    const here = subjects.filter((subject) => subject.file === file);
    return {
      name: `${file === 'alerts' ? '' : `${file}-`}alerts`,
      about: 'Each alert fires when it must, and at no other time.',
      ruleFiles: [file],
      evaluationInterval: model.service.ruleInterval,
      tests: [...here.flatMap(alertTests), ...silence(model, here)],
    };
  });
}

function subjectsOf(model: Model, plan: RulePlan): (AlertUnderTest & { readonly file: string })[] {
  const reader = new LabelReader(model, plan);
  const rules = new Map(
    plan.groups.flatMap(({ file, rules }) =>
      rules.flatMap((rule): [string, { rule: AlertRule; file: string }][] =>
        rule.kind === 'alert' && rule.origin.kind === 'alert' ? [[rule.alert, { rule, file }]] : [],
      ),
    ),
  );
  return model.alerts.flatMap((alert) => {
    const planned = rules.get(alert.name);
    if (planned === undefined) return [];
    const { condition } = alert;
    const recordLabels =
      condition.kind === 'recording' ? [...(reader.labelsOf(condition.of.record) ?? condition.by)] : [];
    return [{ ...planned, alert, service: model.service, recordLabels }];
  });
}

/** Nothing but a series that no rule reads: whatever does not ask for absence is silent. */
function silence({ service }: Model, subjects: readonly AlertUnderTest[]): RuleTest[] {
  const quiet = subjects.filter(
    ({ alert, rule }) =>
      alert.condition.kind !== 'absent' && !yieldsWithoutSeries(rule.expr, service.prometheus),
  );
  if (quiet.length === 0) return [];
  const step = service.ruleInterval;
  const at = Math.max(...quiet.map(({ alert }) => roundUp(alert.for, step))) + 4 * step;
  const stranger = new Series('unrelated', new Map([['job', service.job]]), 'gauge', [
    { count: Math.ceil(at / step), value: 1 },
  ]);
  return [
    {
      name: 'No alert fires while there are no series at all',
      interval: step,
      input: [stranger],
      alerts: quiet.map(({ alert }) => check(at, alert, [])),
    },
  ];
}
