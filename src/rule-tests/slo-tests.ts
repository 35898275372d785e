import type { Model } from '../model/model.ts';
import type { Slo } from '../model/slo.ts';
import type { AlertRule, RulePlan } from '../plan/plan.ts';
import { LABEL, tierName } from '../slo/names.ts';
import { firingTiers } from '../slo/tiers.ts';
import { windowsOf } from '../slo/windows.ts';
import { formatDuration } from '../spec/scalars.ts';
import { periodFile } from './slo-period-tests.ts';
import { sliceWindowFiles } from './slo-slice-windows.ts';
import { stateFile } from './slo-state-file.ts';
import type { SloUnderTest } from './slo-subject.ts';
import { tierFile } from './slo-tier-tests.ts';
import type { TestFile } from './test-file.ts';

/** Test files of the SLOs: for each, one of its records, one for each tier, one of its period. */
export function sloFiles(model: Model, plan: RulePlan): TestFile[] {
  return model.slos.flatMap((slo) => {
    const subject = subjectOf(model, plan, slo);
    if (subject === undefined) return [];
    return [
      ...stateFile(subject),
      ...subject.tiers.flatMap(({ tier, rule }) => tierFile(subject, tier, rule)),
      ...(slo.sli.kind === 'threshold' ? sliceWindowFiles(subject) : periodFile(subject)),
    ];
  });
}

function subjectOf(model: Model, plan: RulePlan, slo: Slo): SloUnderTest | undefined {
  const group = plan.groups.find(({ rules }) =>
    rules.some(({ origin }) => origin.kind === 'slo' && origin.slo === slo.id),
  );
  if (group === undefined) return undefined;
  const own = group.rules.filter(({ origin }) => origin.kind === 'slo' && origin.slo === slo.id);
  const tiers = firingTiers(slo).flatMap((tier) => {
    const rule = own.find(
      (each): each is AlertRule => each.kind === 'alert' && each.labels.get(LABEL.tier) === tierName(tier),
    );
    return rule === undefined ? [] : [{ tier, rule }];
  });
  const facts = new Map([
    ['title', slo.title],
    ['objective', slo.objectiveText],
    ['period', formatDuration(slo.window)],
    [LABEL.owner, slo.owner],
  ]);
  return { model, slo, windows: windowsOf(slo, model.service), tiers, file: group.file, facts };
}
