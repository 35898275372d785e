import * as z from 'zod';
import { exactlyOne, expression, labelName, line, quantity, selector, slug, text } from './scalars.ts';

const SHOW = /^(p\d{1,2}(\.\d+)?|heatmap|rate|increase|total|current|average|max|min|ratio|table|states)$/;

const query = z.strictObject({
  expr: expression.describe('PromQL; may use $__rate_interval and the dashboard variables.'),
  legend: line.optional().describe('Legend; {{label}} is expanded.'),
});

export const panel = exactlyOne(
  z.strictObject({
    metric: selector.optional().describe('Metric to show.'),
    slo: slug.optional().describe('SLO to show: attainment, remaining error budget, burn rate.'),
    alert: z.string().optional().describe('Alert to show: its value, threshold and state.'),
    recording: selector.optional().describe('Recording to show.'),
    expr: z
      .union([expression, z.array(query).min(1)], {
        error: 'is neither PromQL nor a list of { expr, legend }',
      })
      .optional()
      .describe('PromQL to show.'),
    text: text.optional().describe('Markdown to show.'),
    show: z
      .array(
        z
          .string()
          .regex(
            SHOW,
            'is unknown; use p95, heatmap, rate, increase, total, current, average, max, min, ratio, table or states',
          ),
      )
      .min(1)
      .optional()
      .describe(
        'What to show of the metric: quantiles such as p95, heatmap, rate, total, current, ratio ...',
      ),
    by: z.array(labelName).optional().describe('Labels; each combination of their values is one curve.'),
    title: line.optional().describe('Title, instead of the derived one.'),
    description: text.optional().describe('Description, instead of the derived one.'),
    unit: z.string().optional().describe('Unit, instead of that of the metric.'),
    legend: line.optional().describe('Legend; {{label}} is expanded.'),
    kind: z
      .enum(['timeseries', 'stat', 'gauge', 'bargauge', 'heatmap', 'table', 'state-timeline', 'text'])
      .optional()
      .describe('Panel type, instead of the derived one.'),
    thresholds: z
      .array(
        z.strictObject({
          from: quantity.describe('Value from which the threshold applies.'),
          level: z
            .enum(['good', 'info', 'warning', 'critical'])
            .describe('How good or bad a value above it is.'),
        }),
      )
      .optional()
      .describe('Thresholds, instead of the bands of the metric.'),
    width: z.int().min(1).max(24).optional().describe('Width in columns, of 24.'),
  }),
  ['metric', 'slo', 'alert', 'recording', 'expr', 'text'],
);

export const dashboard = z.strictObject({
  uid: slug.describe('Stable identifier; part of the URL.'),
  title: line.describe('Title of the dashboard.'),
  description: text.optional().describe('Question that the dashboard answers.'),
  audience: line.optional().describe('Who the dashboard is for.'),
  refresh: z
    .enum(['10s', '30s', '1m', '5m', '15m', 'never'])
    .default('1m')
    .describe('How often the dashboard is refreshed.'),
  range: z
    .string()
    .regex(/^\d{1,5}[smhdw]$/, 'is not a time range like 6h')
    .default('6h')
    .describe('Default time range.'),
  rows: z
    .array(
      z.strictObject({
        title: line.describe('Title of the row.'),
        collapsed: z.boolean().default(false).describe('Whether the row is collapsed at first.'),
        panels: z.array(panel).min(1).describe('Panels, from left to right.'),
      }),
    )
    .min(1)
    .describe('Rows, from top to bottom.'),
});
