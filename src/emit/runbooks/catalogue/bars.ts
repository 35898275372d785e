import { dominatingLabel } from '../../../cardinality/cardinality.ts';
import { asCode } from '../escape.ts';
import type { Site } from '../site.ts';
import { decimal, grouped, plural } from '../words.ts';

/** A bar of 100 units; `level` tells how near the budget is. */
export interface BarView {
  readonly what: string;
  readonly width: number;
  readonly level: 'fine' | 'near' | 'over';
  /** "1,320 of 2,500 (52.8%)". */
  readonly text: string;
}

export interface MetricBar extends BarView {
  readonly href: string;
  readonly series: string;
  /** "4 combinations without `batch_size`". */
  readonly dominating: string;
}

export function budgetBars(site: Site): BarView[] {
  const { cardinality, model } = site;
  const { used, budget } = cardinality.seriesPerTarget;
  const total = cardinality.seriesTotal;
  return [
    bar('Series of one target', used, budget, model.budgets.warnAt),
    bar('Series in all, rules included', total.used, total.budget, model.budgets.warnAt),
  ];
}

/** Label combinations of each metric against its budget, the dearest in series first. */
export function metricBars(site: Site): MetricBar[] {
  return site.cardinality.metrics
    .toSorted((a, b) => b.seriesPerTarget - a.seriesPerTarget)
    .map((metric) => {
      const label = dominatingLabel(metric);
      return {
        ...bar(metric.metric, metric.combinations, metric.combinationsBudget, site.model.budgets.warnAt),
        href: `#metric-${metric.metric}`,
        series: `${grouped(metric.seriesPerTarget)} series`,
        dominating:
          label === undefined
            ? ''
            : `${plural(grouped(label.combinationsWithout), 'combination')} without ${asCode(label.label)}`,
      };
    });
}

function bar(what: string, used: number, budget: number, warnAt: number): BarView {
  const share = used / budget;
  return {
    what,
    width: Math.round(Math.min(share, 1) * 1000) / 10,
    level: share > 1 ? 'over' : share >= warnAt ? 'near' : 'fine',
    text: `${grouped(used)} of ${grouped(budget)} (${decimal(share * 100, 3)}%)`,
  };
}
