import type { Condition } from '../../model/alert.ts';
import type { ExternalMetric, Metric } from '../../model/metric.ts';
import type { Service } from '../../model/model.ts';
import type { Recording } from '../../model/recording.ts';
import type { MetricSelector } from '../../model/selector.ts';
import type { Sli } from '../../model/slo.ts';
import { measured } from '../../plan/conditions.ts';
import {
  meanObservation,
  quantile,
  quotient,
  reduceBy,
  seriesOf,
  shareAbove,
  summedIncrease,
  summedRate,
} from '../../plan/queries.ts';
import { recordingExpression } from '../../plan/recordings.ts';
import type { Expr } from '../../promql/ast.ts';
import * as promql from '../../promql/build.ts';
import { parseExpression } from '../../promql/parse.ts';
import { printPretty } from '../../promql/pretty.ts';

export type Measured = Extract<Condition, { kind: 'metric' }>;

/** The text of a query, long ones broken over lines. */
export function query(expr: Expr): string {
  return printPretty(expr);
}

/** A query of the spec in the same form; one that does not parse (a finding elsewhere) stays as written. */
export function writtenQuery(text: string, version: string): string {
  const result = parseExpression(text, { version });
  return result.ok ? printPretty(result.ast) : text.trim();
}

/** Window of rates in example queries, in seconds: five minutes, or four scrapes where they take longer. */
export function rateWindow(service: Service): number {
  return Math.max(300, Math.ceil((4 * service.scrapeInterval) / 60) * 60);
}

/** What an alert measures, with these labels kept and without a threshold. */
export function measure(of: Measured, by: readonly string[]): Expr {
  return measured({ ...of, by });
}

/** What a recording holds, with other labels kept; undefined where its expression cannot be taken apart. */
export function recorded(recording: Recording, by: readonly string[]): Expr | undefined {
  const { definition } = recording;
  if (definition.kind === 'expr') return undefined;
  return recordingExpression({ ...recording, definition: { ...definition, by } }, '');
}

/** Share of bad events over a window of seconds; undefined for an SLI over time slices. */
export function badShare(sli: Sli, window: number, by: readonly string[]): Expr | undefined {
  if (sli.kind === 'threshold') return undefined;
  if (sli.kind === 'latency') return shareAbove(sli.of, sli.bound.value, window, by);
  const total = summedRate(sli.total, window, by);
  if (sli.bad !== undefined) return quotient(summedRate(sli.bad, window, by), total);
  if (sli.good === undefined) return undefined;
  return promql.binary('-', promql.number(1), quotient(summedRate(sli.good, window, by), total));
}

/** Queries that show a metric as people look at it first. */
export function exampleQueries(
  metric: Metric | ExternalMetric,
  service: Service,
): { readonly text: string; readonly expr: Expr }[] {
  const window = rateWindow(service);
  const of: MetricSelector = { metric, matchers: [], text: metric.name, path: [] };
  const by = metric.labels.slice(0, 1).map(({ name }) => name);
  const each = by.length === 0 ? '' : ` for each \`${by[0]}\``;
  if (metric.type === 'counter') {
    return [
      { text: `Events a second${each}`, expr: summedRate(of, window, by) },
      { text: 'Events of the last day', expr: summedIncrease(of, 86_400, []) },
    ];
  }
  if (metric.type === 'histogram')
    return [
      { text: `95th percentile${each}`, expr: quantile(of, 0.95, window, by) },
      { text: `Mean${each}`, expr: meanObservation(of, window, by) },
      { text: 'Observations a second', expr: summedRate(of, window, []) },
    ];
  const reduce = metric.origin === 'declared' ? metric.acrossTargets : 'max';
  return [{ text: `Present value${each}`, expr: reduceBy(reduce, by, seriesOf(of)) }];
}

/** Labels that all series of a condition have. */
export function labelsOf({ of, dividedBy }: Measured): readonly string[] {
  const names = of.metric.labels.map(({ name }) => name);
  const other = dividedBy?.metric.labels.map(({ name }) => name);
  return other === undefined ? names : names.filter((name) => other.includes(name));
}
