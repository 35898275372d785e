import type { Model } from '../model/model.ts';
import { isSliced, type Slo } from '../model/slo.ts';
import type { AlertRule, Rule, RulePlan } from '../plan/plan.ts';
import { hasTotals } from '../plan/slo-events.ts';
import { LABEL, tierName } from '../slo/names.ts';
import { errorBudget, firingTiers, shortest } from '../slo/tiers.ts';
import { windowsOf } from '../slo/windows.ts';
import type { TestFile } from './rule-test.ts';
import { failureTests, nearThresholdTests, quietTests } from './slo-alert-tests.ts';
import { periodFile, steadyRecords } from './slo-record-tests.ts';
import { givenTests, sliceTests, sliceWindowFiles } from './slo-slice-tests.ts';
import type { SloUnderTest } from './slo-subject.ts';
import { tierFile } from './slo-tier-tests.ts';

/** Test files of the SLOs: for each, one of its records, one for each tier, one of its period. */
export function sloFiles(model: Model, plan: RulePlan): TestFile[] {
  return model.slos.flatMap((slo) => {
    const subject = subjectOf(model, plan, slo);
    if (subject === undefined) return [];
    return [
      stateFile(subject),
      ...subject.tiers.flatMap((tier) => tierFile(subject, tier)),
      ...(isSliced(slo.sli) ? sliceWindowFiles(subject) : periodFile(subject)),
    ];
  });
}

function subjectOf(model: Model, plan: RulePlan, slo: Slo): SloUnderTest | undefined {
  const isOwn = ({ origin }: Rule) => origin.kind === 'slo' && origin.slo === slo.id;
  const group = plan.groups.find(({ rules }) => rules.some(isOwn));
  if (group === undefined) return undefined;
  const own = plan.groups.flatMap(({ rules }) => rules.filter(isOwn));
  const tiers = firingTiers(slo).flatMap((tier) => {
    const rule = own.find(
      (each): each is AlertRule => each.kind === 'alert' && each.labels.get(LABEL.tier) === tierName(tier),
    );
    return rule === undefined ? [] : [{ tier, rule }];
  });
  const budget = shortest(errorBudget(slo));
  const windows = windowsOf(slo, model.service);
  return { model, slo, windows, budget, tiers, file: group.file, totals: hasTotals(slo) };
}

/** Tests of the records and of all tiers at once, at the pace of the rules. */
function stateFile(subject: SloUnderTest): TestFile {
  const { model, slo, tiers } = subject;
  return {
    name: `slo-${slo.id}`,
    about: `The records of ${slo.id}, and its alerts when everything is bad, good or silent.`,
    ruleFiles: [subject.file],
    evaluationInterval: model.service.ruleInterval,
    tests: isSliced(slo.sli)
      ? [...sliceTests(subject), ...givenTests(subject), ...failureTests(subject), ...quietTests(subject)]
      : [
          ...steadyRecords(subject),
          ...failureTests(subject),
          ...tiers.flatMap((tier) => nearThresholdTests(subject, tier)),
          ...quietTests(subject),
        ],
  };
}
