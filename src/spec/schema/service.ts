import * as z from 'zod';
import {
  count,
  duration,
  interval,
  line,
  metricName,
  percentage,
  text,
  url,
  visibleName,
} from './scalars.ts';

export const owner = z
  .strictObject({
    team: visibleName(line).describe('Team that is responsible; becomes the `owner` label of every alert.'),
    channel: line.optional().describe('Where the team talks, such as "#ryot-oncall".'),
    escalation: z
      .array(line)
      .min(1)
      .optional()
      .describe('Whom to call, in order, when the team does not answer.'),
  })
  .describe('Who answers for the service.');

export const service = z
  .strictObject({
    name: metricName
      .regex(/^[a-z][a-z0-9_]*$/, 'must be lower case letters, digits and _')
      .describe('Prefix of the metric names and value of the `service` label.'),
    title: line.describe('Name of the service as people write it.'),
    description: text.optional().describe('What the service does, in a sentence or two.'),
    owner,
    job: visibleName(line)
      .optional()
      .describe('Prometheus job name of the scrape; the service name unless given.'),
    targets: z.int().min(1).max(100_000).default(1).describe('Scrape targets that expose these metrics.'),
    scrape_interval: interval.default('15s').describe('How often Prometheus scrapes a target.'),
    rule_interval: interval.default('30s').describe('How often rules are evaluated.'),
    retention: z
      .strictObject({
        raw: duration
          .optional()
          .describe('How long Prometheus keeps samples; 15d, or the longest SLO window, unless given.'),
        aggregated: duration
          .optional()
          .describe('How long the recorded aggregates are kept, in long-term storage.'),
      })
      .prefault({})
      .describe('How long samples are kept.'),
    prometheus: z
      .string()
      .regex(/^\d+\.\d+$/, 'must be a quoted version like "2.42"')
      .default('2.42')
      .describe('Prometheus version that evaluates the rules; newer functions are findings. Quote it.'),
    links: z
      .strictObject({
        prometheus: url.optional().describe('Base URL of the Prometheus web interface.'),
        grafana: url.optional().describe('Base URL of Grafana; dashboard links in alerts start with it.'),
        alertmanager: url.optional().describe('Base URL of Alertmanager; silence links start with it.'),
        source: url.optional().describe('Where the source of the service is.'),
      })
      .prefault({})
      .describe('Base URLs that links in alerts and runbooks start with.'),
  })
  .describe('The service that exposes the metrics.');

export const budgets = z
  .strictObject({
    combinations_per_metric: count.default(1000).describe('Label combinations that one metric may have.'),
    buckets_per_metric: count.default(30).describe('Finite buckets that one histogram may have.'),
    series_per_target: count.default(10_000).describe('Series that one scrape target may expose.'),
    series_total: count.default(1_000_000).describe('Series of the whole fleet, rules included.'),
    samples_per_evaluation: count
      // A tenth of what Prometheus lets a query load (--query.max-samples).
      .default(5_000_000)
      .describe('Samples that one evaluation of one rule or panel may read.'),
    warn_at: percentage.default('80%').describe('Share of a budget from which a warning is given.'),
  })
  .prefault({})
  .describe('Limits on series; going over is an error.');
