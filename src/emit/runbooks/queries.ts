import type { Condition } from '../../model/alert.ts';
import type { Aggregation, ExternalMetric, Metric } from '../../model/metric.ts';
import type { Service } from '../../model/model.ts';
import type { RecordingDefinition } from '../../model/recording.ts';
import type { MetricSelector } from '../../model/selector.ts';
import type { Sli } from '../../model/slo.ts';
import type { Expr, Matcher, VectorSelector } from '../../promql/ast.ts';
import {
  aggregate,
  binary,
  bucket,
  call,
  histogramQuantile,
  increase,
  matcher,
  number,
  range,
  rate,
  selector,
  sumBy,
} from '../../promql/build.ts';
import { parseExpression } from '../../promql/parse.ts';
import { printPretty } from '../../promql/pretty.ts';

type MetricCondition = Extract<Condition, { kind: 'metric' }>;
export type Measured = Omit<MetricCondition, 'kind' | 'by' | 'comparison'>;

const OPERATOR = { sum: 'sum', average: 'avg', min: 'min', max: 'max' } as const;

/** Breaks long queries over lines. */
export function query(expr: Expr): string {
  return printPretty(expr);
}

/** A query of the spec in the same form; one that does not parse (a finding elsewhere) stays as written. */
export function writtenQuery(text: string, version: string): string {
  const result = parseExpression(text, { version });
  return result.ok ? printPretty(result.ast) : text.trim();
}

/** Window of rates in example queries: five minutes, or four scrapes where they take longer. Milliseconds. */
export function rateWindow(service: Service): number {
  return Math.max(300, Math.ceil((4 * service.scrapeInterval) / 60) * 60) * 1000;
}

/** What an alert measures, with these labels kept and without a threshold. */
export function measure(of: Measured, by: readonly string[]): Expr {
  const window = (of.over ?? 0) * 1000;
  switch (of.measure) {
    case 'value':
      return reduced(of.reduce, vector(of.of), by);
    case 'average':
      return of.of.metric.type === 'histogram'
        ? ratio(series(of.of, '_sum'), series(of.of, '_count'), window, by)
        : reduced(of.reduce, call('avg_over_time', range(vector(of.of), window)), by);
    case 'quantile':
      return quantile(of.of, of.q ?? 0, window, by);
    case 'share_above':
      return shareAbove(of.of, of.bound?.value ?? 0, window, by);
    case 'rate':
    case 'increase': {
      const counter = (one: MetricSelector) => series(one, one.metric.type === 'histogram' ? '_count' : '');
      const change = of.measure === 'rate' ? rate : increase;
      if (of.dividedBy === undefined) return reduced(of.reduce, change(counter(of.of), window), by);
      const divisor = sumBy(by, change(counter(of.dividedBy), window));
      return binary('/', sumBy(by, change(counter(of.of), window)), positive(divisor));
    }
  }
}

/** What a recording holds, with other labels kept; undefined where its expression cannot be taken apart. */
export function recorded(definition: RecordingDefinition, by: readonly string[]): Expr | undefined {
  if (definition.kind === 'expr') return undefined;
  if (definition.kind === 'aggregate') return reduced(definition.reduce, vector(definition.of), by);
  const window = definition.over * 1000;
  switch (definition.kind) {
    case 'quantile':
      return quantile(definition.of, definition.q, window, by);
    case 'ratio':
      return ratio(vector(definition.of), vector(definition.to), window, by);
    case 'rate':
      return sumBy(by, rate(vector(definition.of), window));
    case 'average':
      return measure({ of: definition.of, measure: 'average', over: definition.over, reduce: 'average' }, by);
  }
}

/** Share of bad events, with these labels kept; undefined for an SLI over time slices. */
export function badShare(sli: Sli, window: number, by: readonly string[]): Expr | undefined {
  if (sli.kind === 'threshold') return undefined;
  if (sli.kind === 'latency') return shareAbove(sli.of, sli.bound.value, window, by);
  if (sli.bad !== undefined) return ratio(vector(sli.bad), vector(sli.total), window, by);
  const good = sli.good === undefined ? undefined : ratio(vector(sli.good), vector(sli.total), window, by);
  return good && binary('-', number(1), good);
}

/** Queries that show a metric as people look at it first. */
export function exampleQueries(
  metric: Metric | ExternalMetric,
  service: Service,
): { text: string; expr: Expr }[] {
  const window = rateWindow(service);
  const of: MetricSelector = { metric, matchers: [], text: metric.name, path: [] };
  const by = metric.labels.slice(0, 1).map(({ name }) => name);
  const each = by.length === 0 ? '' : ` for each \`${by[0]}\``;
  if (metric.type === 'counter')
    return [
      { text: `Events a second${each}`, expr: sumBy(by, rate(vector(of), window)) },
      { text: 'Events of the last day', expr: sumBy([], increase(vector(of), 86_400_000)) },
    ];
  if (metric.type === 'histogram')
    return [
      { text: `95th percentile${each}`, expr: quantile(of, 0.95, window, by) },
      { text: `Mean${each}`, expr: ratio(series(of, '_sum'), series(of, '_count'), window, by) },
      { text: 'Observations a second', expr: sumBy([], rate(series(of, '_count'), window)) },
    ];
  const reduce = metric.origin === 'declared' ? metric.acrossTargets : 'sum';
  return [{ text: `Present value${each}`, expr: reduced(reduce, vector(of), by) }];
}

/** Labels that both sides of a condition have. */
export function labelsOf(of: Measured): readonly string[] {
  const names = of.of.metric.labels.map(({ name }) => name);
  const other = of.dividedBy?.metric.labels.map(({ name }) => name);
  return other === undefined ? names : names.filter((name) => other.includes(name));
}

function quantile(of: MetricSelector, q: number, window: number, by: readonly string[]): Expr {
  return histogramQuantile(q, sumBy([...by, 'le'], rate(series(of, '_bucket'), window)));
}

function shareAbove(of: MetricSelector, bound: number, window: number, by: readonly string[]): Expr {
  const below = ratio(series(of, '_bucket', [bucket(bound)]), series(of, '_count'), window, by);
  return binary('-', number(1), below);
}

/** Idle series yield nothing rather than NaN. */
function ratio(part: VectorSelector, whole: VectorSelector, window: number, by: readonly string[]): Expr {
  return binary('/', sumBy(by, rate(part, window)), positive(sumBy(by, rate(whole, window))));
}

function positive(expr: Expr): Expr {
  return binary('>', expr, number(0));
}

function reduced(reduce: Aggregation, expr: Expr, by: readonly string[]): Expr {
  return aggregate(OPERATOR[reduce], expr, by.length === 0 ? undefined : { by });
}

function vector(of: MetricSelector): VectorSelector {
  return series(of, '');
}

function series(of: MetricSelector, suffix: string, more: readonly Matcher[] = []): VectorSelector {
  const own = of.matchers.map(({ label, op, value }) => matcher(label, op, value));
  return selector(`${of.metric.name}${suffix}`, [...own, ...more]);
}
