import { alertFindings } from './catalogue/alert.ts';
import { budgetFindings } from './catalogue/budget.ts';
import { labelFindings } from './catalogue/label.ts';
import { metricFindings } from './catalogue/metric.ts';
import { modelFindings } from './catalogue/model.ts';
import { panelFindings } from './catalogue/panel.ts';
import { promqlFindings } from './catalogue/promql.ts';
import { routingFindings } from './catalogue/routing.ts';
import { ruleFindings } from './catalogue/rule.ts';
import { scrapeFindings } from './catalogue/scrape.ts';
import { sloFindings } from './catalogue/slo.ts';
import { specFindings } from './catalogue/spec.ts';
import { usageFindings } from './catalogue/usage.ts';
import { waiverFindings } from './catalogue/waiver.ts';
import type { FindingKind } from './define.ts';

/** Every finding code with its words. A code never changes its meaning once released. */
export const CATALOGUE = {
  ...specFindings,
  ...modelFindings,
  ...metricFindings,
  ...labelFindings,
  ...budgetFindings,
  ...ruleFindings,
  ...sloFindings,
  ...alertFindings,
  ...routingFindings,
  ...panelFindings,
  ...usageFindings,
  ...waiverFindings,
  ...promqlFindings,
  ...scrapeFindings,
} as const;

export type Code = keyof typeof CATALOGUE;

/** The facts that a finding of code `C` carries. */
export type FindingArgs<C extends Code> =
  (typeof CATALOGUE)[C] extends FindingKind<infer Args> ? Args : never;
