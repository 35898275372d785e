import {
  AxisPlacement,
  HeatmapCellLayout,
  TooltipDisplayMode,
  VisibilityMode,
} from '@grafana/grafana-foundation-sdk/common';
import {
  CellValuesBuilder,
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapColorScale,
  HeatmapTooltipBuilder,
  PanelBuilder,
  RowsHeatmapOptionsBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import * as units from '@grafana/grafana-foundation-sdk/units';
import type { PanelPlan } from '../../../plan/panels/plan.ts';

/** Columns are moments, rows are buckets, and colour counts the observations. */
export function heatmapPanel(draft: PanelPlan): PanelBuilder {
  const axis = new YAxisConfigBuilder().unit(draft.unit).axisPlacement(AxisPlacement.Left).reverse(false);
  return (
    new PanelBuilder()
      // The buckets are Prometheus's own: Grafana must not make others from them.
      .calculate(false)
      .color(
        new HeatmapColorOptionsBuilder()
          .mode(HeatmapColorMode.Scheme)
          .scheme('Oranges')
          .fill('dark-orange')
          .scale(HeatmapColorScale.Exponential)
          .exponent(0.5)
          .steps(64)
          .reverse(false),
      )
      .cellGap(1)
      .cellValues(new CellValuesBuilder().unit(units.CountsPerSecond))
      .rowsFrame(new RowsHeatmapOptionsBuilder().layout(HeatmapCellLayout.Auto))
      .showValue(VisibilityMode.Never)
      .tooltip(
        new HeatmapTooltipBuilder().mode(TooltipDisplayMode.Single).yHistogram(true).showColorScale(true),
      )
      .yAxis(draft.axis === undefined ? axis : axis.axisLabel(draft.axis))
      .showLegend()
  );
}
