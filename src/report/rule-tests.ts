import { parse } from 'yaml';

/** What promtool said against a test. */
export interface RuleTestFailure {
  readonly message: string;
  readonly alertname?: string;
}

export interface RuleTestSummary {
  /** Tests of all files: one set of series each. */
  readonly tests: number;
  /** Moments at which each alert was looked at, in the order of the files. */
  readonly checksByAlert: ReadonlyMap<string, number>;
  /** Values that were compared. */
  readonly values: number;
  readonly failures: readonly RuleTestFailure[];
}

interface TestFile {
  readonly tests: readonly {
    readonly alert_rule_test?: readonly { readonly alertname: string }[];
    readonly promql_expr_test?: readonly unknown[];
  }[];
}

/** Counts what the test files check; `files` are their texts. */
export function summarise(files: readonly string[], failures: readonly RuleTestFailure[]): RuleTestSummary {
  const checksByAlert = new Map<string, number>();
  let tests = 0;
  let values = 0;
  for (const file of files) {
    for (const { alert_rule_test: alerts = [], promql_expr_test: expressions = [] } of (
      parse(file) as TestFile
    ).tests) {
      tests += 1;
      values += expressions.length;
      for (const { alertname } of alerts)
        checksByAlert.set(alertname, (checksByAlert.get(alertname) ?? 0) + 1);
    }
  }
  return { tests, checksByAlert, values, failures };
}

/** A line an alert, then the totals, then what failed in promtool's own words. */
export function ruleTestReport({ tests, checksByAlert, values, failures }: RuleTestSummary): string {
  const failed = new Set(failures.map(({ alertname }) => alertname));
  const lines = [...checksByAlert].map(
    ([alert, checks]) => `${failed.has(alert) ? 'FAIL' : 'ok  '} ${alert} (${checks} checks)`,
  );
  const totals = `${tests} tests: ${checksByAlert.size} alerts, ${values} recorded values; ${failures.length} failures`;
  const details = failures.map(({ message }) => message);
  return `${[...lines, totals, ...details].join('\n')}\n`;
}
