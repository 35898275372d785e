import type { Model } from '../model/model.ts';
import type { RulePlan } from '../plan/plan.ts';
import type { SeriesCatalogue } from '../plan/series-catalogue.ts';

/** One of the two specs that are compared. */
export interface Side {
  readonly model: Model;
  readonly plan: RulePlan;
  readonly catalogue: SeriesCatalogue;
}
