import type { AlertRule } from '../plan/plan.ts';
import type { Series } from './series.ts';
import { type AlertFacts, expandAnnotations, expandLabels } from './templates.ts';

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
  /** Groups in the order in which promtool is to evaluate them, where one reads the other. */
  readonly groupOrder?: readonly string[];
  readonly tests: readonly RuleTest[];
}

/** The alert as it fires on a value, with labels of its own; nothing where we cannot tell its annotations. */
function firingAlert(
  rule: Pick<AlertRule, 'labels' | 'annotations'>,
  facts: AlertFacts,
): ExpectedAlert | undefined {
  const annotations = expandAnnotations(rule.annotations, facts);
  return annotations && { labels: expandLabels(rule.labels, facts.labels), annotations };
}

/** What the name of a test says where annotations are not compared. */
export const LABELS_ONLY = ' (labels only)';

/** An alert at a moment on these values, with its annotations; with its labels only where we cannot tell those. */
export function firingChecks(
  rule: Pick<AlertRule, 'alert' | 'labels' | 'annotations'>,
  all: readonly AlertFacts[],
  at: number,
): { readonly suffix: string; readonly alerts: AlertCheck[]; readonly samples: SampleCheck[] } {
  const expected = all.map((facts) => firingAlert(rule, facts));
  if (expected.every((each) => each !== undefined)) {
    return { suffix: '', alerts: [{ at, alert: rule.alert, expected }], samples: [] };
  }
  const labels = all.map((facts) => ({ labels: alertSample(rule, facts.labels), value: 1 }));
  const sample = { at, expr: firingExpression(rule.alert), expected: labels };
  return { suffix: LABELS_ONLY, alerts: [], samples: [sample] };
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

/**
 * The series that Prometheus writes while an alert with the given labels of its own fires. Where a label expands to
 * nothing, the alert lacks it, but the series has its template.
 * @see https://github.com/prometheus/prometheus/blob/v3.16.0/rules/alerting.go (`sample`)
 */
function alertSample(
  { alert, labels }: Pick<AlertRule, 'alert' | 'labels'>,
  own: ReadonlyMap<string, string>,
): Map<string, string> {
  return firingSample(alert, new Map([...own, ...labels, ...expandLabels(labels, own)]));
}

/** The series that Prometheus writes while an alert with these labels fires. */
export function firingSample(alert: string, labels: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([['__name__', 'ALERTS'], ['alertname', alert], ['alertstate', 'firing'], ...labels]);
}
