import * as z from 'zod';
import { duration, exactlyOne, line, relativePath, url, visibleName } from './scalars.ts';

const secretFile = z
  .string()
  .regex(/^\/\S+$/, 'must be the absolute path of a file on the Alertmanager host');

const receiver = exactlyOne(
  z.strictObject({
    pagerduty: z
      .strictObject({ routing_key_file: secretFile.describe('File with the routing key.') })
      .optional()
      .describe('PagerDuty, Events API v2.'),
    slack: z
      .strictObject({
        channel: line.describe('Channel, such as "#ryot-oncall".'),
        api_url_file: secretFile.describe('File with the URL of the incoming webhook.'),
      })
      .optional()
      .describe('Slack.'),
    webhook: z
      .strictObject({
        url: url
          .refine((text) => !text.includes('{{'), 'must not contain {{, which Alertmanager may expand')
          .describe('URL that notifications are posted to; must not contain a secret.'),
      })
      .optional()
      .describe('Any HTTP service.'),
    email: z
      .strictObject({
        to: line.describe('Address of the recipient.'),
        from: line.describe('Address of the sender.'),
        smarthost: line.describe('Mail server that accepts messages without a login, as host:port.'),
      })
      .optional()
      .describe('E-mail.'),
  }),
  ['pagerduty', 'slack', 'webhook', 'email'],
).describe('Destination of notifications; secrets stay in files on the Alertmanager host.');

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
        info: line.optional().describe('Receiver of info alerts.'),
      })
      .describe('Receiver of each severity.'),
    owners: z
      .record(visibleName(line), line)
      .optional()
      .describe('Receiver of the pages and tickets of each other team.'),
    default: line.describe('Receiver of all other alerts.'),
    group_by: z
      .array(groupLabel)
      .default(['alertname', 'service', 'slo'])
      .describe('Labels by which alerts are grouped into one notification.'),
    group_wait: duration
      .default('30s')
      .describe('How long a new group waits for more alerts before the first notification.'),
    group_interval: duration
      .default('5m')
      .describe('Minimum time before a notification about new alerts of a group.'),
    repeat_interval: duration
      .default('4h')
      .describe('Time before the notification of a firing group is repeated.'),
  })
  .describe('Notification routing of Alertmanager.');

const refusalAlert = z
  .boolean()
  .default(true)
  .describe(
    'Whether an alert fires when the module refuses recordings; an alert of the same name under `alerts` replaces it.',
  );

/** Keywords that consist of lower-case letters. */
const PYTHON_KEYWORDS: ReadonlySet<string> = new Set(
  'and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
);

export const outputs = z
  .strictObject({
    templates: relativePath
      .optional()
      .describe('Folder with custom templates, which replace the built-in ones of the same name.'),
    typescript: z
      .strictObject({
        file: relativePath.describe('Path of the instrumentation module.'),
        refusal_alert: refusalAlert,
      })
      .optional()
      .describe('Typed instrumentation module.'),
    python: z
      .strictObject({
        dir: relativePath.describe('Folder of the package; belongs on the path of Python.'),
        package: z
          .string()
          .regex(/^[a-z][a-z0-9_]*$/, 'must be a Python package name: lower-case letters, digits and _')
          .refine((name) => !PYTHON_KEYWORDS.has(name), 'is a keyword of Python')
          .describe('Name that programs import.'),
        refusal_alert: refusalAlert,
      })
      .optional()
      .describe('Typed instrumentation package for Python 3.10 and later.'),
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
          })
          .optional()
          .describe('How Prometheus finds the targets.'),
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
