import type { Slo } from '../../model/slo.ts';
import { burnAlertName, tierName } from '../../slo/names.ts';
import { declaredTiers } from '../../slo/tiers.ts';
import type { SpecPath } from '../../spec/path.ts';
import type { LintContext, LintRule } from '../rule.ts';
import { writtenMetrics } from '../written-metrics.ts';

/** Sections with names that others chose. */
const FOREIGN: ReadonlySet<unknown> = new Set(['sources', 'external']);

interface Named {
  readonly what: string;
  readonly name: string;
  readonly path: SpecPath;
}

/** Names that others refer to, and that files are called by, are given once, whatever their case. */
export const duplicateNames: LintRule = {
  codes: ['duplicate/name', 'duplicate/case'],
  *check(context) {
    const { document } = context;
    for (const names of namespaces(context)) {
      const first = new Map<string, Named>();
      for (const named of names) {
        const key = named.name.toLowerCase();
        const earlier = first.get(key);
        if (earlier === undefined) {
          first.set(key, named);
          continue;
        }
        const isSame = earlier.name === named.name;
        // What others call their metrics is for them to say.
        if (!isSame && FOREIGN.has(named.path[0])) continue;
        const other = earlier.what === named.what ? `another ${named.what}` : `the ${earlier.what}`;
        const related = [{ place: document.locate(earlier.path, 'key'), note: `the ${earlier.what}` }];
        const code = isSame ? 'duplicate/name' : 'duplicate/case';
        const args = {
          what: named.what,
          name: named.name,
          inSources: isSame && named.path[0] === 'sources' && earlier.path[0] === 'sources',
          other: isSame ? other : `${other}, "${earlier.name}",`,
        };
        yield document.finding(code, named.path, args, { related, side: 'key' });
      }
    }
  },
};

function namespaces({ spec, model }: LintContext): Named[][] {
  const entries = <K extends string>(
    what: string,
    section: 'recordings' | 'slos' | 'alerts' | 'dashboards',
    key: K,
  ) =>
    (spec[section] as readonly Readonly<Record<K, string>>[]).map(
      (entry, index): Named => ({ what, name: entry[key], path: [section, index, key] }),
    );
  const slos = entries('SLO', 'slos', 'id');
  // Two SLOs of one id are one finding, not a second one about their alerts.
  const burnAlerts = new Map(
    spec.slos
      .map(({ id, alerts: { name: alertName } }, index): [string, Named] => {
        const name = burnAlertName(spec.service.name, { id, alertName });
        const path = ['slos', index, ...(alertName === undefined ? ['id'] : ['alerts', 'name'])];
        return [`${id} ${name}`, { what: 'burn-rate alert of the SLO', name, path }];
      })
      .toReversed(),
  );
  return [
    [
      ...[...model.own.values()].map(
        ({ name, path }): Named => ({ what: 'metric of the module', name, path }),
      ),
      ...writtenMetrics(spec),
      ...entries('recording', 'recordings', 'record'),
    ],
    slos,
    ...model.slos.map(tiersOf),
    [...[...burnAlerts.values()].toReversed(), ...entries('alert', 'alerts', 'name')],
    entries('dashboard', 'dashboards', 'uid'),
  ];
}

/** A tier is called by its severity and its windows, wherever alerts, tests and files speak of it. */
function tiersOf(slo: Slo): Named[] {
  return declaredTiers(slo).map((tier) => ({ what: 'tier', name: tierName(tier), path: tier.path }));
}
