import type { Model } from '../../model/model.ts';
import type { RulePlan } from '../../rules/plan.ts';
import type { OutputFile } from '../output.ts';
import { ruleFiles } from './rule-files.ts';

/** Rules, their tests, and the configuration of Prometheus and Alertmanager. Empty where the spec asks for none. */
export function emitPrometheus(model: Model, plan: RulePlan): OutputFile[] {
  const dir = model.outputs.prometheus?.dir;
  if (dir === undefined) return [];
  return [...ruleFiles(model, plan, dir)];
}
