import type { DynamicConfigValue, Threshold, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { literal } from '../../plan/panels/escape.ts';
import type { Column, PanelPlan, PanelQuery, RangeMeaning, Step } from '../../plan/panels/plan.ts';
import { print } from '../../promql/print.ts';
import { formatDuration } from '../../spec/scalars.ts';
import type { Place } from './layout.ts';
import { type Plain, visualizationOf } from './visualization.ts';

/** Every field of a panel, named as Grafana's classic form names it; the v2 form wraps the same values. */
export type RenderedPanel = ReturnType<typeof renderPanel>;

export function renderPanel(panel: PanelPlan, id: number, place: Place) {
  const { kind, interval, queries } = panel;
  const { options, custom, color } = visualizationOf(panel);
  const table = kind === 'table' ? tableOf(panel) : undefined;
  const shared = {
    id,
    type: kind,
    title: literal(panel.title),
    description: panel.description,
    place,
    links: panel.links.map(({ title, url }) => ({ title: literal(title), url: linkUrl(url) })),
    options,
  };
  if (kind === 'text') return { ...shared, data: undefined };
  const defaults = {
    ...(custom === undefined ? {} : { custom }),
    ...(color === undefined ? {} : { color: { mode: color } }),
    ...fieldDefaults(panel),
  };
  return {
    ...shared,
    data: {
      interval: formatDuration(interval),
      queries: queries.map((query, index) => queryOf(panel, query, refId(index))),
      transformations: table?.transformations ?? [],
      fieldConfig: { defaults, overrides: table?.overrides ?? [] },
    },
  };
}

/** A web address that Grafana opens as it is. */
export function linkUrl(url: string): string {
  return url.replaceAll('$', '%24').replaceAll('[[', '%5B%5B').replaceAll('{{', '%7B%7B');
}

/** A, B, C ...: how Grafana tells the queries of a panel apart. */
function refId(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : `${refId(Math.floor(index / 26) - 1)}${letter}`;
}

function queryOf({ kind }: PanelPlan, query: PanelQuery, ref: string) {
  const instant = query.when === 'instant' || kind === 'table';
  return {
    refId: ref,
    expr: print(query.narrowed ?? query.expr),
    settings: {
      legendFormat: query.legend,
      format: kind === 'table' || kind === 'heatmap' ? kind : 'time_series',
      exemplar: query.exemplars === true,
      ...(instant ? { instant, range: false } : { range: true, instant }),
    },
  };
}

function fieldDefaults({ kind, unit, noValue, meanings, steps, limits, ...panel }: PanelPlan) {
  const { decimals, min, max, stacked } = panel;
  // Only lines are drawn across a time series: its curves have colours of their own.
  const marked =
    kind === 'timeseries' ? [{ from: Number.NEGATIVE_INFINITY, color: 'transparent' }, ...limits] : steps;
  // A time series grows with its values; a maximum belongs to gauges and to what fills them.
  const bounded = kind !== 'timeseries' || stacked === true;
  return {
    unit,
    noValue,
    mappings: meanings.map(rangeMapping),
    thresholds: thresholds(marked),
    ...(decimals === undefined ? {} : { decimals }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined || !bounded ? {} : { max }),
  };
}

/** Grafana begins the first step at null, which stands for -Infinity. */
function thresholds(steps: readonly Step[]) {
  const written = steps.map(
    ({ from, color }): Threshold => ({
      color,
      value: Number.isFinite(from) ? from : null,
    }),
  );
  return { mode: 'absolute', steps: written };
}

/** Text for a range of values; an open end is null. */
function rangeMapping({ from, to, text, color }: RangeMeaning, index: number) {
  return {
    type: 'range',
    options: { from: from ?? null, to: to ?? null, result: { text: literal(text), color, index } },
  };
}

/** One line for each set of labels, one column for each query. */
function tableOf({ queries, labelColumns = new Map<string, Column>() }: PanelPlan) {
  const single = queries.length === 1;
  const values = queries.flatMap(({ column }, index): [string, Column][] =>
    column === undefined && index > 0
      ? []
      : [[single ? 'Value' : `Value #${refId(index)}`, column ?? { name: 'Now' }]],
  );
  const columns = [...labelColumns, ...values];
  const organize = {
    excludeByName: { Time: true },
    indexByName: Object.fromEntries(columns.map(([field], index) => [field, index])),
    renameByName: Object.fromEntries(columns.map(([field, { name }]) => [field, name])),
  };
  return {
    transformations: [
      { id: 'merge', options: {} },
      { id: 'organize', options: organize },
    ],
    overrides: columns.flatMap(([, column]) => {
      const properties = columnProperties(column);
      const matcher = { id: 'byName', options: column.name };
      return properties.length === 0 ? [] : [{ matcher, properties }];
    }),
  };
}

function columnProperties({ unit, steps, words }: Column): DynamicConfigValue[] {
  const properties: DynamicConfigValue[] = [];
  if (words !== undefined) {
    const entries = [...words].map(
      ([value, text], index) => [value, { text: literal(text), index }] as const,
    );
    const mapping: Plain<ValueMapping> = { type: 'value', options: Object.fromEntries(entries) };
    properties.push({ id: 'mappings', value: [mapping] });
  }
  if (unit !== undefined) properties.push({ id: 'unit', value: unit });
  if (steps !== undefined) {
    properties.push(
      { id: 'thresholds', value: thresholds(steps) },
      { id: 'custom.cellOptions', value: { type: 'color-text' } },
    );
  }
  return properties;
}
