import type { Finding } from '../../finding/finding.ts';
import type { Model } from '../../model/model.ts';
import type { MetricSelector, RecordSelector } from '../../model/selector.ts';
import { checkExpression } from '../../promql/check.ts';
import type { PromqlCode } from '../../promql/problem.ts';
import { atCharacters } from '../promql.ts';
import type { LintContext, LintRule } from '../rule.ts';

/** What can be wrong with a selector by itself; how its metric is used is judged where it is used. */
const SELECTOR_CODES = [
  'promql/regexp',
  'promql/unknown-label',
  'promql/unknown-label-value',
  'promql/impossible-selector',
] as const satisfies readonly PromqlCode[];

/** Every selector can select something. */
export const selectors: LintRule = {
  codes: SELECTOR_CODES,
  needsWholeModel: true,
  *check(context) {
    const seen = new Set<string>();
    for (const selector of selectorsIn(context.model)) {
      const key = JSON.stringify(selector.path);
      if (seen.has(key)) continue;
      seen.add(key);
      yield* problemsOf(selector, context);
    }
  },
};

function* problemsOf(
  { text, path }: MetricSelector | RecordSelector,
  { document, model, catalogue }: LintContext,
): Iterable<Finding> {
  // The spec names a histogram; what can be selected are its series, which all have its labels.
  const withHistograms = {
    names: () => catalogue.names(),
    lookup: (name: string) => catalogue.lookup(name) ?? catalogue.lookup(`${name}_count`),
  };
  const settings = { use: 'panel', version: model.service.prometheus } as const;
  for (const problem of checkExpression(text, withHistograms, settings).problems) {
    if (SELECTOR_CODES.some((code) => code === problem.code)) yield atCharacters(document, path, problem);
  }
}

function* selectorsIn({
  recordings,
  slos,
  alerts,
  dashboards,
}: Model): Iterable<MetricSelector | RecordSelector> {
  for (const { definition } of recordings) {
    if (definition.kind === 'expr') continue;
    yield definition.of;
    if (definition.kind === 'ratio') yield definition.to;
  }
  for (const { sli } of slos) {
    if (sli.kind === 'latency') yield sli.of;
    if (sli.kind !== 'events') continue;
    for (const selector of [sli.bad, sli.good, sli.total]) if (selector !== undefined) yield selector;
  }
  for (const { condition } of alerts) {
    if (condition.kind === 'expr') continue;
    yield condition.of;
    if (condition.kind === 'metric' && condition.dividedBy !== undefined) yield condition.dividedBy;
  }
  for (const { source } of dashboards.flatMap(({ rows }) => rows.flatMap(({ panels }) => panels))) {
    if (source.kind === 'metric' || source.kind === 'recording') yield source.of;
  }
}
