import { listed } from '../../finding/prose.ts';
import type { Panel, PanelKind } from '../../model/dashboard.ts';
import type { AnyMetric } from '../../model/metric.ts';
import type { MetricSelector } from '../../model/selector.ts';
import type { PanelContext } from './context.ts';
import { describeMetric, literal } from './escape.ts';
import { rangeOf, valueMarks } from './marks.ts';
import { legendOf, overridden, panelPlan } from './panel.ts';
import type { PanelPlan, PanelQuery } from './plan.ts';
import { type View, viewOf } from './views.ts';
import { byWords, metricWords } from './words.ts';

/** One Grafana panel for each form that the entry's `show` takes. */
export function metricPanels(context: PanelContext, panel: Panel, of: MetricSelector): PanelPlan[] {
  const { metric } = of;
  const shown = panel.show.length > 0 ? panel.show : usualShow(metric);
  const views = shown.map((word) => viewOf(word, of));
  const keys = views.map(({ form, unit }) => `${form} ${unit.id}`);
  return [...new Set(keys)].map((key, index) => {
    const group = views.filter((_, at) => keys[at] === key);
    const base = { ...panelOf(context, panel, of, group), ...paired(keys, index) };
    return overridden(base, panel, index === 0 ? '' : `: ${listed(group.map(({ words }) => words))}`);
  });
}

/** Curves and heat map of one metric stand beside each other. */
function paired(keys: readonly string[], index: number): Partial<PanelPlan> {
  const kinds = new Set(keys);
  if (kinds.size !== 2 || !keys.some((key) => key.startsWith('heatmap'))) return {};
  return index === 0 ? { startsLine: true, width: 12 } : { width: 12 };
}

function usualShow(metric: AnyMetric): readonly string[] {
  if (metric.type === 'counter') return ['rate'];
  if (metric.type === 'histogram' || metric.type === 'native_histogram') return ['p50', 'p95', 'p99'];
  if (metric.type !== 'summary') return ['value'];
  // Only what a summary exposes can be shown of its quantiles.
  return metric.quantiles.length === 0
    ? ['average']
    : metric.quantiles.map((q) => `p${Number((q * 100).toFixed(6))}`);
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

function panelOf(context: PanelContext, panel: Panel, of: MetricSelector, views: readonly View[]): PanelPlan {
  const { metric } = of;
  const [first] = views;
  if (first === undefined) throw new RangeError('a panel needs something to show');
  const by = first.form === 'heatmap' ? [] : (panel.by ?? defaultBy(metric, views));
  const name = metricWords(metric, context.model.service.prefix);
  const words = listed(views.map((view) => view.words).filter((text) => text !== ''));
  const several = views.length > 1;
  const legend = panel.legend ?? legendOf(context, by, several ? '' : literal(panel.title ?? name));
  const marks = views.every(({ ofValue }) => ofValue) ? valueMarks(context, of, first.form) : {};
  return panelPlan(first.unit, {
    kind: kindOf(first, metric, by),
    title: titled(name, words, by),
    description: describeMetric(metric),
    queries: views.map((view) => queryOf(view, of, by, several ? `${view.words} ${legend}` : legend)),
    interval: context.model.service.scrapeInterval,
    noValue: metric.type === 'counter' ? 'None recorded' : 'No data',
    stacked: first.form === 'share',
    ...boundsOf(first, metric),
    ...marks,
  });
}

function boundsOf({ form, ofValue }: View, metric: AnyMetric): { min?: number; max?: number } {
  if (form === 'share') return { min: 0, max: 1 };
  if (ofValue) return rangeOf(metric);
  return metric.type === 'gauge' ? {} : { min: 0 };
}

/** One number is a stat, or a gauge where its range is known; several are bars. */
function kindOf({ form, ofValue }: View, metric: AnyMetric, by: readonly string[]): PanelKind {
  if ((form !== 'bars' && form !== 'now') || by.length > 0) return KINDS[form];
  return ofValue && rangeOf(metric).max !== undefined ? 'gauge' : 'stat';
}

function titled(name: string, words: string, by: readonly string[]): string {
  const joint = /^(per second|in |over |share|now|states)/.test(words) ? ' ' : ': ';
  return `${name}${words === '' ? '' : `${joint}${words}`}${byWords(by)}`;
}

/** Several curves a label value are more than a person reads: only a single view is split by itself. */
function defaultBy(metric: AnyMetric, views: readonly View[]): readonly string[] {
  const [label] = metric.labels;
  return label !== undefined && views.length === 1 && label.cardinality <= 10 ? [label.name] : [];
}

function queryOf(view: View, { metric }: MetricSelector, by: readonly string[], legend: string): PanelQuery {
  return {
    expr: view.expr(by),
    legend: view.form === 'heatmap' ? '{{le}}' : legend.trim(),
    when: ['bars', 'now', 'table'].includes(view.form) ? 'instant' : 'range',
    exemplars: metric.type === 'histogram' && metric.unit === 'seconds',
  };
}
