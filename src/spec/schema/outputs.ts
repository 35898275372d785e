import * as z from 'zod';
import { duration, exactlyOne, line, relativePath, url } from './scalars.ts';

const secretFile = z
  .string()
  .regex(/^\/\S+$/, 'must be the absolute path of a file on the Alertmanager host');

const receiver = exactlyOne(
  z.strictObject({
    pagerduty: z.strictObject({ routing_key_file: secretFile }).optional(),
    slack: z.strictObject({ channel: line, api_url_file: secretFile }).optional(),
    webhook: z.strictObject({ url }).optional(),
    email: z.strictObject({ to: line }).optional(),
  }),
  ['pagerduty', 'slack', 'webhook', 'email'],
).describe('Where notifications go; secrets stay in files on the Alertmanager host.');

export const routing = z
  .strictObject({
    receivers: z.record(z.string().regex(/^[a-z0-9-]+$/), receiver),
    severities: z
      .strictObject({
        page: line.optional(),
        ticket: line.optional(),
        info: line.optional(),
      })
      .describe('Receiver of each severity.'),
    owners: z.record(line, line).optional().describe('Receiver of pages of a team other than the owner.'),
    default: line.describe('Receiver of everything else.'),
    group_by: z.array(line).default(['alertname', 'service', 'slo']),
    group_wait: duration.default('30s'),
    group_interval: duration.default('5m'),
    repeat_interval: duration.default('4h'),
  })
  .describe('Alertmanager routes.');

export const outputs = z
  .strictObject({
    templates: relativePath
      .optional()
      .describe('Folder with templates of your own, which replace the built-in ones by name.'),
    typescript: z
      .strictObject({ file: relativePath.describe('File of the instrumentation module.') })
      .optional(),
    prometheus: z
      .strictObject({
        dir: relativePath.describe('Folder of rules, tests and configuration.'),
        scrape: z
          .strictObject({
            targets: z.array(line).min(1).optional().describe('Static targets, host:port.'),
            files: z.array(line).min(1).optional().describe('File-based service discovery.'),
            path: z
              .string()
              .regex(/^\/\S*$/)
              .default('/metrics')
              .describe('HTTP path of the exposition.'),
          })
          .optional()
          .describe('Where Prometheus finds the targets.'),
        alertmanagers: z.array(line).optional().describe('Alertmanager addresses, host:port.'),
        remote_write: url.optional().describe('Long-term storage that receives the recorded aggregates.'),
        remote_read: url
          .optional()
          .describe('Long-term storage that answers for what lies beyond the raw retention.'),
      })
      .optional(),
    grafana: z
      .strictObject({
        dir: relativePath.describe('Folder of dashboards and provisioning.'),
        automatic: z
          .array(z.enum(['slos', 'overview', 'explorer']))
          .default(['slos', 'overview', 'explorer'])
          .describe('Dashboards that are derived from the spec as a whole.'),
        schema: z.enum(['classic', 'v2']).default('classic').describe('Dashboard schema.'),
        folder: line.optional().describe('Grafana folder; the title of the service unless given.'),
      })
      .optional(),
    runbooks: z
      .strictObject({
        dir: relativePath.describe('Folder of runbooks and reference pages.'),
        url: url.optional().describe('Where the runbooks are published; alerts link there.'),
      })
      .optional(),
  })
  .describe('What is generated and where.');
