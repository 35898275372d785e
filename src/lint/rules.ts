/** Every rule: a line each. The order of findings does not depend on theirs. */
export {
  alertCauses,
  alertDown,
  alertHolds,
  alertShares,
  alertUrgency,
  alertViolations,
} from './rules/alert-conditions.ts';
export { alertTexts } from './rules/alert-texts.ts';
export { buckets } from './rules/buckets.ts';
export { budgets } from './rules/budgets.ts';
export { duplicateNames } from './rules/duplicate-names.ts';
export { duplicateRules } from './rules/duplicate-rules.ts';
export { duplicateSeries } from './rules/duplicate-series.ts';
export { expressions } from './rules/expressions.ts';
export { firstEvent } from './rules/first-event.ts';
export { labelCollisions } from './rules/label-collisions.ts';
export { labelIdentifiers } from './rules/label-identifiers.ts';
export { labelLists, labelNames } from './rules/label-names.ts';
export { labelReferences } from './rules/label-references.ts';
export { labelValueLength } from './rules/label-value-length.ts';
export { metricHelp } from './rules/metric-help.ts';
export { metricPrefix, metricSpelling, metricSuffixes } from './rules/metric-names.ts';
export { metricUnits } from './rules/metric-units.ts';
export { metricValues } from './rules/metric-values.ts';
export { missingSeries } from './rules/missing-series.ts';
export { notScraped } from './rules/not-scraped.ts';
export { panelUnits } from './rules/panel-units.ts';
export { recordingCycles } from './rules/recording-cycles.ts';
export { externalLabels, quietPages, routingSecrets } from './rules/routing.ts';
export { sloBoundaries, sloLabels, sloParts } from './rules/slo-indicators.ts';
export { sloNumbers, sloRetention } from './rules/slo-numbers.ts';
export { conditions, selectors } from './rules/structured-forms.ts';
export { lostApart, pushedAside } from './rules/target-labels.ts';
export { untestedAlerts, untestedSlos } from './rules/untested.ts';
export { unusedLabels, unusedOwners, unusedSeries } from './rules/unused.ts';
