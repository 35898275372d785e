import * as z from 'zod';
import { labelName, line, relativePath, url, visibleName } from './scalars.ts';

/** Prometheus expands references to its environment. */
const externalValue = visibleName(line).refine(
  (text) => !text.includes('$'),
  'must not contain $, which Prometheus may expand',
);

export const outputs = z
  .strictObject({
    templates: relativePath
      .optional()
      .describe('Folder with custom templates, which replace the built-in ones of the same name.'),
    typescript: z
      .strictObject({
        file: relativePath.describe('Path of the instrumentation module.'),
        refusal_alert: z
          .boolean()
          .default(true)
          .describe(
            'Whether an alert fires when the module refuses recordings; an alert of the same name under `alerts` replaces it.',
          ),
      })
      .optional()
      .describe('Typed instrumentation module.'),
    prometheus: z
      .strictObject({
        dir: relativePath.describe('Folder for rules, tests and configuration.'),
        scrape: z
          .strictObject({
            targets: z.array(line).min(1).optional().describe('Static targets, as host:port.'),
            files: z.array(line).min(1).optional().describe('Files for file-based service discovery.'),
            path: z
              .string()
              .regex(/^\/\S*$/)
              .default('/metrics')
              .describe('HTTP path of the metrics.'),
            honor_labels: z
              .boolean()
              .default(false)
              .describe(
                'Whether labels of a metric win over labels of the target that have the same name; otherwise they become exported_….',
              ),
          })
          .optional()
          .describe('How Prometheus finds the targets.'),
        external_labels: z
          .record(labelName, externalValue)
          .default({})
          .describe(
            'Labels that Prometheus adds to what it sends to Alertmanager and to long-term storage, such as cluster.',
          ),
        alertmanager: z
          .enum(['whole', 'fragment'])
          .default('whole')
          .describe(
            'Whether the configuration of Alertmanager stands alone or is a fragment for one that several services share.',
          ),
        alertmanagers: z.array(line).optional().describe('Alertmanager addresses, as host:port.'),
        remote_write: url.optional().describe('Long-term storage that receives the recorded aggregates.'),
        remote_read: url.optional().describe('Long-term storage that is queried beyond the raw retention.'),
      })
      .optional()
      .describe('Rules, rule tests, and configuration of Prometheus and Alertmanager.'),
    grafana: z
      .strictObject({
        dir: relativePath.describe('Folder for dashboards and provisioning.'),
        automatic: z
          .array(z.enum(['slos', 'overview', 'explorer']))
          .default(['slos', 'overview', 'explorer'])
          .describe('Dashboards that are derived from the whole spec.'),
        schema: z.enum(['classic', 'v2']).default('classic').describe('Dashboard schema version.'),
        folder: line.optional().describe('Grafana folder; defaults to the title of the service.'),
      })
      .optional()
      .describe('Grafana dashboards.'),
    runbooks: z
      .strictObject({
        dir: relativePath.describe('Folder for runbooks and reference pages.'),
        url: url.optional().describe('URL at which the runbooks are published; alerts link to it.'),
      })
      .optional()
      .describe('Runbooks and reference pages.'),
  })
  .describe('Files to generate.');
