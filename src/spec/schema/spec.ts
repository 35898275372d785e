import * as z from 'zod';
import { dashboard } from './dashboards.ts';

import { labelBound } from './labels.ts';
import { metric, waiver } from './metrics.ts';
import { operation } from './operations.ts';
import { outputs } from './outputs.ts';
import { routing, severities, teams } from './routing.ts';
import { alert, recording, slo } from './rules.ts';
import { identifier, labelName, line, metricName, text } from './scalars.ts';
import { budgets, service } from './service.ts';
import { external, sources } from './sources.ts';

const group = z.strictObject({
  title: line.describe('Heading of the section.'),
  description: text.optional().describe('What the metrics of the group have in common.'),
});

/** The grammar of a spec: what may be written. The model determines what it means. */
export const specSchema = z
  .strictObject({
    version: z.literal(1).describe('Version of the spec language.'),
    service,
    teams,
    severities,
    budgets,
    groups: z.record(identifier, group).default({}).describe('Groups of metrics, in order.'),
    labels: z.record(labelName, labelBound.nullable()).default({}).describe('Labels and their bounds.'),
    metrics: z.record(metricName, metric).default({}).describe('Metrics that the service exposes.'),
    sources,
    external: z
      .record(metricName, external)
      .default({})
      .describe('Single metrics of other programs that expressions read, such as up.'),
    operations: z
      .record(identifier, operation)
      .default({})
      .describe('Units of work that the service records.'),
    recordings: z.array(recording).default([]).describe('Series that are computed from other series.'),
    slos: z.array(slo).default([]).describe('Service level objectives.'),
    alerts: z.array(alert).default([]).describe('Alerts in addition to those of the SLOs.'),
    routing: routing.optional(),
    dashboards: z.array(dashboard).default([]).describe('Grafana dashboards.'),
    outputs: outputs.prefault({}),
    waivers: z.array(waiver).default([]).describe('Findings that are accepted until a date.'),
  })
  .meta({ title: 'ryot-metrics spec', description: 'Metrics, SLOs and alerts of one service.' });

/** A spec as written, defaults filled in. */
export type Spec = z.output<typeof specSchema>;
