import type { RuleTest, TestFile } from '../../src/rule-tests/rule-test.ts';
import { LABEL } from '../../src/slo/names.ts';
import type { Mutant } from './mutate.ts';

/** One test, in a file of its own. */
export interface SingleTest {
  readonly file: TestFile;
  readonly cost: number;
}

/** The tests that could notice a mutant, the cheapest first. */
export function relevantTests(files: readonly TestFile[], mutant: Mutant): SingleTest[] {
  const { group, rule } = mutant;
  const kin = group.rules.filter(({ origin }) => JSON.stringify(origin) === JSON.stringify(rule.origin));
  const names = kin.map((each) => (each.kind === 'record' ? each.record : each.alert));
  const tier = rule.labels.get(LABEL.tier);
  return files
    .filter(({ ruleFiles }) => ruleFiles.includes(group.file))
    .flatMap((file) => file.tests.map((test) => ({ file: { ...file, tests: [test] }, test })))
    .filter(({ test }) => mentions(test, names) && (tier === undefined || concerns(test, tier)))
    .map(({ file, test }) => ({ file, cost: costOf(file, test) }))
    .sort((a, b) => a.cost - b.cost);
}

function checksOf({ alerts = [], samples = [] }: RuleTest): string[] {
  return [...alerts.map(({ alert }) => alert), ...samples.map(({ expr }) => expr)];
}

function mentions(test: RuleTest, names: readonly string[]): boolean {
  return checksOf(test).some((check) => names.some((name) => check.includes(name)));
}

/** Tests of another tier say nothing about this one. */
function concerns({ samples = [] }: RuleTest, tier: string): boolean {
  const selecting = samples.filter(({ expr }) => expr.includes(`${LABEL.tier}="`));
  return selecting.length === 0 || selecting.some(({ expr }) => expr.includes(`${LABEL.tier}="${tier}"`));
}

/** Evaluations that the test takes. */
function costOf({ evaluationInterval }: TestFile, { alerts = [], samples = [] }: RuleTest): number {
  return Math.max(...[...alerts, ...samples].map(({ at }) => at)) / evaluationInterval;
}
