import type { Model } from '../../model/model.ts';
import type { RulePlan } from '../../plan/plan.ts';
import { narrowed } from '../../rule-tests/narrow.ts';
import { testFiles } from '../../rule-tests/rule-tests.ts';
import type { OutputFile, RelativeFile } from '../output.ts';
import { alertmanagerConfig } from './alertmanager-config.ts';
import { prometheusConfig } from './prometheus-config.ts';
import { ruleFiles } from './rule-files.ts';
import { testFile } from './test-files.ts';

/** Rules, their tests, and the configuration of Prometheus and Alertmanager. Empty where the spec asks for none. */
export function emitPrometheus(model: Model, plan: RulePlan): OutputFile[] {
  const output = model.outputs.prometheus;
  if (output === undefined) return [];
  const files = [
    ...ruleFiles(model, plan),
    ...testFiles(model, plan).map((file) => testFile(model, file)),
    ...prometheusConfig(model, plan, output),
    ...alertmanagerConfig(model, plan),
  ];
  return files.map(({ path, content }) => ({ kind: 'prometheus', path: `${output.dir}/${path}`, content }));
}

/** The rules and their tests for a run of promtool: each test beside the rules that it needs alone. */
export function emitTestRun(model: Model, plan: RulePlan): RelativeFile[] {
  const run = narrowed(plan, testFiles(model, plan), model.service.prometheus);
  return [...ruleFiles(model, run.plan), ...run.files.map((file) => testFile(model, file))];
}
