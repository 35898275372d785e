import type { Model } from '../model/model.ts';
import type { PanelQueries } from '../plan/panels/dashboards.ts';
import type { RulePlan } from '../plan/plan.ts';
import type { SeriesCatalogue } from '../plan/series-catalogue.ts';
import { formatDuration } from '../spec/scalars.ts';

/** Upper bounds, exact where every label is bound; null where a label of an external metric is not known. */
export interface ExpressionCost {
  /** Series that the result has at most. */
  readonly series: number | null;
  /** Samples that one evaluation reads at most. */
  readonly samples: number | null;
}

export interface RuleCost extends ExpressionCost {
  readonly rule: string;
  readonly kind: 'record' | 'alert';
  readonly group: string;
}

export interface PanelCost extends ExpressionCost {
  readonly dashboard: string;
  readonly panel: string;
}

/** What each rule yields and reads, in the order of evaluation. */
export function costOfRules(plan: RulePlan, catalogue: SeriesCatalogue): RuleCost[] {
  return plan.groups.flatMap(({ name, rules }) =>
    rules.map((rule) => {
      const flow = catalogue.understand(rule.expr)?.flow;
      return {
        rule: rule.kind === 'record' ? rule.record : rule.alert,
        kind: rule.kind,
        group: name,
        series: known(flow?.series),
        samples: known(flow?.samples),
      };
    }),
  );
}

/** What each panel yields and reads at one moment, with every variable at All and windows at their shortest. */
export function costOfPanels(
  model: Model,
  catalogue: SeriesCatalogue,
  panels: readonly PanelQueries[],
): PanelCost[] {
  return panels.map(({ dashboard, panel, exprs }) => {
    const costs = exprs.map((expr) => costOfQuery(expr, model, catalogue));
    return {
      dashboard,
      panel,
      series: sum(costs.map(({ series }) => series)),
      samples: sum(costs.map(({ samples }) => samples)),
    };
  });
}

function costOfQuery(expr: string, { service }: Model, catalogue: SeriesCatalogue): ExpressionCost {
  // Grafana never makes $__rate_interval shorter than four scrapes.
  const text = expr
    .replaceAll('$__rate_interval', formatDuration(4 * service.scrapeInterval))
    .replaceAll('$__range', formatDuration(3600));
  const flow = catalogue.understand(text, true)?.flow;
  return { series: known(flow?.series), samples: known(flow?.samples) };
}

function known(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : Math.ceil(value);
}

function sum(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>(
    (total, value) => (total === null || value === null ? null : total + value),
    0,
  );
}

/** Series of a spec in all; upper bounds where a rule's are. */
interface SeriesTotals {
  /** Series of one target in which the instrumentation module counts what it refused. */
  readonly modulePerTarget: number;
  /** Series of one target that the spec counts but does not declare. */
  readonly otherPerTarget: number;
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
  const modulePerTarget = [...model.own.values()].reduce((sum, { series }) => sum + series.length, 0);
  const otherPerTarget = model.service.otherSeries;
  const perTarget = [...model.metrics.values()].reduce(
    (sum, metric) => sum + metric.seriesPerTarget,
    modulePerTarget + otherPerTarget,
  );
  const ofRules = (kind: RuleCost['kind']) =>
    rules.reduce((sum, rule) => sum + (rule.kind === kind ? (rule.series ?? 0) : 0), 0);
  return {
    modulePerTarget,
    otherPerTarget,
    perTarget,
    exposed: perTarget * model.service.targets,
    recorded: ofRules('record'),
    alerts: SERIES_OF_AN_ALERT * ofRules('alert'),
  };
}
