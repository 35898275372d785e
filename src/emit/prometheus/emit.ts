import type { Model } from '../../model/model.ts';
import type { RulePlan } from '../../plan/plan.ts';
import { narrowed } from '../../rule-tests/narrow.ts';
import { testFiles } from '../../rule-tests/rule-tests.ts';
import type { OutputFile } from '../output.ts';
import { alertmanagerConfig } from './alertmanager-config.ts';
import { prometheusConfig } from './prometheus-config.ts';
import { ruleFiles } from './rule-files.ts';
import { writeTests } from './test-files.ts';

/** Rules, their tests, and the configuration of Prometheus and Alertmanager. Empty where the spec asks for none. */
export function emitPrometheus(model: Model, plan: RulePlan): OutputFile[] {
  const output = model.outputs.prometheus;
  if (output === undefined) return [];
  return [
    ...ruleFiles(model, plan, output.dir),
    ...testFiles(model, plan).map((file) => writeTests(model, file, output.dir)),
    ...prometheusConfig(model, plan, output),
    ...alertmanagerConfig(model, plan, output.dir),
  ];
}

/** The rules and their tests for a run of promtool: each test beside the rules that it needs alone. */
export function emitTestRun(model: Model, plan: RulePlan): OutputFile[] {
  const run = narrowed(plan, testFiles(model, plan), model.service.prometheus);
  return [...ruleFiles(model, run.plan, '.'), ...run.files.map((file) => writeTests(model, file, '.'))];
}
