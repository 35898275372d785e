import type { AlertTest } from '../model/alert.ts';
import type { AlertRule } from '../plan/plan.ts';
import { walk } from '../promql/ast.ts';
import { parseExpression } from '../promql/parse.ts';
import { alertSample, firingExpression } from './checks.ts';
import { expandAnnotations, showsValue } from './expand.ts';
import type { AlertUnderTest } from './subject.ts';
import type { AlertCheck, RuleTest, SampleCheck } from './test-file.ts';

/**
 * Tests of a raw expression are those that the spec brings. Annotations are compared too, unless they show the value:
 * what that is, only the expression knows.
 */
export function rawTests({ alert, rule }: AlertUnderTest): RuleTest[] {
  const bare = showsValue(rule.annotations);
  return alert.tests.map((test, index) => ({
    name: `${alert.name}: ${test.name ?? `test ${index + 1}`}`,
    interval: test.interval,
    input: test.input,
    ...(bare ? { samples: [firingLabels(rule, test)] } : { alerts: [firingAlerts(rule, test)] }),
  }));
}

function firingLabels(rule: AlertRule, { at, firing }: AlertTest): SampleCheck {
  return {
    at,
    expr: firingExpression(rule.alert),
    expected: firing.map((labels) => ({ labels: alertSample(rule, labels), value: 1 })),
  };
}

function firingAlerts(rule: AlertRule, { at, firing }: AlertTest): AlertCheck {
  return {
    at,
    alert: rule.alert,
    expected: firing.map((labels) => ({
      labels: new Map([...labels, ...rule.labels]),
      annotations: expandAnnotations(rule.annotations, { value: Number.NaN, labels }),
    })),
  };
}

/** Whether an expression could yield something although no series are there at all. */
export function yieldsWithoutSeries(expr: string, version: string): boolean {
  const parsed = parseExpression(expr, { version });
  if (!parsed.ok) return true;
  let found = false;
  walk(parsed.ast, (node) => {
    if (node.type === 'call' && /^(?:absent|absent_over_time|vector|scalar|time)$/.test(node.func))
      found = true;
  });
  return found;
}
