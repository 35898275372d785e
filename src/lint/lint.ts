import type { Finding } from '../finding/finding.ts';
import { atLeastAsBad, inOrder, severityOf } from '../finding/words.ts';
import type { LintContext, LintRule } from './rule.ts';
import * as rules from './rules.ts';
import { applyWaivers, type WaivedFinding } from './waivers.ts';

/** Every rule; what they find is put in order afterwards. */
export const RULES: readonly LintRule[] = Object.values(rules);

export interface LintResult {
  /** What stands: worst first, then by place. */
  readonly findings: readonly Finding[];
  /** What a waiver accepts for now, in the same order. */
  readonly waived: readonly WaivedFinding[];
}

/**
 * Runs every rule over a spec. `earlier` are the findings of the steps before, such as those of `buildModel`: they
 * are waived, ordered and freed of repetitions together with the findings of the rules.
 */
export function lint(
  context: LintContext,
  earlier: readonly Finding[] = [],
  chosen: readonly LintRule[] = RULES,
): LintResult {
  const whole = !earlier.some(({ code }) => atLeastAsBad(severityOf(code), 'error'));
  const found = chosen
    .filter(({ needsWholeModel }) => whole || needsWholeModel !== true)
    .flatMap(({ check, needsWholeModel = [] }) =>
      [...check(context)].filter(
        ({ code }) => whole || needsWholeModel === true || !needsWholeModel.includes(code),
      ),
    );
  const { standing, waived } = applyWaivers(context, inOrder(distinct([...earlier, ...found])));
  return { findings: inOrder(standing), waived };
}

function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}
