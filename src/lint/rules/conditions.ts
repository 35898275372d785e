import type { Rule } from '../../plan/plan.ts';
import { checkExpression } from '../../promql/check.ts';
import type { Problem, PromqlCode } from '../../promql/problem.ts';
import type { SpecPath } from '../../spec/path.ts';
import { atWhole } from '../promql.ts';
import type { LintContext, LintRule } from '../rule.ts';

/** What the numbers of a structured condition or recording can get wrong; its form is right by construction. */
const NUMBER_CODES = [
  'promql/never-true',
  'promql/always-true',
  'promql/implausible-threshold',
  'promql/unknown-boundary',
  'promql/quantile-out-of-range',
  'promql/short-range',
  'promql/beyond-retention',
] as const satisfies readonly PromqlCode[];

/** Structured alerts and recordings have thresholds, windows and quantiles that can come true. */
export const conditions: LintRule = {
  codes: NUMBER_CODES,
  needsWholeModel: true,
  *check(context) {
    for (const rule of context.plan.groups.flatMap(({ rules }) => rules)) {
      const path = structuredPath(rule, context);
      if (path === undefined) continue;
      const { prometheus: version, ruleInterval } = context.model.service;
      const use = rule.kind === 'alert' ? 'alert' : 'recording';
      const settings = { use, version, evaluationInterval: ruleInterval } as const;
      for (const problem of checkExpression(rule.expr, context.catalogue, settings).problems) {
        if (NUMBER_CODES.some((code) => code === problem.code))
          yield atWhole(context.document, keyOf(problem, path, context), problem);
      }
    }
  },
};

/** The key that says the number which is at fault, where there is one of its own; else the whole form. */
function keyOf({ code }: Problem, path: SpecPath, { document }: LintContext): SpecPath {
  const bound = [...path, 'bound'];
  return code === 'promql/unknown-boundary' && document.has(bound) ? bound : path;
}

/** Where the structured form stands that a rule comes from; undefined for written expressions and for SLOs. */
function structuredPath({ origin }: Rule, { model }: LintContext): SpecPath | undefined {
  if (origin.kind === 'alert') {
    const alert = model.alerts.find(({ name }) => name === origin.alert);
    return alert === undefined || alert.condition.kind === 'expr' ? undefined : [...alert.path, 'when'];
  }
  if (origin.kind === 'slo') return undefined;
  const recording = model.recordings.find(({ record }) => record === origin.record);
  if (recording === undefined || recording.definition.kind === 'expr') return undefined;
  return [...recording.path, recording.definition.kind];
}
