import type { Condition } from '../../model/alert.ts';
import { relationOf } from '../../plan/selection.ts';
import type { LintRule } from '../rule.ts';

/** A share lies between none and all; which of two series is a part of the other, their expressions do not say. */
export const alertShares: LintRule = {
  codes: ['promql/never-true'],
  *check({ document, model }) {
    for (const { condition, path } of model.alerts) {
      if (condition.kind !== 'metric' || !isBeyond(condition)) continue;
      const { op, threshold } = condition.comparison;
      const args = { op, constant: threshold.value, min: 0, max: 1 } as const;
      yield document.finding('promql/never-true', [...path, 'when'], args);
    }
  },
};

function isBeyond({ of, measure, dividedBy, comparison }: Extract<Condition, { kind: 'metric' }>): boolean {
  const { op, threshold } = comparison;
  if (measure === 'share_above') return op === '<' && threshold.value <= 0;
  if (dividedBy === undefined || op === '<' || threshold.value < 1) return false;
  const relation = relationOf(of, dividedBy);
  return relation === 'part' || relation === 'same';
}
