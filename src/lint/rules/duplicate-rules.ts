import type { Rule } from '../../plan/plan.ts';
import type { LintRule } from '../rule.ts';

/** Nothing is computed twice under two names. The rules of an SLO are its own affair. */
export const duplicateRules: LintRule = {
  codes: ['duplicate/rule'],
  needsWholeModel: true,
  *check({ document, plan }) {
    const seen = new Map<string, Rule>();
    const rules = plan.groups.flatMap((group) => group.rules).filter(({ origin }) => origin.kind !== 'slo');
    for (const rule of rules.toSorted(inSpecOrder)) {
      const key = keyOf(rule);
      const other = seen.get(key);
      if (other === undefined) {
        seen.set(key, rule);
      } else if (nameOf(rule) !== nameOf(other)) {
        const related = [{ place: document.locate(other.path), note: 'the same rule' }];
        const args = { rule: nameOf(rule), other: nameOf(other) };
        yield document.finding('duplicate/rule', rule.path, args, { related });
      }
    }
  },
};

const nameOf = (rule: Rule) => (rule.kind === 'record' ? rule.record : rule.alert);

/** Alerts that differ in severity or waiting time are different alerts. */
function keyOf(rule: Rule): string {
  const labels = [...rule.labels].sort();
  return JSON.stringify([rule.kind, rule.expr, labels, rule.kind === 'alert' ? rule.for : 0]);
}

function inSpecOrder(left: Rule, right: Rule): number {
  const [section, index] = left.path;
  const [otherSection, otherIndex] = right.path;
  return section === otherSection ? Number(index) - Number(otherIndex) : 0;
}
