import type * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import type * as common from '@grafana/grafana-foundation-sdk/common';
import type { FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import type * as gauge from '@grafana/grafana-foundation-sdk/gauge';
import type * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import type * as stat from '@grafana/grafana-foundation-sdk/stat';
import type * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import type * as table from '@grafana/grafana-foundation-sdk/table';
import type * as text from '@grafana/grafana-foundation-sdk/text';
import type * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import type { PanelKind } from '../../model/dashboard.ts';
import type { PanelPlan } from '../../plan/panels/plan.ts';

/** The SDK's types with the strings that its enums stand for: its code costs too much to load for them. */
export type Plain<T> = T extends string
  ? `${T}`
  : T extends readonly (infer Item)[]
    ? readonly Plain<Item>[]
    : T extends object
      ? { [Key in keyof T]: Plain<T[Key]> }
      : T;

/** What only one kind of panel has. */
interface Visualization {
  readonly options: object;
  /** Field options of the kind. */
  readonly custom?: object;
  /** How the colours of fields are chosen. */
  readonly color?: `${FieldColorModeId}`;
}

/** Beyond this many lines across the plot, shades of the areas between them are easier to read. */
const MOST_LINES = 4;

const LEGEND = { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] } as const;
const HIDDEN_LEGEND = { ...LEGEND, showLegend: false };
const TOOLTIP = { mode: 'multi', sort: 'desc' } as const;
const LAST_VALUE: Plain<common.ReduceDataOptions> = { calcs: ['lastNotNull'], values: false, fields: '' };

const MAKERS: Readonly<Record<PanelKind, (panel: PanelPlan) => Visualization>> = {
  timeseries: (panel) => ({
    options: { legend: LEGEND, tooltip: TOOLTIP } satisfies Omit<Plain<timeseries.Options>, 'timezone'>,
    custom: curves(panel),
    color: 'palette-classic',
  }),
  stat: ({ queries }) => ({
    options: {
      graphMode: queries.some(({ when }) => when === 'range') ? 'area' : 'none',
      colorMode: 'value',
      justifyMode: 'auto',
      textMode: 'auto',
      wideLayout: true,
      showPercentChange: false,
      reduceOptions: LAST_VALUE,
      percentChangeColorMode: 'standard',
      orientation: 'auto',
    } satisfies Plain<stat.Options>,
    color: 'thresholds',
  }),
  gauge: () => ({
    options: {
      showThresholdLabels: false,
      showThresholdMarkers: true,
      sizing: 'auto',
      minVizWidth: 75,
      reduceOptions: LAST_VALUE,
      minVizHeight: 75,
      orientation: 'auto',
    } satisfies Plain<gauge.Options>,
    color: 'thresholds',
  }),
  bargauge: ({ steps }) => ({
    options: {
      displayMode: 'basic',
      valueMode: 'color',
      namePlacement: 'left',
      showUnfilled: true,
      sizing: 'auto',
      minVizWidth: 8,
      minVizHeight: 16,
      legend: HIDDEN_LEGEND,
      reduceOptions: LAST_VALUE,
      maxVizHeight: 300,
      orientation: 'horizontal',
    } satisfies Plain<bargauge.Options>,
    color: steps.length > 1 ? 'thresholds' : 'palette-classic',
  }),
  heatmap: (panel) => ({ options: cells(panel), custom: {} }),
  table: () => ({
    options: {
      frameIndex: 0,
      showHeader: true,
      showTypeIcons: false,
      footer: { show: false, reducer: [], countRows: false },
      cellHeight: 'sm',
    } satisfies Plain<table.Options>,
    custom: { align: 'auto', inspect: false },
    color: 'thresholds',
  }),
  'state-timeline': () => ({
    options: {
      showValue: 'auto',
      rowHeight: 0.8,
      mergeValues: true,
      alignValue: 'left',
      legend: HIDDEN_LEGEND,
      tooltip: TOOLTIP,
      perPage: 20,
    } satisfies Omit<Plain<statetimeline.Options>, 'timezone'>,
    custom: { lineWidth: 0, fillOpacity: 80 } satisfies Plain<statetimeline.FieldConfig>,
    color: 'thresholds',
  }),
  text: ({ markdown = '' }) => ({
    options: { mode: 'markdown', content: markdown } satisfies Plain<text.Options>,
  }),
};

/** The options of a panel's kind. */
export function visualizationOf(panel: PanelPlan): Visualization {
  return MAKERS[panel.kind](panel);
}

function curves({ stacked = false, limits, max, axis }: PanelPlan): Plain<timeseries.FieldConfig> {
  const lines = limits.length === 0 ? 'off' : limits.length > MOST_LINES ? 'area' : 'dashed';
  return {
    drawStyle: 'line',
    lineInterpolation: 'linear',
    lineWidth: 1,
    fillOpacity: stacked ? 40 : 8,
    gradientMode: 'none',
    showPoints: 'never',
    spanNulls: false,
    axisPlacement: 'auto',
    stacking: { mode: stacked ? 'normal' : 'none', group: 'A' },
    thresholdsStyle: { mode: lines },
    // Grafana fits the axis to the curves alone: a limit far above them would not be seen.
    ...(lines === 'dashed' ? { axisSoftMax: roomAbove(limits, max) } : {}),
    ...(axis === undefined ? {} : { axisLabel: axis }),
  };
}

/** A tenth above the highest limit, without float noise; not above what can occur. */
function roomAbove(limits: PanelPlan['limits'], max = Number.POSITIVE_INFINITY): number {
  const above = Number((Math.max(...limits.map(({ from }) => from)) * 1.1).toPrecision(6));
  return Math.min(above, max);
}

/** Columns are moments, rows are buckets, and colour counts the observations. */
function cells({ unit, axis }: PanelPlan): Plain<heatmap.Options> {
  return {
    // The buckets are Prometheus's own: Grafana must not make others from them.
    calculate: false,
    color: {
      scheme: 'Oranges',
      fill: 'dark-orange',
      exponent: 0.5,
      steps: 64,
      reverse: false,
      mode: 'scheme',
      scale: 'exponential',
    },
    filterValues: { le: 1e-9 },
    showValue: 'never',
    cellGap: 1,
    yAxis: {
      unit,
      axisPlacement: 'left',
      reverse: false,
      ...(axis === undefined ? {} : { axisLabel: axis }),
    },
    legend: { show: true },
    tooltip: { mode: 'single', yHistogram: true, showColorScale: true },
    exemplars: { color: 'rgba(255,0,255,0.7)' },
    selectionMode: 'x',
    cellValues: { unit: 'cps' },
    rowsFrame: { layout: 'auto' },
  };
}
