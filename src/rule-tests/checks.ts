import type { AlertRule } from '../plan/plan.ts';
import type { Driven } from './drive.ts';
import { expandAnnotations } from './expand.ts';
import type { AlertUnderTest } from './subject.ts';
import type { AlertCheck, ExpectedAlert, SampleCheck } from './test-file.ts';

/** The alert as it fires on a driven value. */
export function firingAlert(subject: AlertUnderTest, driven: Driven, value: number): ExpectedAlert {
  const { rule } = subject;
  return {
    labels: new Map([...driven.labels, ...rule.labels]),
    annotations: expandAnnotations(rule.annotations, { value, labels: driven.labels }),
  };
}

/** What fires under the name of an alert at a moment. */
export function check(
  at: number,
  alert: { readonly name: string },
  expected: readonly ExpectedAlert[],
): AlertCheck {
  return { at, alert: alert.name, expected };
}

/** Whether the alert fires at a moment, with exactly its labels, whatever its value is then. */
export function firingCheck(
  rule: Pick<AlertRule, 'alert' | 'labels'>,
  own: ReadonlyMap<string, string>,
  at: number | undefined,
  fires: boolean,
  selecting = '',
): SampleCheck[] {
  if (at === undefined) return [];
  const expected = fires ? [{ labels: alertSample(rule, own), value: 1 }] : [];
  return [{ at, expr: firingExpression(rule.alert, selecting), expected }];
}

/** `selecting` are further matchers, with a comma before each. */
export function firingExpression(alert: string, selecting = ''): string {
  return `ALERTS{alertname="${alert}", alertstate="firing"${selecting}}`;
}

/** The series that Prometheus writes while an alert with the given labels of its own fires. */
export function alertSample(
  { alert, labels }: Pick<AlertRule, 'alert' | 'labels'>,
  own: ReadonlyMap<string, string>,
): Map<string, string> {
  return new Map([['__name__', 'ALERTS'], ['alertname', alert], ['alertstate', 'firing'], ...own, ...labels]);
}
