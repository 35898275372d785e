import type { Model } from '../model/model.ts';
import { exposedOwnMetrics } from '../model/own-metrics.ts';
import type { RuleCost } from './cost.ts';

/** Series of a spec in all; upper bounds where a rule's are. */
export interface SeriesTotals {
  /** Series of one target in which the instrumentation module counts what it refused. */
  readonly modulePerTarget: number;
  readonly perTarget: number;
  /** Series that all targets expose. */
  readonly exposed: number;
  /** Series that recording rules write. */
  readonly recorded: number;
  /** Series of ALERTS and ALERTS_FOR_STATE while every alert fires for every label set it can have. */
  readonly alerts: number;
}

/** ALERTS and ALERTS_FOR_STATE; a pending alert turns into a firing one, so both states are never there at once. */
const SERIES_OF_AN_ALERT = 2;

export function seriesTotals(model: Model, rules: readonly RuleCost[]): SeriesTotals {
  const modulePerTarget = exposedOwnMetrics(model).reduce((sum, { series }) => sum + series.length, 0);
  const perTarget = [...model.metrics.values()].reduce(
    (sum, metric) => sum + metric.seriesPerTarget,
    modulePerTarget,
  );
  const ofRules = (kind: RuleCost['kind']) =>
    rules.reduce((sum, rule) => sum + (rule.kind === kind ? (rule.series ?? 0) : 0), 0);
  return {
    modulePerTarget,
    perTarget,
    exposed: perTarget * model.service.targets,
    recorded: ofRules('record'),
    alerts: SERIES_OF_AN_ALERT * ofRules('alert'),
  };
}
