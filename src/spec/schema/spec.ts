import * as z from 'zod';
import { dashboard } from './dashboards.ts';

import { labelBound } from './labels.ts';
import { metric, waiver } from './metrics.ts';
import { operation } from './operations.ts';
import { outputs, routing } from './outputs.ts';
import { alert, recording, slo } from './rules.ts';
import { identifier, labelName, line, metricName, quantity, text } from './scalars.ts';
import { budgets, service } from './service.ts';

const external = z.strictObject({
  type: z.enum(['counter', 'gauge', 'histogram']).describe('Prometheus metric type.'),
  help: line.optional().describe('What is measured, in one sentence.'),
  unit: metric.shape.unit,
  labels: z
    .array(labelName)
    .default([])
    .describe('Labels besides job and instance, declared under `labels`.'),
  buckets: z.array(quantity).optional().describe('Boundaries, for a histogram.'),
  targets: z
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .describe('Targets that expose it; those of the service unless given.'),
});

const group = z.strictObject({
  title: line.describe('Heading of the chapter.'),
  description: text.optional().describe('What the metrics of the chapter have in common.'),
});

/** The grammar of a spec: what may be written. What it means is worked out by the model. */
export const specSchema = z
  .strictObject({
    version: z.literal(1).describe('Version of the spec language.'),
    service,
    budgets,
    groups: z.record(identifier, group).default({}).describe('Chapters that metrics belong to, in order.'),
    labels: z.record(labelName, labelBound.nullable()).default({}).describe('Labels with their bounds.'),
    metrics: z.record(metricName, metric).default({}).describe('Metrics that the service exposes.'),
    external: z
      .record(metricName, external)
      .default({})
      .describe('Metrics of others that expressions use, such as up.'),
    operations: z
      .record(identifier, operation)
      .default({})
      .describe('Units of work that the service records.'),
    recordings: z.array(recording).default([]).describe('Series computed from others.'),
    slos: z.array(slo).default([]).describe('Service level objectives.'),
    alerts: z.array(alert).default([]).describe('Alerts besides those of the SLOs.'),
    routing: routing.optional(),
    dashboards: z.array(dashboard).default([]).describe('Grafana dashboards.'),
    outputs: outputs.prefault({}),
    waivers: z.array(waiver).default([]).describe('Findings that are accepted for a time.'),
  })
  .meta({ title: 'ryot-metrics spec', description: 'Metrics, SLOs and alerts of one service.' });

/** A spec as written, defaults filled in. */
export type Spec = z.output<typeof specSchema>;
