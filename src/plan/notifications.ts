import type { Model } from '../model/model.ts';
import type { Severity, TeamReceiver } from '../model/team.ts';
import type { RulePlan } from './plan.ts';

/**
 * Who is notified of an alert of a team: its receiver for the severity, else that of the team that owns the service,
 * else the default.
 */
export function receiverOf(
  { teams, service, routing }: Model,
  owner: string,
  severity: Severity,
): TeamReceiver | undefined {
  const own = teams.get(owner)?.receivers.get(severity.name) ?? service.owner.receivers.get(severity.name);
  return own ?? (routing && { receiver: routing.default, active: [], muted: [] });
}

/** The teams that own alerts, each with the severities of its alerts. */
export function severitiesByOwner({ groups }: RulePlan): Map<string, Set<Severity>> {
  const owners = new Map<string, Set<Severity>>();
  for (const rule of groups.flatMap(({ rules }) => rules)) {
    if (rule.kind !== 'alert') continue;
    const severities = owners.get(rule.owner) ?? new Set();
    owners.set(rule.owner, severities.add(rule.severity));
  }
  return owners;
}

/**
 * Labels whose values tell the alerts of one cluster or environment from those of another, with the values that are
 * ours. A label that tells the replicas of one Prometheus apart is left aside: their alerts are the same.
 */
export function labelsApart({ service, outputs }: Model): ReadonlyMap<string, readonly string[]> {
  const external = Object.entries(outputs.prometheus?.external_labels ?? {});
  const { labels, apart } = service.target;
  return new Map([
    ...external.filter(([name]) => !isReplica(name)).map(([name, value]) => [name, [value]] as const),
    ...labels
      .filter(({ name }) => apart.includes(name))
      .map(({ name, values = [] }) => [name, values] as const),
  ]);
}

/** @see https://prometheus.io/docs/alerting/latest/high_availability/ */
export const isReplica = (label: string) => /(^|_)replica(_|$)/.test(label);
