import * as z from 'zod';
import { exactlyOne, expression, labelName, line, quantity, selector, slug, text } from './scalars.ts';

export const SHOW =
  /^(p\d{1,2}(\.\d+)?|heatmap|rate|increase|total|current|average|max|min|ratio|table|states)$/;

const query = z.strictObject({
  expr: expression.describe('PromQL; $__rate_interval and the dashboard variables may be used.'),
  legend: line.optional().describe('Legend; {{label}} is filled in.'),
});

export const panel = exactlyOne(
  z.strictObject({
    metric: selector.optional().describe('Metric to show.'),
    slo: slug.optional().describe('SLO to show: attainment, budget left, burn rate.'),
    alert: z.string().optional().describe('Alert to show: its value against its threshold, and its state.'),
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
      .describe('What to show of the metric: quantiles like p95, heatmap, rate, total, current, ratio ...'),
    by: z.array(labelName).optional().describe('One curve for each value of these labels.'),
    title: line.optional().describe('Title in place of the derived one.'),
    description: text.optional().describe('Description in place of the derived one.'),
    unit: z.string().optional().describe('Unit in place of that of the metric.'),
    legend: line.optional().describe('Legend; {{label}} is filled in.'),
    kind: z
      .enum(['timeseries', 'stat', 'gauge', 'bargauge', 'heatmap', 'table', 'state-timeline', 'text'])
      .optional()
      .describe('Panel type in place of the derived one.'),
    thresholds: z
      .array(
        z.strictObject({
          from: quantity.describe('Value from which on it holds.'),
          level: z.enum(['good', 'info', 'warning', 'critical']).describe('How good or bad it is.'),
        }),
      )
      .optional()
      .describe('Thresholds in place of the bands of the metric.'),
    width: z.int().min(1).max(24).optional().describe('Columns of 24.'),
  }),
  ['metric', 'slo', 'alert', 'recording', 'expr', 'text'],
);

export const dashboard = z.strictObject({
  uid: slug.describe('Stable identifier; part of the URL.'),
  title: line.describe('Title of the dashboard.'),
  description: text.optional().describe('The question that the dashboard answers.'),
  audience: line.optional().describe('Whom it is for.'),
  refresh: z.enum(['10s', '30s', '1m', '5m', '15m', 'off']).default('1m').describe('How often it reloads.'),
  range: z
    .string()
    .regex(/^\d{1,5}[smhdw]$/, 'is not a time range like 6h')
    .default('6h')
    .describe('Time range that it opens with.'),
  rows: z
    .array(
      z.strictObject({
        title: line.describe('Title of the row.'),
        collapsed: z.boolean().default(false).describe('Whether it opens folded.'),
        panels: z.array(panel).min(1).describe('Panels, from left to right.'),
      }),
    )
    .min(1)
    .describe('Rows, from top to bottom.'),
});
