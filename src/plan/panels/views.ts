import type { Aggregation } from '../../model/metric.ts';
import type { MetricSelector } from '../../model/selector.ts';
import type { Expr } from '../../promql/ast.ts';
import {
  bucketRates,
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

/** What one word of `show` asks of a metric. */
export interface View {
  /** Views of one form and unit share a panel. */
  readonly form: 'curves' | 'heatmap' | 'bars' | 'now' | 'share' | 'table' | 'states';
  readonly unit: DisplayUnit;
  /** What the title says of it: "p95", "per second". */
  readonly words: string;
  /** Its values are values of the metric, so that bands and limits apply. */
  readonly ofValue: boolean;
  readonly expr: (by: readonly string[]) => Expr;
}

/** The view that a word of `show` names; an unknown word gives the usual one. */
export function viewOf(word: string, of: MetricSelector): View {
  const { metric } = of;
  const unit = displayUnit(metric.unit);
  const gauge = metric.type === 'gauge';
  const value = (reduce: Aggregation) => (by: readonly string[]) =>
    gauge ? reduceBy(reduce, by, seriesOf(of)) : summedRate(of, RATE_WINDOW, by);
  const usual = value(metric.origin === 'declared' ? metric.acrossTargets : 'sum');
  const own = { unit: gauge ? unit : rateUnit(metric.unit), ofValue: gauge };
  const curve = { form: 'curves', words: '', ...own } as const;
  if (metric.type === 'histogram') {
    const view = histogramView(word, of, unit);
    if (view !== undefined) return view;
  }
  switch (word) {
    case 'value':
      return { ...curve, expr: usual };
    case 'average':
    case 'min':
    case 'max':
      return { ...curve, words: WORDS[word], expr: gauge ? value(word) : acrossSeries(of, word) };
    case 'increase':
      return { ...curve, form: 'bars', unit, words: 'in the time range', expr: increased(of) };
    case 'total':
      return gauge
        ? { ...curve, words: 'in total', expr: value('sum') }
        : { ...curve, form: 'bars', unit, words: 'in the time range', expr: increased(of) };
    case 'current':
      return { ...curve, form: 'now', words: 'now', expr: usual };
    case 'ratio':
      return { form: 'share', unit: SHARE, words: 'share', ofValue: false, expr: (by) => shareOf(usual, by) };
    case 'table':
      return { ...curve, form: 'table', words: 'now', expr: usual };
    case 'states':
      return { ...curve, form: 'states', words: 'states', expr: usual };
    default:
      return {
        ...curve,
        words: metric.type === 'gauge' ? '' : 'per second',
        expr: gauge ? usual : value('sum'),
      };
  }
}

const WORDS = { average: 'mean', min: 'lowest', max: 'highest' } as const;

/** Share of each value of `by` in the whole. */
function shareOf(part: (by: readonly string[]) => Expr, by: readonly string[]): Expr {
  return quotient(part(by), part([]), { on: [], group: 'left' });
}

function increased(of: MetricSelector) {
  return (by: readonly string[]) => summedIncrease(of, RANGE, by);
}

/** The mean, lowest or highest rate among the series of a counter. */
function acrossSeries(of: MetricSelector, reduce: Aggregation) {
  return (by: readonly string[]): Expr => {
    const rates = summedRate(of, RATE_WINDOW, [...of.metric.labels.map(({ name }) => name), 'instance']);
    return reduceBy(reduce, by, rates);
  };
}

function histogramView(word: string, of: MetricSelector, unit: DisplayUnit): View | undefined {
  const percent = /^p(\d+(?:\.\d+)?)$/.exec(word)?.[1];
  const base = { form: 'curves', unit, ofValue: true } as const;
  if (percent !== undefined) {
    const q = Number(`${percent}e-2`);
    return { ...base, words: word, expr: (by) => quantile(of, q, RATE_WINDOW, by) };
  }
  switch (word) {
    case 'heatmap':
      return {
        ...base,
        form: 'heatmap',
        words: of.metric.name.endsWith('_distribution') ? 'heat map' : 'distribution',
        expr: () => bucketRates(of, RATE_WINDOW, []),
      };
    case 'average':
      return { ...base, words: 'mean', expr: (by) => meanObservation(of, RATE_WINDOW, by) };
    // The boundaries of the outermost buckets that hold observations: no closer estimate exists.
    case 'max':
      return { ...base, words: 'highest', expr: (by) => quantile(of, 1, RATE_WINDOW, by) };
    case 'min':
      return { ...base, words: 'lowest', expr: (by) => quantile(of, 0, RATE_WINDOW, by) };
    case 'current':
      return { ...base, form: 'now', words: 'mean now', expr: (by) => meanObservation(of, RATE_WINDOW, by) };
    case 'table':
      return {
        ...base,
        form: 'table',
        words: 'mean now',
        expr: (by) => meanObservation(of, RATE_WINDOW, by),
      };
    case 'states':
      return { ...base, form: 'states', words: 'states', expr: (by) => meanObservation(of, RATE_WINDOW, by) };
    default:
      return undefined;
  }
}
