import type { LintRule } from './rule.ts';
import { alertCauses, alertUrgency, alertViolations } from './rules/alert-conditions.ts';
import { alertShares } from './rules/alert-shares.ts';
import { alertTests } from './rules/alert-tests.ts';
import { alertTexts } from './rules/alert-texts.ts';
import { buckets } from './rules/buckets.ts';
import { budgetOfEvaluations } from './rules/budget-of-evaluations.ts';
import { budgetOfFleet } from './rules/budget-of-fleet.ts';
import { budgetOfMetrics } from './rules/budget-of-metrics.ts';
import { conditions } from './rules/conditions.ts';
import { duplicateNames } from './rules/duplicate-names.ts';
import { duplicateRules } from './rules/duplicate-rules.ts';
import { duplicateSeries } from './rules/duplicate-series.ts';
import { expressionForms, expressionMeanings } from './rules/expressions.ts';
import { labelCollisions } from './rules/label-collisions.ts';
import { labelIdentifiers } from './rules/label-identifiers.ts';
import { labelLists } from './rules/label-lists.ts';
import { labelNames } from './rules/label-names.ts';
import { labelReferences } from './rules/label-references.ts';
import { labelValueLength } from './rules/label-value-length.ts';
import { metricHelp } from './rules/metric-help.ts';
import { metricPrefix } from './rules/metric-prefix.ts';
import { metricSpelling } from './rules/metric-spelling.ts';
import { metricSuffixes } from './rules/metric-suffixes.ts';
import { metricUnits } from './rules/metric-units.ts';
import { metricValues } from './rules/metric-values.ts';
import { panelUnits } from './rules/panel-units.ts';
import { recordingCycles } from './rules/recording-cycles.ts';
import { selectors } from './rules/selectors.ts';
import { sloLabels } from './rules/slo-labels.ts';
import { sloBoundaries, sloNumbers, sloRetention } from './rules/slo-numbers.ts';
import { sloParts } from './rules/slo-parts.ts';
import { sloTests } from './rules/slo-tests.ts';
import { unusedLabels } from './rules/unused-labels.ts';
import { unusedOwners } from './rules/unused-owners.ts';
import { unusedSeries } from './rules/unused-series.ts';

/** Every rule, in the order of the spec language: labels, metrics, what refers to them, what they cost. */
export const RULES: readonly LintRule[] = [
  labelNames,
  labelIdentifiers,
  labelValueLength,
  labelLists,
  metricHelp,
  metricPrefix,
  metricSuffixes,
  metricSpelling,
  metricUnits,
  metricValues,
  buckets,
  duplicateNames,
  duplicateSeries,
  labelReferences,
  labelCollisions,
  selectors,
  expressionForms,
  expressionMeanings,
  conditions,
  recordingCycles,
  duplicateRules,
  sloBoundaries,
  sloNumbers,
  sloRetention,
  sloLabels,
  sloParts,
  sloTests,
  alertTexts,
  alertShares,
  alertViolations,
  alertCauses,
  alertUrgency,
  alertTests,
  panelUnits,
  unusedLabels,
  unusedSeries,
  unusedOwners,
  budgetOfMetrics,
  budgetOfFleet,
  budgetOfEvaluations,
];
