import type { Routing } from '../../model/model.ts';
import { receiverOf } from '../../plan/alerts.ts';
import { type Numbered, numbered } from './numbered.ts';
import type { Site } from './site.ts';
import type { AlertEntry } from './usage.ts';

export interface EscalationView {
  /** Of the spec, for this alert. */
  readonly text: string;
  readonly team: string;
  /** Of the team, where it is the one that owns the service. */
  readonly channel: string;
  readonly receivers: readonly { readonly severity: string; readonly name: string; readonly where: string }[];
  /** Whom to call, in order. */
  readonly people: readonly Numbered[];
  /** The team that owns the service, where the alert belongs to another. */
  readonly service: { readonly team: string; readonly channel: string } | null;
}

export function escalation(site: Site, entry: AlertEntry): EscalationView {
  const { owner } = site.model.service;
  const team = entry.alert?.owner ?? entry.slo?.owner ?? owner.team;
  const own = team === owner.team;
  const { routing } = site.model;
  const severities = [...new Set(entry.rules.map(({ severity }) => severity))];
  return {
    text: (entry.alert?.runbook ?? entry.slo?.runbook)?.escalation ?? '',
    team,
    channel: own ? (owner.channel ?? '') : '',
    receivers:
      routing === undefined
        ? []
        : severities.map((severity) => {
            const name = receiverOf(routing, { owner: team, severity });
            return { severity, name, where: whereOf(routing, name) };
          }),
    people: numbered(owner.escalation),
    service: own ? null : { team: owner.team, channel: owner.channel ?? '' },
  };
}

function whereOf(routing: Routing, name: string): string {
  const receiver = routing.receivers.get(name);
  if (receiver?.slack !== undefined) return `Slack ${receiver.slack.channel}`;
  if (receiver?.pagerduty !== undefined) return 'PagerDuty';
  if (receiver?.email !== undefined) return `e-mail to ${receiver.email.to}`;
  return receiver?.webhook === undefined ? '' : 'webhook';
}
