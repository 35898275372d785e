import type { Model } from '../../model/model.ts';
import type { RulePlan } from '../../rules/plan.ts';
import type { OutputFile } from '../output.ts';
import { alertmanagerConfig } from './alertmanager-config.ts';
import { prometheusConfig } from './prometheus-config.ts';
import { ruleFiles } from './rule-files.ts';
import { ruleTests } from './tests/rule-tests.ts';

/** Rules, their tests, and the configuration of Prometheus and Alertmanager. Empty where the spec asks for none. */
export function emitPrometheus(model: Model, plan: RulePlan): OutputFile[] {
  const output = model.outputs.prometheus;
  if (output === undefined) return [];
  return [
    ...ruleFiles(model, plan, output.dir),
    ...ruleTests(model, plan, output.dir),
    ...prometheusConfig(model, plan, output),
    ...alertmanagerConfig(model, plan, output.dir),
  ];
}
