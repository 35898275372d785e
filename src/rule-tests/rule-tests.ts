import type { Alert } from '../model/alert.ts';
import type { Model, Service } from '../model/model.ts';

import type { AlertRule, RulePlan } from '../plan/plan.ts';
import { type SeriesCatalogue, seriesCatalogue } from '../plan/series-catalogue.ts';
import { formatDuration } from '../spec/scalars.ts';
import { alertTests, yieldsWithoutSeries } from './alert-tests.ts';
import type { AlertUnderTest } from './condition-tests.ts';
import { roundUp } from './numbers.ts';
import { recordingFiles } from './recording-tests.ts';
import type { RuleTest, TestFile } from './rule-test.ts';
import { Series } from './series.ts';
import { sloFiles } from './slo-tests.ts';

/** Unit tests of every rule, for promtool; files without a test are left out. */
export function testFiles(model: Model, plan: RulePlan): TestFile[] {
  const catalogue = seriesCatalogue(model, plan);
  return [
    ...recordingFiles(model, plan, catalogue.labelsOf),
    ...sloFiles(model, plan),
    ...alertFiles(model, plan, catalogue),
  ]
    .filter(({ tests }) => tests.length > 0)
    .map((file) => ({ ...file, ...orderOf(plan, file) }));
}

/** Left to itself, promtool evaluates the groups of a file in any order. */
function orderOf({ groups }: RulePlan, { ruleFiles }: TestFile): Pick<TestFile, 'groupOrder'> {
  const own = groups.filter(({ file }) => ruleFiles.includes(file));
  const paces = new Set(own.map(({ interval }) => interval));
  return paces.size > 1 ? { groupOrder: own.map(({ name }) => name) } : {};
}

/** A file of tests for each file of rules that holds alerts of the spec. */
function alertFiles(model: Model, plan: RulePlan, catalogue: SeriesCatalogue): TestFile[] {
  const subjects = subjectsOf(model, plan, catalogue);
  const kinds = new Map(subjects.map(({ file, step }) => [`${file} ${step}`, { file, step }]));
  return [...kinds.values()].map(({ file, step }) => {
    const here = subjects.filter((subject) => subject.file === file && subject.step === step);
    const name = file === 'alerts' ? 'alerts' : `${file}-alerts`;
    return {
      name: step === model.service.ruleInterval ? name : `${name}-every-${formatDuration(step)}`,
      about: 'Each alert fires when it must, and at no other time.',
      ruleFiles: [file],
      evaluationInterval: step,
      tests: [...here.flatMap(alertTests), ...silence(model, here, step)],
    };
  });
}

function subjectsOf(
  model: Model,
  plan: RulePlan,
  catalogue: SeriesCatalogue,
): (AlertUnderTest & { readonly file: string })[] {
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
    const recordedLabels =
      condition.kind === 'recording' ? [...(catalogue.labelsOf(condition.of.record) ?? condition.by)] : [];
    const labels = catalogue.understand(planned.rule.expr)?.flow.labels;
    const scopeLabels = new Map(
      [...model.service.target.scope].filter(([label]) => labels?.get(label).status === 'guaranteed'),
    );
    const { service } = model;
    return [{ ...planned, alert, service, recordedLabels, scopeLabels, step: stepOf(alert, service) }];
  });
}

/** Evaluations that a wait may take in a test. */
const PATIENCE = 240;

/** A test of a wait of hours need not look twice a minute. Violations are counted by evaluations, so these stay. */
function stepOf({ for: hold, keepFiringFor, violations }: Alert, { ruleInterval }: Service): number {
  if (violations !== undefined) return ruleInterval;
  return ruleInterval * Math.max(1, Math.floor((hold + keepFiringFor) / (PATIENCE * ruleInterval)));
}

/** Nothing but a series that no rule reads: whatever does not ask for absence is silent. */
function silence({ service }: Model, subjects: readonly AlertUnderTest[], step: number): RuleTest[] {
  const quiet = subjects.filter(
    ({ alert, rule }) =>
      alert.condition.kind !== 'absent' &&
      alert.condition.kind !== 'down' &&
      alert.missing !== 'fires' &&
      !yieldsWithoutSeries(rule.expr, service.prometheus),
  );
  if (quiet.length === 0) return [];
  const at = Math.max(...quiet.map(({ alert }) => roundUp(alert.for, step))) + 4 * step;
  const stranger = new Series('unrelated', new Map([['job', service.job]]), 'gauge', [
    { count: Math.ceil(at / step), value: 1 },
  ]);
  return [
    {
      name: 'No alert fires while there are no series at all',
      interval: step,
      input: [stranger],
      alerts: quiet.map(({ alert }) => ({ at, alert: alert.name, expected: [] })),
    },
  ];
}
