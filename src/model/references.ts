import type { ExpressionUse } from '../promql/problem.ts';
import type { SpecPath } from '../spec/path.ts';
import type { Panel } from './dashboard.ts';
import type { Model } from './model.ts';
import type { MetricSelector, RecordSelector } from './selector.ts';
import { isSliced, selectorsOf } from './slo.ts';

/** A selector of the spec, with the labels that are kept of its series and where they are listed. */
interface SelectorUse {
  readonly of: MetricSelector | RecordSelector;
  readonly by: readonly string[];
  readonly byPath: SpecPath;
}

/** Every selector of the structured forms, in the order of the spec. */
export function* selectorsIn(model: Model): Iterable<SelectorUse> {
  for (const { definition, path } of model.recordings) {
    if (definition.kind === 'expr') continue;
    const kept = { by: definition.by, byPath: [...path, definition.kind, 'by'] };
    yield { of: definition.of, ...kept };
    if (definition.kind === 'ratio') yield { of: definition.to, ...kept };
  }
  for (const { sli, by, path } of model.slos) {
    for (const of of selectorsOf(sli)) yield { of, by, byPath: [...path, 'by'] };
  }
  for (const { condition, path } of model.alerts) {
    if (condition.kind === 'expr' || condition.kind === 'down' || condition.kind === 'missing') continue;
    const kept = { by: 'by' in condition ? condition.by : [], byPath: [...path, 'when', 'by'] };
    yield { of: condition.of, ...kept };
    if (condition.kind === 'metric' && condition.dividedBy !== undefined)
      yield { of: condition.dividedBy, ...kept };
  }
  for (const { source, by = [], path } of panelsIn(model))
    if (source.kind === 'metric' || source.kind === 'recording')
      yield { of: source.of, by, byPath: [...path, 'by'] };
}

/** An expression as the spec writes it. */
interface WrittenExpression {
  readonly expr: string;
  readonly path: SpecPath;
  readonly use: ExpressionUse;
  /** A text that names labels of the result, such as a legend. */
  readonly legend?: { readonly text: string; readonly path: SpecPath };
}

/** Every PromQL expression of the spec. */
export function* expressionsIn(model: Model): Iterable<WrittenExpression> {
  for (const { definition } of model.recordings)
    if (definition.kind === 'expr')
      yield { expr: definition.written, path: definition.exprPath, use: 'recording' };
  for (const { sli } of model.slos)
    if (isSliced(sli)) yield { expr: sli.written, path: sli.exprPath, use: 'sli' };
  for (const { condition } of model.alerts)
    if (condition.kind === 'expr') yield { expr: condition.written, path: condition.exprPath, use: 'alert' };
  for (const { runbook } of [...model.slos, ...model.alerts])
    for (const { query, path } of runbook.diagnosis)
      if (query !== undefined) yield { expr: query.written, path: [...path, 'query'], use: 'panel' };
  for (const panel of panelsIn(model)) {
    if (panel.source.kind !== 'expr') continue;
    for (const { written: expr, legend, path } of panel.source.queries) {
      const text = legend ?? panel.legend;
      const at = legend === undefined ? [...panel.path, 'legend'] : [...path.slice(0, -1), 'legend'];
      yield { expr, path, use: 'panel', ...(text === undefined ? {} : { legend: { text, path: at } }) };
    }
  }
}

/** The panels of all dashboards. */
export function panelsIn({ dashboards }: Model): Panel[] {
  return dashboards.flatMap(({ rows }) => rows.flatMap(({ panels }) => panels));
}
