import type { Severity } from '../model/team.ts';
import type { SpecPath } from '../spec/path.ts';

/** What a rule comes from. */
export type RuleOrigin =
  | { readonly kind: 'recording'; readonly record: string }
  | { readonly kind: 'slo'; readonly slo: string }
  | { readonly kind: 'alert'; readonly alert: string };

/** `slo latency`: one key for all rules of one origin. */
export const originKey = (origin: RuleOrigin) => Object.values(origin).join(' ');

export interface RecordRule {
  readonly kind: 'record';
  readonly record: string;
  /** PromQL in canonical one-line form. */
  readonly expr: string;
  /** Labels that the rule sets. */
  readonly labels: ReadonlyMap<string, string>;
  /** For people: what the series holds. */
  readonly comment?: string;
  readonly origin: RuleOrigin;
  readonly path: SpecPath;
}

export interface AlertRule {
  readonly kind: 'alert';
  readonly alert: string;
  readonly expr: string;
  /** Seconds; 0 fires at the first evaluation. */
  readonly for: number;
  /** Seconds. */
  readonly keepFiringFor: number;
  readonly severity: Severity;
  /** Name of the team. */
  readonly owner: string;
  /** Templates, as are the annotations. */
  readonly labels: ReadonlyMap<string, string>;
  /** summary, description, runbook_url, dashboard_url, in this order. */
  readonly annotations: ReadonlyMap<string, string>;
  readonly origin: RuleOrigin;
  readonly path: SpecPath;
}

export type Rule = RecordRule | AlertRule;

/** Rules that are evaluated one after the other: each can read what those before it recorded. */
export interface RuleGroup {
  readonly name: string;
  /** File of the group, without folder and extension. */
  readonly file: string;
  /** Seconds. */
  readonly interval: number;
  readonly rules: readonly Rule[];
}

/** Every rule that the spec gives rise to, in the order in which it must be evaluated. */
export interface RulePlan {
  readonly groups: readonly RuleGroup[];
}

/** The rule of each alert, by its name. */
export function rulesByAlert({ groups }: RulePlan): ReadonlyMap<string, AlertRule> {
  const rules = new Map<string, AlertRule>();
  for (const rule of groups.flatMap((group) => group.rules)) {
    if (rule.kind === 'alert' && !rules.has(rule.alert)) rules.set(rule.alert, rule);
  }
  return rules;
}
