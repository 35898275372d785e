import type { Panel, PanelKind } from '../../../model/dashboard.ts';
import type { Aggregation, ExternalMetric, Metric } from '../../../model/metric.ts';
import type { MetricSelector } from '../../../model/selector.ts';
import type { Expr } from '../../../promql/ast.ts';
import type { GrafanaContext } from '../context.ts';
import type { PanelDraft, QueryDraft } from '../draft.ts';
import { literal } from '../escape.ts';
import {
  bucketRates,
  increaseOf,
  meanOf,
  quantileOf,
  rateOf,
  reduced,
  select,
  shareOf,
} from '../expressions.ts';
import { type DisplayUnit, displayUnit, rateUnit, SHARE } from '../units.ts';
import { byWords, listed, metricWords } from '../words.ts';
import { draft, legendOf, overridden } from './base.ts';
import { describeMetric } from './describe.ts';
import { valueMarks } from './marks.ts';

/** What one word of `show` asks of a metric. */
interface View {
  /** Views of one form and unit share a panel. */
  readonly form: 'curves' | 'heatmap' | 'bars' | 'now' | 'share' | 'table' | 'states';
  readonly unit: DisplayUnit;
  /** What the title says of it: "p95", "per second". */
  readonly words: string;
  /** Its values are values of the metric, so that bands and limits apply. */
  readonly ofValue: boolean;
  readonly expr: (by: readonly string[]) => Expr;
}

/** One Grafana panel for each form that the entry's `show` takes. */
export function metricPanels(context: GrafanaContext, panel: Panel, of: MetricSelector): PanelDraft[] {
  const { metric } = of;
  const shown = panel.show.length > 0 ? panel.show : defaultShow(metric);
  const views = shown.map((word) => viewOf(word, of));
  const keys = views.map(({ form, unit }) => `${form} ${unit.id}`);
  return [...new Set(keys)].map((key, index) => {
    const group = views.filter((_, at) => keys[at] === key);
    const base = { ...panelOf(context, panel, of, group), ...paired(keys, index) };
    return overridden(base, panel, index === 0 ? '' : `: ${listed(group.map(({ words }) => words))}`);
  });
}

/** Curves and heat map of one metric stand beside each other. */
function paired(keys: readonly string[], index: number): Partial<PanelDraft> {
  const kinds = new Set(keys);
  if (kinds.size !== 2 || !keys.some((key) => key.startsWith('heatmap'))) return {};
  return index === 0 ? { startsLine: true, width: 12 } : { width: 12 };
}

function defaultShow(metric: Metric | ExternalMetric): readonly string[] {
  return { counter: ['rate'], gauge: ['value'], histogram: ['p50', 'p95', 'p99'] }[metric.type];
}

function viewOf(word: string, of: MetricSelector): View {
  const { metric } = of;
  const unit = displayUnit(metric.unit);
  const gauge = metric.type === 'gauge';
  const value = (reduce: Aggregation) => (by: readonly string[]) =>
    gauge ? reduced(reduce, by, select(of)) : rateOf(of, by);
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

function increased(of: MetricSelector) {
  return (by: readonly string[]) => increaseOf(of, by);
}

/** The mean, lowest or highest rate among the series of a counter. */
function acrossSeries(of: MetricSelector, reduce: Aggregation) {
  return (by: readonly string[]): Expr => {
    const rates = rateOf(of, [...of.metric.labels.map(({ name }) => name), 'instance']);
    return reduced(reduce, by, rates);
  };
}

function histogramView(word: string, of: MetricSelector, unit: DisplayUnit): View | undefined {
  const quantile = /^p(\d+(?:\.\d+)?)$/.exec(word)?.[1];
  const base = { form: 'curves', unit, ofValue: true } as const;
  if (quantile !== undefined) {
    const q = Number(`${quantile}e-2`);
    return { ...base, words: word, expr: (by) => quantileOf(of, q, by) };
  }
  switch (word) {
    case 'heatmap':
      return {
        ...base,
        form: 'heatmap',
        words: of.metric.name.endsWith('_distribution') ? 'heat map' : 'distribution',
        expr: () => bucketRates(of),
      };
    case 'average':
      return { ...base, words: 'mean', expr: (by) => meanOf(of, by) };
    // The boundaries of the outermost buckets that hold observations: no closer estimate exists.
    case 'max':
      return { ...base, words: 'highest', expr: (by) => quantileOf(of, 1, by) };
    case 'min':
      return { ...base, words: 'lowest', expr: (by) => quantileOf(of, 0, by) };
    case 'current':
      return { ...base, form: 'now', words: 'mean now', expr: (by) => meanOf(of, by) };
    case 'table':
      return { ...base, form: 'table', words: 'mean now', expr: (by) => meanOf(of, by) };
    case 'states':
      return { ...base, form: 'states', words: 'states', expr: (by) => meanOf(of, by) };
    default:
      return undefined;
  }
}

const KINDS: Readonly<Record<View['form'], PanelKind>> = {
  curves: 'timeseries',
  share: 'timeseries',
  heatmap: 'heatmap',
  bars: 'bargauge',
  now: 'bargauge',
  table: 'table',
  states: 'state-timeline',
};

function panelOf(
  context: GrafanaContext,
  panel: Panel,
  of: MetricSelector,
  views: readonly [View, ...View[]] | readonly View[],
): PanelDraft {
  const { metric } = of;
  const [first] = views;
  if (first === undefined) throw new RangeError('a panel needs something to show');
  const by = first.form === 'heatmap' ? [] : (panel.by ?? defaultBy(metric, views));
  const name = metricWords(metric, context.model.service.name);
  const words = listed(views.map((view) => view.words).filter((text) => text !== ''));
  const marks = views.every(({ ofValue }) => ofValue) ? valueMarks(context, of, first.form) : {};
  return draft(first.unit, {
    kind: kindOf(first, metric, by),
    title: titled(name, words, first.form === 'heatmap' ? [] : by),
    description: describeMetric(metric),
    queries: views.map((view) => queryOf(context, view, views.length > 1, panel, of, by, name)),
    interval: context.model.service.scrapeInterval,
    noValue: metric.type === 'counter' ? 'None recorded' : 'No data',
    stacked: first.form === 'share',
    ...(first.form === 'share' ? { min: 0, max: 1 } : {}),
    ...(first.ofValue ? rangeOf(metric) : metric.type === 'gauge' ? {} : { min: 0 }),
    ...marks,
  });
}

/** One number is a stat, or a gauge where its range is known; several are bars. */
function kindOf({ form, ofValue }: View, metric: Metric | ExternalMetric, by: readonly string[]): PanelKind {
  if ((form !== 'bars' && form !== 'now') || by.length > 0) return KINDS[form];
  return ofValue && rangeOf(metric).max !== undefined ? 'gauge' : 'stat';
}

function titled(name: string, words: string, by: readonly string[]): string {
  const joint = /^(per second|in |share|now|states)/.test(words) ? ' ' : ': ';
  return `${name}${words === '' ? '' : `${joint}${words}`}${byWords(by)}`;
}

/** Several curves a label value are more than a person reads: only a single view is split by itself. */
function defaultBy(metric: Metric | ExternalMetric, views: readonly View[]): readonly string[] {
  const [label] = metric.labels;
  return label !== undefined && views.length === 1 && label.cardinality <= 10 ? [label.name] : [];
}

function queryOf(
  context: GrafanaContext,
  view: View,
  several: boolean,
  panel: Panel,
  of: MetricSelector,
  by: readonly string[],
  name: string,
): QueryDraft {
  const heatmap = view.form === 'heatmap';
  const labels = panel.legend ?? legendOf(context, by, several ? '' : literal(panel.title ?? name));
  const legend = heatmap ? '{{le}}' : `${several ? view.words : ''} ${labels}`.trim();
  return {
    expr: view.expr(by),
    legend,
    when: ['bars', 'now', 'table'].includes(view.form) ? 'instant' : 'range',
    exemplars: of.metric.type === 'histogram' && of.metric.unit === 'seconds',
  };
}

/** What values can occur, where the metric or its unit says so. */
export function rangeOf(metric: Metric | ExternalMetric): { min?: number; max?: number } {
  const top = { ratio: 1, percent: 100 } as Partial<Record<string, number>>;
  const declared = metric.origin === 'declared' ? metric.range : {};
  const max = declared.max ?? (metric.type === 'gauge' ? top[metric.unit] : undefined);
  const min = declared.min ?? (metric.type === 'gauge' && max === undefined ? undefined : 0);
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}
