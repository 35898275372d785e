import { type Aggregation, isDistribution } from '../../model/metric.ts';
import type { MetricSelector } from '../../model/selector.ts';
import type { Expr } from '../../promql/ast.ts';
import {
  bucketRates,
  exposedQuantile,
  meanObservation,
  quantile,
  quotient,
  reduceBy,
  seriesOf,
  summedIncrease,
  summedRate,
} from '../queries.ts';
import { type DisplayUnit, displayUnit, rateUnit, SHARE } from './units.ts';

/** Grafana fills in a window that holds at least four scrapes, and no gap between two points. */
const RATE_WINDOW = '$__rate_interval';
/** The time range that the dashboard shows. */
const RANGE = '$__range';

type Query = (by: readonly string[]) => Expr;

/** What one word of `show` asks of a metric. */
export interface View {
  /** Views of one form and unit share a panel. */
  readonly form: 'curves' | 'heatmap' | 'bars' | 'now' | 'share' | 'table' | 'states';
  readonly unit: DisplayUnit;
  /** What the title says of it: "p95", "per second". */
  readonly words: string;
  /** Its values are values of the metric, so that bands and limits apply. */
  readonly ofValue: boolean;
  readonly expr: Query;
}

const WORDS = { average: 'mean', min: 'minimum', max: 'maximum' } as const;

/** The view that a word of `show` names; an unknown word gives the usual one. */
export function viewOf(word: string, of: MetricSelector): View {
  const { metric } = of;
  const unit = displayUnit(metric.unit);
  if (isDistribution(metric)) {
    const view = distributionView(word, of);
    if (view !== undefined) return { unit, ofValue: true, ...view };
  }
  const gauge = ['gauge', 'info', 'untyped'].includes(metric.type);
  const reduced = (reduce: Aggregation): Query =>
    gauge ? (by) => reduceBy(reduce, by, seriesOf(of)) : (by) => summedRate(of, RATE_WINDOW, by);
  const usual = reduced(metric.acrossTargets);
  const growth: Query = (by) => summedIncrease(of, RANGE, by);
  const curve = {
    form: 'curves',
    unit: gauge ? unit : rateUnit(metric.unit),
    words: '',
    ofValue: gauge,
    expr: usual,
  } as const;
  const increase = { ...curve, form: 'bars', unit, words: 'over the time range', expr: growth } as const;
  switch (word) {
    case 'value':
      return curve;
    case 'average':
    case 'min':
    case 'max':
      return { ...curve, words: WORDS[word], expr: gauge ? reduced(word) : acrossSeries(of, word) };
    case 'increase':
      return increase;
    case 'total':
      return gauge ? { ...curve, words: 'in total', expr: reduced('sum') } : increase;
    case 'current':
      return { ...curve, form: 'now', words: 'now' };
    case 'ratio':
      return { form: 'share', unit: SHARE, words: 'share', ofValue: false, expr: (by) => shareOf(usual, by) };
    case 'table':
      return { ...curve, form: 'table', words: 'now' };
    case 'states':
      return { ...curve, form: 'states', words: 'states' };
    default:
      return { ...curve, words: gauge ? '' : 'per second' };
  }
}

/** Share of each value of `by` in the whole. */
function shareOf(part: Query, by: readonly string[]): Expr {
  return quotient(part(by), part([]), { on: [], group: 'left' });
}

/** The mean, lowest or highest rate among the series of a counter. */
function acrossSeries(of: MetricSelector, reduce: Aggregation): Query {
  const labels = [...of.metric.labels.map(({ name }) => name), 'instance'];
  return (by) => reduceBy(reduce, by, summedRate(of, RATE_WINDOW, labels));
}

/** What only distributions have; undefined for a word that asks about the count of their observations. */
function distributionView(
  word: string,
  of: MetricSelector,
): Pick<View, 'form' | 'words' | 'expr'> | undefined {
  const mean: Query = (by) => meanObservation(of, RATE_WINDOW, by);
  const at =
    (q: number): Query =>
    (by) =>
      of.metric.type === 'summary' ? exposedQuantile(of, q, by) : quantile(of, q, RATE_WINDOW, by);
  const percent = /^p(\d+(?:\.\d+)?)$/.exec(word)?.[1];
  if (percent !== undefined) return { form: 'curves', words: word, expr: at(Number(`${percent}e-2`)) };
  switch (word) {
    case 'heatmap': {
      if (of.metric.type !== 'histogram') return undefined;
      const words = of.metric.name.endsWith('_distribution') ? 'heatmap' : 'distribution';
      return { form: 'heatmap', words, expr: () => bucketRates(of, RATE_WINDOW, []) };
    }
    case 'average':
      return { form: 'curves', words: WORDS.average, expr: mean };
    // The boundaries of the outermost buckets that hold observations: no closer estimate exists.
    case 'max':
      return { form: 'curves', words: WORDS.max, expr: at(1) };
    case 'min':
      return { form: 'curves', words: WORDS.min, expr: at(0) };
    case 'current':
      return { form: 'now', words: 'mean now', expr: mean };
    case 'table':
      return { form: 'table', words: 'mean now', expr: mean };
    case 'states':
      return { form: 'states', words: 'states', expr: mean };
    default:
      return undefined;
  }
}
