import { costOfRules } from '../../cardinality/cost.ts';
import { finding } from '../../finding/finding.ts';
import type { LintRule } from '../rule.ts';

const BUDGET = ['budgets', 'samples_per_evaluation'];

/** No rule reads more samples in one evaluation than the budget allows. */
export const budgetOfEvaluations: LintRule = {
  codes: ['budget/samples', 'budget/near'],
  *check({ document, model, plan, catalogue }) {
    const { samplesPerEvaluation: budget, warnAt } = model.budgets;
    const rules = plan.groups.flatMap((group) => group.rules);
    for (const [index, { rule, samples }] of costOfRules(plan, catalogue).entries()) {
      const path = rules[index]?.path ?? [];
      if (samples === null || samples < budget * warnAt) continue;
      if (samples > budget) {
        const related = document.has(BUDGET) ? [{ place: document.locate(BUDGET), note: 'the budget' }] : [];
        yield finding('budget/samples', { rule, used: samples, budget }, document.locate(path), related);
      } else {
        const args = { subject: `one evaluation of ${rule} reads`, what: 'samples', used: samples, budget };
        yield finding('budget/near', args, document.locate(path));
      }
    }
  },
};
