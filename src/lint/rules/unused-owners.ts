import { suggest } from '../../finding/suggest.ts';
import type { LintRule } from '../rule.ts';

/** A team that has a receiver of its own has something to be told. */
export const unusedOwners: LintRule = {
  codes: ['unused/owner'],
  needsWholeModel: true,
  *check({ document, model: { alerts, slos, routing } }) {
    const teams = [...new Set([...alerts, ...slos].map(({ owner }) => owner))];
    for (const team of Object.keys(routing?.owners ?? {})) {
      if (teams.includes(team)) continue;
      const args = { team, suggestion: suggest(team, teams) };
      yield document.finding('unused/owner', ['routing', 'owners', team], args, { side: 'key' });
    }
  },
};
