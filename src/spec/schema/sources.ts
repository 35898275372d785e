import * as z from 'zod';
import { labelBound, targetLabel } from './labels.ts';
import { metric } from './metrics.ts';
import {
  address,
  count,
  foreignName,
  identifier,
  interval,
  labelName,
  line,
  visibleName,
} from './scalars.ts';

const shared = {
  targets: count.optional().describe('Number of targets that expose it; defaults to that of the service.'),
  keeps_series: z
    .boolean()
    .optional()
    .describe(
      'Whether each counter of a target persists until the program restarts; objectives then count across scrape gaps.',
    ),
};

/** A metric of another program: what a metric of the service has, and the types that others use. */
export const external = metric.omit({ group: true, budget: true }).extend({
  type: z
    .enum(['counter', 'gauge', 'histogram', 'native_histogram', 'summary', 'info', 'untyped'])
    .describe('Type of the metric, as its exposition says.'),
  help: z.string().optional().describe('What the metric measures; HELP texts of any length.'),
  labels: z
    .array(foreignName)
    .default([])
    .describe('Names of labels declared by the source or under `labels`, other than job and instance.'),
  quantiles: z
    .array(z.number().min(0).max(1))
    .min(1)
    .optional()
    .describe('Quantiles that a summary exposes, such as [0.5, 0.99].'),
  ...shared,
});

const scrape = z
  .strictObject({
    targets: z.array(address).min(1).optional().describe('Static targets, as host:port or host.'),
    files: z.array(line).min(1).optional().describe('Files for file-based service discovery.'),
    port: z.int().min(1).max(65_535).optional().describe('Port of the targets that name none.'),
    path: z
      .string()
      .regex(/^\/\S*$/)
      .default('/metrics')
      .describe('HTTP path of the metrics.'),
    interval: interval.optional().describe('How often it is scraped; defaults to that of the service.'),
  })
  .describe('How Prometheus finds the targets; adds a job to the scrape configuration.');

export const source = z.strictObject({
  title: line.describe('Name of the program, for people.'),
  job: visibleName(line).optional().describe('Prometheus job name; defaults to the name of the source.'),
  target_labels: z
    .record(labelName, targetLabel.nullable())
    .default({})
    .describe('Labels that Prometheus adds to its series, and their bounds, as those of the service.'),
  ...shared,
  scrape: scrape.optional(),
  labels: z
    .record(foreignName, labelBound.nullable())
    .default({})
    .describe('Labels that only its metrics have, and their bounds; they may mean something else elsewhere.'),
  metrics: z.record(foreignName, external).default({}).describe('Metrics that are read, or may be.'),
});

export const sources = z
  .record(identifier, source)
  .default({})
  .describe('Other programs whose metrics are read.');
