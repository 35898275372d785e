import type { Model } from '../model/model.ts';
import { walk } from '../promql/ast.ts';
import { parseExpression } from '../promql/parse.ts';
import { compileRegexp } from '../promql/regexp.ts';

/** The series names that a spec's objectives, alerts, recordings, panels and runbooks read. */
export interface SeriesRead {
  /** Whether any of these series is read. */
  any(names: readonly string[]): boolean;
}

/** Collects every name that something reads, from selectors as from expressions. */
export function seriesRead(model: Model): SeriesRead {
  const names = new Set<string>(selectorsOf(model));
  const patterns: ((name: string) => boolean)[] = [];
  for (const expr of expressionsOf(model)) readsOf(expr, model.service.prometheus, names, patterns);
  return {
    any: (wanted) => wanted.some((name) => names.has(name) || patterns.some((matches) => matches(name))),
  };
}

function* selectorsOf({ recordings, slos, alerts, dashboards }: Model): Iterable<string> {
  for (const { definition } of recordings) {
    if (definition.kind !== 'expr') yield definition.of.metric.name;
    if (definition.kind === 'ratio') yield definition.to.metric.name;
  }
  for (const { sli } of slos) {
    if (sli.kind === 'latency') yield sli.of.metric.name;
    if (sli.kind !== 'events') continue;
    for (const selector of [sli.bad, sli.good, sli.total])
      if (selector !== undefined) yield selector.metric.name;
  }
  for (const { condition } of alerts) {
    if (condition.kind === 'expr') continue;
    yield 'record' in condition.of ? condition.of.record : condition.of.metric.name;
    if (condition.kind === 'metric' && condition.dividedBy !== undefined)
      yield condition.dividedBy.metric.name;
  }
  for (const { source } of panelsOf(dashboards)) {
    if (source.kind === 'metric') yield source.of.metric.name;
    if (source.kind === 'recording') yield source.of.record;
  }
}

function* expressionsOf({ recordings, slos, alerts, dashboards }: Model): Iterable<string> {
  for (const { definition } of recordings) if (definition.kind === 'expr') yield definition.expr;
  for (const { sli } of slos) if (sli.kind === 'threshold') yield sli.expr;
  for (const { condition } of alerts) if (condition.kind === 'expr') yield condition.expr;
  for (const { source } of panelsOf(dashboards))
    if (source.kind === 'expr') for (const { expr } of source.queries) yield expr;
  for (const { runbook } of [...alerts, ...slos])
    for (const { query } of runbook.diagnosis) if (query !== undefined) yield query;
}

function panelsOf(dashboards: Model['dashboards']) {
  return dashboards.flatMap(({ rows }) => rows.flatMap(({ panels }) => panels));
}

function readsOf(
  text: string,
  version: string,
  names: Set<string>,
  patterns: ((name: string) => boolean)[],
): void {
  const parsed = parseExpression(text, { version, variables: true });
  if (parsed.ast === undefined) {
    // Reported elsewhere. Until it parses, every word in it counts as read.
    for (const [word] of text.matchAll(/[a-zA-Z_:][\w:]*/g)) names.add(word);
    return;
  }
  walk(parsed.ast, (node) => {
    if (node.type !== 'vector') return;
    if (node.name !== undefined) names.add(node.name.name);
    for (const { name, op, value } of node.matchers) {
      if (name.name !== '__name__') continue;
      if (op === '=') names.add(value);
      if (op !== '=~') continue;
      const compiled = compileRegexp(value, version);
      if (!('problem' in compiled)) patterns.push((candidate) => compiled.matches(candidate));
    }
  });
}
