import { parse } from 'yaml';
import { plural } from '../finding/prose.ts';
import type { RuleTestFailure } from '../toolchain/test-failures.ts';
import { alertOf, failureText } from './rule-test-failures.ts';

/** A test file as it was given to promtool, and what promtool said against it. */
interface RuleTestRun {
  readonly text: string;
  readonly failures: readonly RuleTestFailure[];
}

export interface RuleTestSummary {
  /** Tests of all files: one set of series each. */
  readonly tests: number;
  /** How often each alert was looked at, in the order of the files. */
  readonly checksByAlert: ReadonlyMap<string, number>;
  /** Alerts that are not as expected, or whose tests could not be run. */
  readonly failedAlerts: ReadonlySet<string>;
  /** Values that were compared. */
  readonly values: number;
  readonly failures: readonly RuleTestFailure[];
}

interface TestFile {
  readonly tests: readonly {
    readonly name?: string;
    readonly alert_rule_test?: readonly { readonly alertname: string }[];
    readonly promql_expr_test?: readonly { readonly expr: string; readonly eval_time: string }[];
  }[];
}

/** Counts what the test files check, and finds which alerts fail. */
export function summarise(runs: readonly RuleTestRun[]): RuleTestSummary {
  const checksByAlert = new Map<string, number>();
  const failedAlerts = new Set<string>();
  const named: RuleTestFailure[] = [];
  let tests = 0;
  let values = 0;
  for (const { text, failures } of runs) {
    const file = parse(text) as TestFile;
    const looks = file.tests.flatMap(
      ({ alert_rule_test: alerts = [], promql_expr_test: expressions = [] }) => {
        const firing = expressions.map(({ expr }) => alertOf(expr));
        values += firing.filter((alert) => alert === undefined).length;
        return [
          ...alerts.map(({ alertname }) => alertname),
          ...firing.filter((alert) => alert !== undefined),
        ];
      },
    );
    tests += file.tests.length;
    for (const alert of looks) checksByAlert.set(alert, (checksByAlert.get(alert) ?? 0) + 1);
    named.push(...failures.map((failure) => withTest(failure, file)));
    for (const { alertname, expr } of failures) {
      const failed = alertname ?? (expr === undefined ? undefined : alertOf(expr));
      // A file that cannot be run says nothing about any of its alerts.
      const untold = expr === undefined && alertname === undefined ? looks : [];
      for (const alert of failed === undefined ? untold : [failed]) failedAlerts.add(alert);
    }
  }
  return { tests, checksByAlert, failedAlerts, values, failures: named };
}

/** promtool does not name the test of an expression: it is the one that looks at it at that time, if only one does. */
function withTest(failure: RuleTestFailure, { tests }: TestFile): RuleTestFailure {
  const { expr, time } = failure;
  if (expr === undefined) return failure;
  const [found, ...others] = tests.filter(({ promql_expr_test: checks = [] }) =>
    checks.some((check) => check.expr === expr && check.eval_time === time),
  );
  return found?.name === undefined || others.length > 0 ? failure : { ...failure, test: found.name };
}

/** A line an alert, then the totals, then what failed. */
export function ruleTestReport(summary: RuleTestSummary): string {
  const { tests, checksByAlert, failedAlerts, values, failures } = summary;
  const lines = [...checksByAlert].map(
    ([alert, checks]) => `${failedAlerts.has(alert) ? 'FAIL' : 'ok  '} ${alert} (${plural(checks, 'check')})`,
  );
  const totals = `${plural(tests, 'test')}: ${plural(checksByAlert.size, 'alert')}, ${plural(values, 'recorded value')}; ${plural(failures.length, 'failure')}`;
  const details = failures.map(failureText);
  return `${[...lines, totals, ...details].join('\n')}\n`;
}
