import type { Rule, RulePlan } from '../plan/plan.ts';
import { readsOfRule, readsOfText, writersOf } from '../plan/reads.ts';
import type { RuleTest, TestFile } from './rule-test.ts';

/** Test files, and the rule files that they load. */
interface TestRun {
  readonly plan: RulePlan;
  readonly files: readonly TestFile[];
}

/**
 * The same tests, each beside no other rules than those that it looks at and what these read. promtool evaluates every
 * rule of a file for every test of it, so the cost of n alerts that are tested in one file grows with n squared.
 * @see https://github.com/prometheus/prometheus/blob/v2.42.0/cmd/promtool/unittest.go
 */
export function narrowed(plan: RulePlan, files: readonly TestFile[], version: string): TestRun {
  const runs = files.flatMap((file) => runsOf(plan, file, version));
  return {
    plan: { groups: runs.flatMap(({ plan: { groups } }) => groups) },
    files: runs.flatMap((run) => run.files),
  };
}

/** A file for all tests that need the same rules. */
function runsOf(plan: RulePlan, file: TestFile, version: string): TestRun[] {
  const groups = plan.groups.filter((group) => file.ruleFiles.includes(group.file));
  const rules = groups.flatMap((group) => group.rules);
  const needsOf = needs(rules, version);
  const needed = new Map(file.tests.map((test) => [test, needsOf(test)]));
  const byNeed = groupBy(file.tests, (test) =>
    rules
      .filter((rule) => needed.get(test)?.has(rule))
      .map(idOf)
      .join(),
  );
  return [...byNeed.values()].map((tests, index) => {
    const name = `${file.name}-${index + 1}`;
    const own = groups.map((group) => ({
      ...group,
      file: name,
      rules: group.rules.filter((rule) => tests.some((test) => needed.get(test)?.has(rule))),
    }));
    const filled = own.filter((group) => group.rules.length > 0);
    // promtool warns of a rule file that is not there: a test of the expression alone needs none.
    const ruleFiles = filled.length === 0 ? [] : [name];
    return { plan: { groups: filled }, files: [{ ...file, name, ruleFiles, tests }] };
  });
}

/** The rules that a test looks at, what else their recording, objective or alert is made of, and what all these read. */
function needs(rules: readonly Rule[], version: string): (test: RuleTest) => ReadonlySet<Rule> {
  const writers = writersOf(rules.filter((rule) => rule.kind === 'record'));
  const kin = groupBy(rules, idOf);
  const alerts = groupBy(rules, (rule) => (rule.kind === 'alert' ? rule.alert : ''));
  return (test) => {
    const needed = new Set<Rule>();
    const add = (rule: Rule): void => {
      if (needed.has(rule)) return;
      const own = kin.get(idOf(rule)) ?? [];
      for (const each of own) needed.add(each);
      for (const read of own.flatMap((each) => readsOfRule(each, version))) writers(read).forEach(add);
    };
    const { alerts: fired = [], samples = [] } = test;
    for (const { alert } of fired) alerts.get(alert)?.forEach(add);
    for (const read of samples.flatMap(({ expr }) => readsOfText(expr, version) ?? [])) {
      const alert = read.name === 'ALERTS' && read.matchers.find(({ label }) => label === 'alertname')?.value;
      for (const rule of alert ? (alerts.get(alert) ?? []) : writers(read)) add(rule);
    }
    return needed;
  };
}

/** The recording, objective or alert that a rule belongs to. */
function idOf({ origin }: Rule): string {
  return JSON.stringify(origin);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const known = groups.get(keyOf(item));
    if (known === undefined) groups.set(keyOf(item), [item]);
    else known.push(item);
  }
  return groups;
}
