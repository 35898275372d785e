import * as z from 'zod';
import { targetLabel } from './labels.ts';
import { owner } from './routing.ts';
import { count, duration, interval, labelName, line, percentage, text, url, visibleName } from './scalars.ts';

export const service = z
  .strictObject({
    name: visibleName(line)
      .max(128)
      .regex(/[a-zA-Z0-9]/, 'needs a letter or a digit, for the names that begin with it')
      .describe(
        'Value of the `service` label. In lower case, with _ for every other character, it is the prefix of the metric names: k8s_apiserver_ for k8s-apiserver.',
      ),
    title: line.describe('Display name of the service.'),
    description: text.optional().describe('What the service does, in a sentence or two.'),
    owner,
    alert_labels: z
      .record(
        labelName,
        line.refine(
          (text) => !text.includes('{{'),
          'must not contain {{: it is the same for every alert; templates belong to the labels of one alert',
        ),
      )
      .default({})
      .describe('Additional labels of every alert, such as one that the company routes on.'),
    job: visibleName(line)
      .optional()
      .describe(
        'Prometheus job name; defaults to the service name. Every query of the metrics selects this job.',
      ),
    target_labels: z
      .record(labelName, targetLabel.nullable())
      .default({})
      .describe(
        'Labels that Prometheus adds to every series of a target besides job and instance, such as namespace or cluster, and their bounds. Every query of the metrics selects the value of those that have exactly one.',
      ),
    discovery: z
      .enum(['configured', 'prometheus-operator'])
      .default('configured')
      .describe(
        'What finds the targets: the configuration of Prometheus, or prometheus-operator, which adds namespace, pod, service, container, node and endpoint to every series.',
      ),
    targets: z
      .int()
      .min(1)
      .max(100_000)
      .default(1)
      .describe(
        'Number of targets that expose these metrics; where target labels are judged apart, of each combination of their values.',
      ),
    other_series: z
      .int()
      .min(0)
      .max(1_000_000_000)
      .default(0)
      .describe(
        'Number of series that a target exposes beside the declared ones, such as those of prom-client (60 to 100); scrape one without the module and count the lines that do not start with #.',
      ),
    arrives: z
      .enum(['scrape', 'otlp'])
      .default('scrape')
      .describe(
        'How Prometheus gets the metrics: it scrapes the targets, or they push by OTLP. Pushed metrics have no `up`.',
      ),
    scrape_interval: interval
      .default('15s')
      .describe('How often Prometheus scrapes a target, or a target pushes.'),
    rule_interval: interval.default('30s').describe('How often rules are evaluated.'),
    retention: z
      .strictObject({
        raw: duration
          .optional()
          .describe(
            'How long Prometheus keeps samples; defaults to 15d or the longest SLO window, whichever is longer.',
          ),
        aggregated: duration.optional().describe('How long long-term storage keeps the recorded aggregates.'),
      })
      .prefault({})
      .describe('How long samples are kept.'),
    prometheus: z
      .string()
      .regex(/^\d+\.\d+$/, { error: 'must be a quoted version like "2.42"', abort: true })
      .refine(isSupported, 'must be 2.42 or later: older versions reject keep_firing_for in the rules')
      .default('2.42')
      .describe(
        'Prometheus version that evaluates the rules, 2.42 or later; newer PromQL is reported. Must be quoted.',
      ),
    links: z
      .strictObject({
        prometheus: url.optional().describe('Base URL of the Prometheus web interface.'),
        grafana: url.optional().describe('Base URL of Grafana, for dashboard links in alerts.'),
        alertmanager: url.optional().describe('Base URL of Alertmanager, for silence links.'),
        source: url.optional().describe('URL of the source code.'),
      })
      .prefault({})
      .describe('Base URLs of the links in alerts and runbooks.'),
  })
  .describe('The service that exposes the metrics.');

export const budgets = z
  .strictObject({
    combinations_per_metric: count.default(1000).describe('Maximum label combinations of a metric.'),
    buckets_per_metric: count.default(30).describe('Maximum finite buckets of a histogram.'),
    series_per_target: count.default(10_000).describe('Maximum series that one target exposes.'),
    series_total: count
      .default(1_000_000)
      .describe('Maximum series of the fleet, including those that rules record.'),
    samples_per_evaluation: count
      // A tenth of what Prometheus lets a query load (--query.max-samples).
      .default(5_000_000)
      .describe('Maximum samples that one evaluation of a rule or panel reads.'),
    warn_at: percentage.default('80%').describe('Share of a budget at which a warning is reported.'),
  })
  .prefault({})
  .describe('Limits on series; exceeding one is an error.');

/** Prometheus 2.42 is the first to know `keep_firing_for`. */
function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 42);
}
