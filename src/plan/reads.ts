import type { PanelSource } from '../model/dashboard.ts';
import { type AnyMetric, allMetrics, metricOfSeries, seriesNames } from '../model/metric.ts';
import type { Model } from '../model/model.ts';
import { type Matcher, type MetricSelector, matchersOf, type RecordSelector } from '../model/selector.ts';
import { childrenOf, type Expr, type VectorSelector } from '../promql/ast.ts';
import { valueTest } from '../promql/label-values.ts';
import { parseExpression } from '../promql/parse.ts';
import { print } from '../promql/print.ts';
import type { RecordRule, Rule } from './plan.ts';

/** What one selector reads. */
export interface Read {
  /** The one series name that it asks for; undefined where it asks for names by a pattern, or for none. */
  readonly name?: string;
  /** Whether it asks for series of this name. One that asks for no names (`{job="x"}`) is not followed to any. */
  readonly hasName: (series: string) => boolean;
  /** Without those on `__name__`. */
  readonly matchers: readonly Matcher[];
  /** It only asks whether there are any series, as `absent` does. */
  readonly presence: boolean;
}

const PRESENCE: ReadonlySet<string> = new Set(['absent', 'absent_over_time']);

/** What an expression reads, a selector each, in their order. */
export function readsOf(expr: Expr, presence = false): Read[] {
  switch (expr.type) {
    case 'number':
    case 'string':
      return [];
    case 'vector':
      return [readOf(expr, presence)];
    case 'matrix':
      return [readOf(expr.selector, presence)];
    case 'subquery':
    case 'unary':
      return readsOf(expr.expr, presence);
    case 'binary':
      return [expr.left, expr.right].flatMap((side) => readsOf(side, presence));
    case 'call':
      return expr.args.flatMap((arg) => readsOf(arg, presence || PRESENCE.has(expr.func)));
    case 'aggregate':
      return [expr.param, expr.expr].flatMap((part) => (part === undefined ? [] : readsOf(part, presence)));
  }
}

/** The selectors of an expression as they read at the moment of evaluation, each once; not those inside `absent`. */
export function selectorsOf(expr: Expr): VectorSelector[] {
  const found = new Map<string, VectorSelector>();
  const visit = (node: Expr): void => {
    if (node.type === 'call' && PRESENCE.has(node.func)) return;
    if (node.type !== 'vector') {
      for (const child of childrenOf(node)) visit(child);
      return;
    }
    const { type, span, matchers, name } = node;
    const selector = { type, span, matchers, ...(name === undefined ? {} : { name }) };
    found.set(print(selector), selector);
  };
  visit(expr);
  return [...found.values()];
}

function readOf({ name, matchers }: VectorSelector, presence: boolean): Read {
  const all = matchersOf(matchers);
  const names = all.filter(({ label }) => label === '__name__');
  const only = name?.name ?? names.find(({ op }) => op === '=')?.value;
  const tests = names.map(valueTest);
  const asks = only !== undefined || names.some(({ op }) => op === '=~');
  return {
    ...(only === undefined ? {} : { name: only }),
    hasName: (series) =>
      asks && (only === undefined || series === only) && tests.every((test) => test(series)),
    matchers: all.filter(({ label }) => label !== '__name__'),
    presence,
  };
}

/** What an expression of the spec reads, Grafana variables allowed; undefined where nothing of it parses. */
export function readsOfText(text: string, version: string): Read[] | undefined {
  const { ast } = parseExpression(text, { version, variables: true });
  return ast && readsOf(ast);
}

/** A rule is asked for by groups, lint, runbooks and the module, and parsed for the first of them. */
const ofRules = new WeakMap<Rule, readonly Read[]>();

export function readsOfRule(rule: Rule, version: string): readonly Read[] {
  const known = ofRules.get(rule) ?? readsOfText(rule.expr, version) ?? [];
  ofRules.set(rule, known);
  return known;
}

/** What the author's entry for a panel reads; that of an alert is the alert's own. */
export function readsOfPanel(source: PanelSource, version: string): Read[] {
  switch (source.kind) {
    case 'metric':
    case 'recording':
      return [readOfSelector(source.of)];
    case 'expr':
      return source.queries.flatMap(({ expr }) => readsOfText(expr, version) ?? []);
    case 'slo':
    case 'alert':
    case 'text':
      return [];
  }
}

function readOfSelector(of: MetricSelector | RecordSelector): Read {
  const name = 'record' in of ? of.record : of.metric.name;
  return { name, hasName: (series) => series === name, matchers: of.matchers, presence: false };
}

/** Whether a rule records series that the selector picks: labels that the rule does not set can have any value. */
function readsRecord({ hasName, matchers }: Read, { record, labels }: RecordRule): boolean {
  return (
    hasName(record) &&
    matchers.every((matcher) => {
      const value = labels.get(matcher.label);
      return value === undefined || valueTest(matcher)(value);
    })
  );
}

/** The record rules that write what a selector reads, in their order. */
export function writersOf(rules: readonly RecordRule[]): (read: Read) => readonly RecordRule[] {
  const byName = new Map<string, RecordRule[]>();
  for (const rule of rules) {
    const known = byName.get(rule.record);
    if (known === undefined) byName.set(rule.record, [rule]);
    else known.push(rule);
  }
  return (read) => {
    const named = read.name === undefined ? rules : (byName.get(read.name) ?? []);
    return named.filter((rule) => readsRecord(read, rule));
  };
}

/** The metrics that a selector reads, in the order of the spec. */
export function metricsRead(model: Model, { name, hasName }: Read): AnyMetric[] {
  if (name !== undefined) {
    const metric = hasName(name) ? metricOfSeries(model, name) : undefined;
    return metric === undefined ? [] : [metric];
  }
  return allMetrics(model).filter((metric) => seriesNames(metric).some(hasName));
}
