import type { AlertRule } from '../plan/plan.ts';
import type { Series } from './series.ts';
import { type AlertFacts, expandAnnotations } from './templates.ts';

/** Labels and annotations of a firing alert, all of them. */
export interface ExpectedAlert {
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
}

/** What is firing under a name at a moment; an empty list means silence. Times in seconds. */
interface AlertCheck {
  readonly at: number;
  readonly alert: string;
  readonly expected: readonly ExpectedAlert[];
}

/** What an expression yields at a moment. */
export interface SampleCheck {
  readonly at: number;
  readonly expr: string;
  readonly expected: readonly { readonly labels: ReadonlyMap<string, string>; readonly value: number }[];
}

/** One test: series go in, alerts and samples must come out. */
export interface RuleTest {
  readonly name: string;
  /** Spacing of the input samples. */
  readonly interval: number;
  readonly input: readonly (Series | { readonly series: string; readonly values: string })[];
  readonly alerts?: readonly AlertCheck[];
  readonly samples?: readonly SampleCheck[];
}

/** Tests that share a spacing of evaluations. */
export interface TestFile {
  /** Without folder and extension. */
  readonly name: string;
  /** For people: what the tests are about. */
  readonly about: string;
  /** Names of rule files, without folder and extension. */
  readonly ruleFiles: readonly string[];
  readonly evaluationInterval: number;
  readonly tests: readonly RuleTest[];
}

/** The alert as it fires on a value, with labels of its own. */
export function firingAlert(
  { labels, annotations }: Pick<AlertRule, 'labels' | 'annotations'>,
  facts: AlertFacts,
): ExpectedAlert {
  return {
    labels: new Map([...facts.labels, ...labels]),
    annotations: expandAnnotations(annotations, facts),
  };
}

/** Whether the alert fires at a moment, with exactly its labels, whatever its value is then. */
export function firingCheck(
  rule: Pick<AlertRule, 'alert' | 'labels'>,
  own: ReadonlyMap<string, string>,
  at: number,
  fires: boolean,
  selecting = '',
): SampleCheck {
  const expected = fires ? [{ labels: alertSample(rule, own), value: 1 }] : [];
  return { at, expr: firingExpression(rule.alert, selecting), expected };
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
