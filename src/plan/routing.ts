import type { Severity } from '../model/alert.ts';
import type { Routing } from '../model/model.ts';

/** What the receiver of a team other than the owner gets; what asks for nothing stays with the service. */
export const OF_OTHER_TEAMS: readonly Severity[] = ['page', 'ticket'];

/** Who is told of an alert: the receiver of its team, else that of its severity, else the default. */
export function receiverOf(routing: Routing, alert: { owner: string; severity: Severity }): string {
  const { owners = {} } = routing;
  const hasOwn = OF_OTHER_TEAMS.includes(alert.severity) && Object.hasOwn(owners, alert.owner);
  const team = hasOwn ? owners[alert.owner] : undefined;
  return team ?? routing.severities[alert.severity] ?? routing.default;
}
