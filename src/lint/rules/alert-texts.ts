import type { Finding } from '../../finding/finding.ts';
import type { Alert } from '../../model/alert.ts';
import { type AlertRule, rulesByAlert } from '../../plan/plan.ts';
import { labelsIn, otherBraces } from '../../plan/templates.ts';
import type { LintContext, LintRule } from '../rule.ts';

/** What an alert says can be filled in. */
export const alertTexts: LintRule = {
  codes: ['alert/unknown-label', 'alert/braces'],
  needsWholeModel: true,
  *check(context) {
    const rules = rulesByAlert(context.plan);
    for (const alert of context.model.alerts) yield* textsOf(context, alert, rules.get(alert.name));
  },
};

function* textsOf(
  { document, catalogue }: LintContext,
  alert: Alert,
  rule: AlertRule | undefined,
): Iterable<Finding> {
  // absent() returns the labels of its selector.
  const returned =
    alert.condition.kind === 'absent'
      ? new Set(alert.condition.of.matchers.filter(({ op }) => op === '=').map(({ label }) => label))
      : rule && catalogue.labelsOf(rule.expr);
  for (const key of ['summary', 'description'] as const) {
    const text = alert[key];
    if (text === undefined) continue;
    const path = [...alert.path, key];
    for (const label of labelsIn(text)) {
      if (returned === undefined || returned.has(label) || rule?.labels.has(label)) continue;
      const args = { alert: alert.name, label, known: [...returned] };
      yield document.finding('alert/unknown-label', path, args);
    }
    for (const braces of otherBraces(text)) {
      yield document.finding('alert/braces', path, { alert: alert.name, text: braces });
    }
  }
}
