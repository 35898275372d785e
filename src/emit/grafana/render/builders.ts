import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import {
  AxisPlacement,
  BarGaugeDisplayMode,
  BarGaugeNamePlacement,
  BarGaugeSizing,
  BarGaugeValueMode,
  BigValueColorMode,
  BigValueGraphMode,
  GraphDrawStyle,
  GraphGradientMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  LineInterpolation,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import * as gauge from '@grafana/grafana-foundation-sdk/gauge';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import * as text from '@grafana/grafana-foundation-sdk/text';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import type { PanelPlan } from '../../../plan/panels/plan.ts';
import { fieldColor } from './field.ts';
import { heatmapPanel } from './heatmap.ts';
import { tablePanel } from './table.ts';

/** The builder of a panel's kind, with what only this kind knows; `renderPanel` sets what all share. */
export function builderOf(draft: PanelPlan) {
  switch (draft.kind) {
    case 'timeseries':
      return timeseriesPanel(draft);
    case 'stat':
      return new stat.PanelBuilder()
        .colorMode(BigValueColorMode.Value)
        .graphMode(
          draft.queries.some(({ when }) => when === 'range')
            ? BigValueGraphMode.Area
            : BigValueGraphMode.None,
        )
        .reduceOptions(lastValue())
        .colorScheme(fieldColor('thresholds'));
    case 'gauge':
      return new gauge.PanelBuilder().reduceOptions(lastValue()).colorScheme(fieldColor('thresholds'));
    case 'bargauge':
      return new bargauge.PanelBuilder()
        .orientation(VizOrientation.Horizontal)
        .displayMode(BarGaugeDisplayMode.Basic)
        .valueMode(BarGaugeValueMode.Color)
        .namePlacement(BarGaugeNamePlacement.Left)
        .sizing(BarGaugeSizing.Auto)
        .legend(hiddenLegend())
        .reduceOptions(lastValue())
        .colorScheme(fieldColor(draft.steps.length > 1 ? 'thresholds' : 'palette-classic'));
    case 'heatmap':
      return heatmapPanel(draft);
    case 'table':
      return tablePanel(draft);
    case 'state-timeline':
      return new statetimeline.PanelBuilder()
        .mergeValues(true)
        .showValue(VisibilityMode.Auto)
        .rowHeight(0.8)
        .fillOpacity(80)
        .lineWidth(0)
        .legend(hiddenLegend())
        .tooltip(tooltip())
        .colorScheme(fieldColor('thresholds'));
    case 'text':
      return new text.PanelBuilder().mode(text.TextMode.Markdown).content(draft.markdown ?? '');
  }
}

/** Beyond this many lines across the plot, shades of the areas between them are easier to read. */
const MOST_LINES = 4;

function timeseriesPanel(draft: PanelPlan): timeseries.PanelBuilder {
  const stacked = draft.stacked === true;
  const marks =
    draft.limits.length === 0
      ? GraphThresholdsStyleMode.Off
      : draft.limits.length > MOST_LINES
        ? GraphThresholdsStyleMode.Area
        : GraphThresholdsStyleMode.Dashed;
  const builder = new timeseries.PanelBuilder()
    .drawStyle(GraphDrawStyle.Line)
    .lineInterpolation(LineInterpolation.Linear)
    .lineWidth(1)
    .fillOpacity(stacked ? 40 : 8)
    .gradientMode(GraphGradientMode.None)
    .showPoints(VisibilityMode.Never)
    .spanNulls(false)
    .axisPlacement(AxisPlacement.Auto)
    .stacking(new StackingConfigBuilder().mode(stacked ? StackingMode.Normal : StackingMode.None).group('A'))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(marks))
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .calcs([]),
    )
    .tooltip(tooltip())
    .colorScheme(fieldColor('palette-classic'));
  // Grafana fits the axis to the curves alone: a limit far above them would not be seen.
  if (marks === GraphThresholdsStyleMode.Dashed) builder.axisSoftMax(roomAbove(draft));
  return draft.axis === undefined ? builder : builder.axisLabel(draft.axis);
}

/** A tenth above the highest limit, without float noise; not above what can occur. */
function roomAbove({ limits, max = Number.POSITIVE_INFINITY }: PanelPlan): number {
  const above = Number((Math.max(...limits.map(({ from }) => from)) * 1.1).toPrecision(6));
  return Math.min(above, max);
}

function tooltip(): VizTooltipOptionsBuilder {
  return new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending);
}

function hiddenLegend(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .showLegend(false)
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .calcs([]);
}

function lastValue(): ReduceDataOptionsBuilder {
  return new ReduceDataOptionsBuilder().values(false).calcs(['lastNotNull']).fields('');
}
