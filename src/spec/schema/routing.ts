import * as z from 'zod';
import { duration, exactlyOne, identifier, line, url, visibleName } from './scalars.ts';
import { timeInterval } from './time-intervals.ts';

const FILE = /^\/\S+$/;
const NOT_A_FILE = 'must be the absolute path of a file on the Alertmanager host';
const secretFile = z.string().regex(FILE, NOT_A_FILE);

type Setting = string | number | boolean | Setting[] | { [key: string]: Setting };

const setting: z.ZodType<Setting> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.array(setting), z.record(z.string(), setting)], {
    error: 'is not a setting',
  }),
);
/** Settings of Alertmanager itself, whose names amtool checks. */
const settings = z
  .record(z.string(), setting)
  .check(({ value, issues }) => {
    for (const path of withoutFile(value, []))
      issues.push({ code: 'custom', input: value, path, message: NOT_A_FILE });
  })
  .optional();

/** Where a `…_file` names no file. */
function withoutFile(value: Setting, path: string[]): string[][] {
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([key, child]) => withoutFile(child, [...path, key]));
  return path.at(-1)?.endsWith('_file') && !FILE.test(String(value)) ? [path] : [];
}

/**
 * Destinations that are taken over as they are written.
 * @see https://prometheus.io/docs/alerting/latest/configuration/#general-receiver-related-settings
 */
const PASSED_ON = [
  'discord',
  'incidentio',
  'jira',
  'mattermost',
  'msteams',
  'msteamsv2',
  'opsgenie',
  'pushover',
  'rocketchat',
  'sns',
  'telegram',
  'victorops',
  'webex',
  'wechat',
] as const;

const passedOn = Object.fromEntries(
  PASSED_ON.map((kind) => [
    kind,
    settings.describe(`Settings of \`${kind}_configs\` of Alertmanager; secrets as files.`),
  ]),
) as Record<(typeof PASSED_ON)[number], typeof settings>;

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
    webhook: exactlyOne(
      z.strictObject({
        url: url
          .refine((text) => !text.includes('{{'), 'must not contain {{, which Alertmanager may expand')
          .optional()
          .describe('URL that notifications are posted to; must not contain a secret.'),
        url_file: secretFile.optional().describe('File with the URL; needs Alertmanager 0.26.'),
      }),
      ['url', 'url_file'],
    )
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
    ...passedOn,
  }),
  ['pagerduty', 'slack', 'webhook', 'email', ...PASSED_ON],
).describe('Destination of notifications; secrets stay in files on the Alertmanager host.');

/** `...` alone means every label. */
const groupLabel = z
  .string()
  .regex(
    /^(\.{3}|[a-zA-Z_][a-zA-Z0-9_]*)$/,
    'is not a label name; use letters, digits and _, or ... for every label',
  );

const name = z.string().regex(/^[a-z0-9-]+$/, 'must be lower case letters, digits and -');

export const routing = z
  .strictObject({
    receivers: z.record(name, receiver).describe('Receivers by name.'),
    time_intervals: z
      .record(name, z.array(timeInterval).min(1))
      .default({})
      .describe('Named times, such as working hours, which receivers of teams refer to.'),
    default: line.describe('Receiver of all other alerts.'),
    group_by: z
      .array(groupLabel)
      .optional()
      .describe(
        'Labels by which alerts are grouped into one notification; defaults to alertname, service, slo and what tells clusters apart.',
      ),
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

const intervals = z.array(line).min(1).optional();

/** A receiver of a team, all day or at times. */
const teamReceiver = z.union(
  [
    line,
    z.strictObject({
      receiver: line.describe('Receiver under `routing.receivers`.'),
      active_time_intervals: intervals.describe('Notifications wait outside these times.'),
      mute_time_intervals: intervals.describe('Notifications wait during these times.'),
    }),
  ],
  { error: 'is neither the name of a receiver nor { receiver: …, active_time_intervals: [ … ] }' },
);

const teamShape = {
  title: line.optional().describe('Display name of the team.'),
  channel: line.optional().describe('Chat channel of the team, such as "#ryot-oncall".'),
  escalation: z
    .array(line)
    .min(1)
    .optional()
    .describe('Whom to call, in order, if the team does not respond.'),
  receivers: z
    .record(identifier, teamReceiver)
    .default({})
    .describe(
      'Receiver for each severity, by its name; the others go to that of the team that owns the service, then to the default.',
    ),
};

export const teams = z
  .record(visibleName(line), z.strictObject(teamShape))
  .default({})
  .describe('Teams by name, which `owner` refers to.');

/** A team by its name, or declared in place. */
export const owner = z
  .union(
    [
      visibleName(line),
      z.strictObject({
        team: visibleName(line).describe('Name of the team; value of the `owner` label of every alert.'),
        ...teamShape,
      }),
    ],
    { error: 'is neither the name of a team nor { team: … }' },
  )
  .describe('Team that is responsible for the service: one of `teams`, or declared here as { team: … }.');

/** Severities that every spec has, the most urgent first. */
export const URGENCIES = ['page', 'ticket', 'info'] as const;
const like = z.enum(URGENCIES);

const severityValue = z.union(
  [
    visibleName(line),
    z.strictObject({
      label: visibleName(line)
        .optional()
        .describe('Value of the `severity` label; defaults to the name of the severity.'),
      like: like.optional().describe('What it resembles: page wakes somebody and silences its tickets.'),
    }),
  ],
  { error: 'is neither a label value nor { label: …, like: page, ticket or info }' },
);

export const severities = z
  .record(identifier, severityValue)
  .default({})
  .check((context) => {
    const problem = (path: string[], message: string) =>
      context.issues.push({ code: 'custom', input: context.value, path, message });
    const names = new Map<string, string>();
    const written = Object.entries(context.value);
    for (const name of URGENCIES) if (!Object.hasOwn(context.value, name)) names.set(name, name);
    for (const [name, value] of written) {
      const { label = name, like: urgency } = typeof value === 'string' ? { label: value } : value;
      const own = URGENCIES.find((each) => each === name);
      if (own === undefined && urgency === undefined)
        problem([name], `"${name}" does not say what it resembles: add like: page, ticket or info`);
      if (own !== undefined && urgency !== undefined && urgency !== own)
        problem([name, 'like'], `"${name}" cannot be like ${urgency}`);
      const other = names.get(label);
      if (other !== undefined)
        problem([name], `"${name}" and "${other}" have the same label value, "${label}"`);
      names.set(label, name);
    }
  })
  .describe('Label values of the severities page, ticket and info, and further severities.');
