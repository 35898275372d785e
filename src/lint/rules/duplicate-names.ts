import type { Slo } from '../../model/slo.ts';
import { burnAlertName, tierName } from '../../slo/names.ts';
import { declaredTiers } from '../../slo/tiers.ts';
import type { SpecPath } from '../../spec/path.ts';
import type { LintContext, LintRule } from '../rule.ts';

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
        if (!isSame && named.what === 'external metric') continue;
        const other = earlier.what === named.what ? `another ${named.what}` : `the ${earlier.what}`;
        const related = [{ place: document.locate(earlier.path, 'key'), note: `the ${earlier.what}` }];
        const code = isSame ? 'duplicate/name' : 'duplicate/case';
        const args = {
          what: named.what,
          name: named.name,
          other: isSame ? other : `${other}, "${earlier.name}",`,
        };
        yield document.finding(code, named.path, args, { related, side: 'key' });
      }
    }
  },
};

function namespaces({ spec, model }: LintContext): Named[][] {
  const { metrics, external, recordings, slos, alerts, dashboards } = spec;
  return [
    [
      ...Object.keys(metrics).map((name) => ({ what: 'metric', name, path: ['metrics', name] })),
      ...Object.keys(external).map((name) => ({ what: 'external metric', name, path: ['external', name] })),
      ...recordings.map(({ record: name }, index) => ({
        what: 'recording',
        name,
        path: ['recordings', index, 'record'],
      })),
    ],
    slos.map(({ id: name }, index) => ({ what: 'SLO', name, path: ['slos', index, 'id'] })),
    ...model.slos.map(tiersOf),
    [
      ...slos.map(({ id }, index) => ({
        what: 'burn-rate alert of the SLO',
        name: burnAlertName(spec.service.name, id),
        path: ['slos', index, 'id'],
      })),
      ...alerts.map(({ name }, index) => ({ what: 'alert', name, path: ['alerts', index, 'name'] })),
    ].filter(isFirstOfSlo()),
    dashboards.map(({ uid: name }, index) => ({
      what: 'dashboard',
      name,
      path: ['dashboards', index, 'uid'],
    })),
  ];
}

/** A tier is called by its severity and its windows, wherever alerts, tests and files speak of it. */
function tiersOf(slo: Slo): Named[] {
  return declaredTiers(slo).map((tier) => ({ what: 'tier', name: tierName(tier), path: tier.path }));
}

/** Two SLOs of one id are one finding, not a second one about their alerts. */
function isFirstOfSlo(): (named: Named) => boolean {
  const seen = new Set<string>();
  return ({ what, name }) => {
    if (what === 'alert') return true;
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  };
}
