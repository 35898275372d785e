import * as z from 'zod';
import { duration, exactlyOne, line, relativePath, url, visibleName } from './scalars.ts';

const secretFile = z
  .string()
  .regex(/^\/\S+$/, 'must be the absolute path of a file on the Alertmanager host');

const receiver = exactlyOne(
  z.strictObject({
    pagerduty: z
      .strictObject({ routing_key_file: secretFile.describe('File that holds the routing key.') })
      .optional()
      .describe('PagerDuty, Events API v2.'),
    slack: z
      .strictObject({
        channel: line.describe('Channel, such as "#ryot-oncall".'),
        api_url_file: secretFile.describe('File that holds the URL of the incoming webhook.'),
      })
      .optional()
      .describe('Slack.'),
    webhook: z
      .strictObject({
        url: url.describe('Address that notifications are posted to; it must hold no secret.'),
      })
      .optional()
      .describe('Any HTTP service.'),
    email: z
      .strictObject({
        to: line.describe('Address.'),
        from: line.describe('Address of the sender.'),
        smarthost: line.describe('Mail server that takes messages without a login, host:port.'),
      })
      .optional()
      .describe('E-mail.'),
  }),
  ['pagerduty', 'slack', 'webhook', 'email'],
).describe('Where notifications go; secrets stay in files on the Alertmanager host.');

/** `...` alone means every label. */
const groupLabel = z
  .string()
  .regex(
    /^(\.{3}|[a-zA-Z_][a-zA-Z0-9_]*)$/,
    'is not a label name; use letters, digits and _, or ... for every label',
  );

export const routing = z
  .strictObject({
    receivers: z.record(z.string().regex(/^[a-z0-9-]+$/), receiver).describe('Receivers by name.'),
    severities: z
      .strictObject({
        page: line.optional().describe('Receiver of pages.'),
        ticket: line.optional().describe('Receiver of tickets.'),
        info: line.optional().describe('Receiver of information.'),
      })
      .describe('Receiver of each severity.'),
    owners: z
      .record(visibleName(line), line)
      .optional()
      .describe('Receiver of the pages and tickets of a team other than the owner.'),
    default: line.describe('Receiver of everything else.'),
    group_by: z
      .array(groupLabel)
      .default(['alertname', 'service', 'slo'])
      .describe('Alerts that agree in these labels are one notification.'),
    group_wait: duration.default('30s').describe('How long a new group waits for more alerts.'),
    group_interval: duration.default('5m').describe('How long until a group tells of further alerts.'),
    repeat_interval: duration.default('4h').describe('How long until a firing group is told again.'),
  })
  .describe('Alertmanager routes.');

export const outputs = z
  .strictObject({
    templates: relativePath
      .optional()
      .describe('Folder with templates of your own, which replace the built-in ones by name.'),
    typescript: z
      .strictObject({ file: relativePath.describe('File of the instrumentation module.') })
      .optional()
      .describe('Typed instrumentation module.'),
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
      .optional()
      .describe('Rules, rule tests, and configuration of Prometheus and Alertmanager.'),
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
      .optional()
      .describe('Grafana dashboards.'),
    runbooks: z
      .strictObject({
        dir: relativePath.describe('Folder of runbooks and reference pages.'),
        url: url.optional().describe('Where the runbooks are published; alerts link there.'),
      })
      .optional()
      .describe('Runbooks and reference pages.'),
  })
  .describe('What is generated and where.');
