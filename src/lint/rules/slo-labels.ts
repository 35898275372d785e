import { labelReader } from '../../plan/labels.ts';
import type { LintRule } from '../rule.ts';

/** The expression of an indicator keeps the labels that have an error budget each. */
export const sloLabels: LintRule = {
  codes: ['slo/lost-label'],
  needsWholeModel: true,
  *check({ document, model, plan }) {
    const labelsOf = labelReader(model, plan);
    for (const { id, sli, by, path } of model.slos) {
      if (sli.kind !== 'threshold') continue;
      const kept = labelsOf(sli.expr);
      for (const [index, label] of by.entries()) {
        if (kept === undefined || kept.has(label)) continue;
        yield document.finding('slo/lost-label', [...path, 'by', index], {
          slo: id,
          label,
          known: [...kept],
        });
      }
    }
  },
};
