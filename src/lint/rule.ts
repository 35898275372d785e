import type { Code } from '../finding/catalogue.ts';
import type { Finding } from '../finding/finding.ts';
import type { Model } from '../model/model.ts';
import type { RulePlan } from '../plan/plan.ts';
import type { SeriesCatalogue } from '../plan/series-catalogue.ts';
import type { SpecDocument } from '../spec/document.ts';
import type { Spec } from '../spec/schema/spec.ts';

/** What a rule looks at. Nothing here reads the clock, the disk or the network. */
export interface LintContext {
  readonly document: SpecDocument;
  /** What was written; `model` is what it means, less what could not be resolved. */
  readonly spec: Spec;
  readonly model: Model;
  /** The rules that the spec gives rise to, as far as the model could be resolved. */
  readonly plan: RulePlan;
  /** What expressions can query: declared and external metrics, and what the rules record. */
  readonly catalogue: SeriesCatalogue;
  /** The day on which waivers are judged, YYYY-MM-DD. */
  readonly today: string;
}

/** One check. A rule sees the whole spec, reports every fault of its kind, and knows no other rule. */
export interface LintRule {
  /** Every code that the rule can report. */
  readonly codes: readonly Code[];
  /** What it reports, all or these codes, only where nothing was left out of the model: that would look unused. */
  readonly needsWholeModel?: true | readonly Code[];
  check(context: LintContext): Iterable<Finding>;
}
