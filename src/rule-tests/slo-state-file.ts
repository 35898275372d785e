import { failure, nearThreshold } from './slo-alert-tests.ts';
import { quiet } from './slo-quiet-tests.ts';
import { steadyRecords } from './slo-record-tests.ts';
import { givenTests, sliceTests } from './slo-slice-tests.ts';
import type { SloUnderTest } from './slo-subject.ts';
import type { TestFile } from './test-file.ts';

/** Tests of the records and of all tiers at once, at the pace of the rules. */
export function stateFile(subject: SloUnderTest): TestFile[] {
  const { model, slo } = subject;
  const tests =
    slo.sli.kind === 'threshold'
      ? [...sliceTests(subject), ...givenTests(subject), ...failure(subject), ...quiet(subject)]
      : [
          ...steadyRecords(subject),
          ...failure(subject),
          ...subject.tiers.flatMap(({ tier }) => nearThreshold(subject, tier)),
          ...quiet(subject),
        ];
  if (tests.length === 0) return [];
  return [
    {
      name: `slo-${slo.id}`,
      about: `What is recorded for ${slo.id}, and its alerts when all is bad, good or silent.`,
      ruleFiles: [subject.file],
      evaluationInterval: model.service.ruleInterval,
      tests,
    },
  ];
}
