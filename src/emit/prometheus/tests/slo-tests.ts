import type { Model } from '../../../model/model.ts';
import type { Slo } from '../../../model/slo.ts';
import type { AlertRule, RulePlan } from '../../../rules/plan.ts';
import { LABEL, tierName } from '../../../slo/names.ts';
import { firingTiers, type Tier } from '../../../slo/tiers.ts';
import { type SloWindows, windowsOf } from '../../../slo/windows.ts';
import { formatDuration } from '../../../spec/scalars.ts';
import { periodFile } from './slo-period-tests.ts';
import { stateFile } from './slo-record-tests.ts';
import { tierFile } from './slo-tier-tests.ts';
import type { TestFile } from './test-file.ts';

/** An SLO with its rules and what its tests have to know. */
export interface SloUnderTest {
  readonly model: Model;
  readonly slo: Slo;
  readonly windows: SloWindows;
  readonly tiers: readonly { readonly tier: Tier; readonly rule: AlertRule }[];
  /** File of its rules. */
  readonly file: string;
  /** Further labels of the `slo:info` series. */
  readonly facts: ReadonlyMap<string, string>;
}

/** Test files of the SLOs: for each, one of its records, one for each tier, one of its period. */
export function sloFiles(model: Model, plan: RulePlan): TestFile[] {
  return model.slos.flatMap((slo) => {
    const subject = subjectOf(model, plan, slo);
    if (subject === undefined) return [];
    return [
      ...stateFile(subject),
      ...subject.tiers.flatMap(({ tier, rule }) => tierFile(subject, tier, rule)),
      ...periodFile(subject),
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

/** Labels of every series of the SLO. */
export function seriesLabels(
  { model, slo }: SloUnderTest,
  own: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  return new Map([...own, [LABEL.service, model.service.name], [LABEL.slo, slo.id]]);
}

/** Samples that fill a stretch of time. */
export function samplesIn(seconds: number, interval: number): number {
  return Math.ceil(seconds / interval - 1e-9);
}
