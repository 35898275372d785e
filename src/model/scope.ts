import { type Expr, mapChildren, type VectorSelector, walk } from '../promql/ast.ts';
import * as promql from '../promql/build.ts';
import type { MetricCatalogue, SeriesDeclaration } from '../promql/catalogue.ts';
import { inferFlow } from '../promql/infer.ts';
import { valueTest } from '../promql/label-values.ts';
import type { SpecPath } from '../spec/path.ts';
import { allMetrics, type KnownMetrics, metricOfSeries, seriesNames } from './metric.ts';
import { addedBy, matchersOf, type RecordSelector } from './selector.ts';
import type { Target } from './target.ts';

/** Every series that rules record has this label: another service may record under the same names. */
export const SERVICE_LABEL = 'service';

/** PromQL of the spec. */
export interface Expression {
  /** As it is asked: each selector in its scope. */
  readonly expr: string;
  /** As its author writes it. */
  readonly written: string;
}

/** What decides which series a selector of the spec is meant for. */
export interface Scoped extends KnownMetrics {
  readonly service: { readonly name: string; readonly target: Target };
  readonly sources: readonly { readonly target: Target }[];
  readonly recordings: readonly { readonly record: string }[];
}

type Scope = ReadonlyMap<string, string>;

const NOTHING: Scope = new Map();

/**
 * Series that Prometheus writes for each target that it scrapes.
 * @see https://prometheus.io/docs/concepts/jobs_instances/#automatically-generated-labels-and-time-series
 */
const OF_SCRAPES =
  /^(?:up|scrape_(?:duration_seconds|samples_(?:scraped|post_metric_relabeling)|series_added|timeout_seconds|sample_limit|body_size_bytes))$/;

export function isOfScrapes(series: string): boolean {
  return OF_SCRAPES.test(series);
}

/** Records of objectives, and of violations of alerts. */
const OF_RULES = /^(?:slo|alert):/;

/** What our records are told from those of others by. */
export function scopeOfRecords({ service }: Pick<Scoped, 'service'>): Scope {
  return new Map([[SERVICE_LABEL, service.name]]);
}

/** The series of a recording of the spec. */
export function recordSelectorOf(
  of: Pick<Scoped, 'service'>,
  record: string,
  path: SpecPath,
): RecordSelector {
  return { record, matchers: addedBy(scopeOfRecords(of), []), text: record, path };
}

/**
 * An expression of the spec as it is asked: each selector over series of the service, and over what its rules record,
 * picks those of this service alone, unless it names the label itself. What the expression means stays: operators match
 * the same series. Places are those of the written expression.
 */
export function scoped(of: Scoped, expr: Expr, matched = false): Expr {
  if (expr.type === 'vector') return scopedSelector(of, expr);
  if (expr.type === 'matrix') return { ...expr, selector: scopedSelector(of, expr.selector) };
  if (expr.type === 'binary' && expr.matching?.kind !== 'on') {
    const left = scoped(of, expr.left, true);
    const right = scoped(of, expr.right, true);
    return ignoringService(of, { ...expr, left, right });
  }
  const inner = matched && expr.type !== 'aggregate' && expr.type !== 'binary';
  const result = mapChildren(expr, (child) => scoped(of, child, inner));
  return matched ? withoutAdded(expr, result) : result;
}

/** A selector with the matchers of its scope. A histogram stands for its series. */
export function scopedSelector(of: Scoped, selector: VectorSelector): VectorSelector {
  const added = addedBy(scopeOf(of, selector), matchersOf(selector.matchers));
  if (added.length === 0) return selector;
  const { span } = selector;
  const matchers = added.map(({ label, op, value }) => ({
    ...promql.matcher(label, op, value),
    span,
    valueSpan: span,
    name: { name: label, span },
  }));
  return { ...selector, matchers: [...matchers, ...selector.matchers] };
}

function scopeOf(of: Scoped, { name, matchers }: VectorSelector): Scope {
  const written = matchersOf(matchers);
  const names = written.filter(({ label }) => label === '__name__');
  const only = name?.name ?? names.find(({ op }) => op === '=')?.value;
  if (only !== undefined) {
    if (!isOfScrapes(only)) return scopeOfName(of, only);
    const job = written.find(({ label, op }) => label === 'job' && op === '=')?.value;
    const scraped = [of.service, ...of.sources].find(({ target }) => target.scope.get('job') === job);
    return job === undefined || scraped === undefined ? scopeOfName(of, only) : scraped.target.scope;
  }
  if (!names.some(({ op }) => op === '=~')) return NOTHING;
  const tests = names.map(valueTest);
  const known = [...allMetrics(of).flatMap(seriesNames), ...of.recordings.map(({ record }) => record)];
  const scopes = known
    .filter((series) => tests.every((test) => test(series)))
    .map((series) => scopeOfName(of, series));
  // A pattern that reaches beyond the series of one scope stays as it is.
  const distinct = new Set(scopes.map((scope) => JSON.stringify([...scope])));
  return distinct.size === 1 ? (scopes[0] ?? NOTHING) : NOTHING;
}

function scopeOfName(of: Scoped, series: string): Scope {
  const metric = metricOfSeries(of, series);
  if (metric !== undefined) return metric.target.scope;
  const isRecord = OF_RULES.test(series) || of.recordings.some(({ record }) => record === series);
  return isRecord ? scopeOfRecords(of) : NOTHING;
}

/** The labels judged apart that some of what an expression reads has. */
export function apartIn(of: Scoped, expr: Expr): readonly string[] {
  const found = new Set<string>();
  walk(expr, (node) => {
    if (node.type !== 'vector') return;
    const name = node.name?.name ?? '';
    const metric = metricOfSeries(of, name);
    const isRecord = metric === undefined && scopeOfName(of, name) !== NOTHING;
    for (const label of (isRecord ? of.service : metric)?.target.apart ?? []) found.add(label);
  });
  return [...found];
}

/** `absent` takes its labels from matchers: where an operator matches them, those of the scope are taken away again. */
function withoutAdded(written: Expr, expr: Expr): Expr {
  if (expr.type !== 'call' || written.type !== 'call' || !expr.func.startsWith('absent')) return expr;
  const namesIn = ({ args: [arg] }: typeof expr) => {
    const selector = arg?.type === 'matrix' ? arg.selector : arg;
    return selector?.type === 'vector' ? selector.matchers.map(({ name }) => name.name) : [];
  };
  const own = namesIn(written);
  const added = namesIn(expr).filter((name) => !own.includes(name));
  return added.length === 0 ? expr : promql.aggregate('max', expr, { without: added });
}

/** Records have the label `service`: an operator between one and something else leaves it aside. */
function ignoringService(of: Scoped, expr: Extract<Expr, { type: 'binary' }>): Expr {
  const catalogue = serviceLabels(of);
  const sides = [expr.left, expr.right].map((side) => inferFlow(side, catalogue).root);
  const status = sides.map(({ labels }) => labels.get(SERVICE_LABEL).status);
  const differ = status.includes('guaranteed') && status.includes('impossible');
  if (!differ || sides.some(({ type }) => type !== 'vector')) return expr;
  const { matching, opSpan: span } = expr;
  const service = { name: SERVICE_LABEL, span };
  return {
    ...expr,
    matching: { span, kind: 'ignoring', ...matching, labels: [...(matching?.labels ?? []), service] },
  };
}

/** A catalogue that knows of every series whether it has the label `service`: records have it. */
function serviceLabels(of: Scoped): MetricCatalogue {
  return {
    names: () => [],
    lookup: (series): SeriesDeclaration => {
      const metric = metricOfSeries(of, series);
      const optional = metric?.labels.some(({ name }) => name === SERVICE_LABEL) ?? false;
      const has = optional || (metric === undefined && scopeOfName(of, series) !== NOTHING);
      return {
        series,
        metric: series,
        origin: 'external',
        kind: 'unknown',
        part: 'value',
        labels: new Map(has ? [[SERVICE_LABEL, { values: { kind: 'unknown' }, optional }]] : []),
        maxSeries: Number.POSITIVE_INFINITY,
        interval: 1,
      };
    },
  };
}
