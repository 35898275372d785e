import type { SpecPath } from '../../spec/path.ts';
import type { Spec } from '../../spec/schema/spec.ts';
import type { Routing } from '../model.ts';
import type { Team, TeamReceiver } from '../team.ts';
import type { BuildContext } from './context.ts';

/** Teams by name; one that the service declares in place is the first. */
export function teamsOf(context: BuildContext): Map<string, Team> {
  const { service, teams } = context.spec;
  const all = new Map<string, Team>();
  if (typeof service.owner !== 'string')
    all.set(service.owner.team, teamOf(context, service.owner.team, service.owner, ['service', 'owner']));
  for (const [name, written] of Object.entries(teams)) {
    const path = ['teams', name];
    if (all.has(name))
      context.report(
        'duplicate/name',
        path,
        { what: 'team', name, other: 'the owner of the service' },
        'key',
      );
    else all.set(name, teamOf(context, name, written, path));
  }
  return all;
}

function teamOf(context: BuildContext, name: string, written: Spec['teams'][string], path: SpecPath): Team {
  const { title = name, channel, escalation = [] } = written;
  const receivers = Object.entries(written.receivers).map(([severity, receiver]): [string, TeamReceiver] => {
    const at = [...path, 'receivers', severity];
    if (!context.severities.has(severity))
      context.unknown('severity', severity, at, context.severities.keys(), 'key');
    return [severity, receiverOf(context, receiver, at)];
  });
  return { name, title, channel, escalation, receivers: new Map(receivers), path };
}

function receiverOf(
  context: BuildContext,
  written: Spec['teams'][string]['receivers'][string],
  path: SpecPath,
): TeamReceiver {
  const { receivers = {}, time_intervals: intervals = {} } = context.spec.routing ?? {};
  const isText = typeof written === 'string';
  const receiver = isText ? written : written.receiver;
  if (!Object.hasOwn(receivers, receiver))
    context.unknown('receiver', receiver, isText ? path : [...path, 'receiver'], Object.keys(receivers));
  const named = (key: 'active_time_intervals' | 'mute_time_intervals') => {
    const names = (!isText && written[key]) || [];
    for (const [index, name] of names.entries())
      if (!Object.hasOwn(intervals, name))
        context.unknown('time interval', name, [...path, key, index], Object.keys(intervals));
    return names;
  };
  return { receiver, active: named('active_time_intervals'), muted: named('mute_time_intervals') };
}

/** Where notifications go; undefined where the spec does not say. */
export function routingOf(context: BuildContext): Routing | undefined {
  const { routing } = context.spec;
  if (routing === undefined) return undefined;
  const receivers = new Map(Object.entries(routing.receivers));
  if (!receivers.has(routing.default))
    context.unknown('receiver', routing.default, ['routing', 'default'], receivers.keys());
  return { ...routing, receivers, intervals: new Map(Object.entries(routing.time_intervals)) };
}
