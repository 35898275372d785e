import type { Finding } from '../finding/finding.ts';
import { atLeastAsBad, inOrder, severityOf } from '../finding/words.ts';
import type { Waiver } from '../model/model.ts';
import { RULES } from './registry.ts';
import type { LintContext, LintRule } from './rule.ts';
import { applyWaivers } from './waivers.ts';

export interface LintResult {
  /** What stands: worst first, then by place. */
  readonly findings: readonly Finding[];
  /** What a waiver accepts for now, in the same order. */
  readonly waived: readonly { readonly finding: Finding; readonly waiver: Waiver }[];
}

/**
 * Runs every rule over a spec. `earlier` are the findings of the steps before, such as those of `buildModel`: they
 * are waived, ordered and freed of repetitions together with the findings of the rules.
 */
export function lint(
  context: LintContext,
  earlier: readonly Finding[] = [],
  rules: readonly LintRule[] = RULES,
): LintResult {
  const whole = !earlier.some(({ code }) => atLeastAsBad(severityOf(code), 'error'));
  const found = rules
    .filter((rule) => whole || rule.needsWholeModel !== true)
    .flatMap((rule) => [...rule.check(context)]);
  const { standing, waived } = applyWaivers(context, inOrder(distinct([...earlier, ...found])));
  return { findings: inOrder(standing), waived };
}

function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}
