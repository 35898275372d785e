import { URGENCIES } from '../../spec/schema/routing.ts';
import type { Spec } from '../../spec/schema/spec.ts';
import type { Severity } from '../team.ts';

/** The severities of the spec: page, ticket and info, then its own. */
export function severitiesOf({ severities }: Spec): Map<string, Severity> {
  const all = new Map<string, Severity>(URGENCIES.map((name) => [name, { name, label: name, like: name }]));
  for (const [name, written] of Object.entries(severities)) {
    const { label = name, like = all.get(name)?.like ?? 'info' } =
      typeof written === 'string' ? { label: written } : written;
    all.set(name, { name, label, like });
  }
  return all;
}
