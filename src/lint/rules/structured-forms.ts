import type { Model } from '../../model/model.ts';
import { selectorsIn } from '../../model/references.ts';
import { originKey } from '../../plan/plan.ts';
import type { PromqlCode } from '../../promql/problem.ts';
import type { SpecPath } from '../../spec/path.ts';
import { atCharacters, checked } from '../promql.ts';
import type { LintRule } from '../rule.ts';

// The PromQL of a structured form is right by construction. What can be wrong are the selectors and numbers in it.

const SELECTOR_CODES: readonly PromqlCode[] = [
  'promql/regexp',
  'promql/unknown-label',
  'promql/unknown-label-value',
  'promql/impossible-selector',
];

/** Every selector can select something. How its metric is used is judged where it is used. */
export const selectors: LintRule = {
  codes: SELECTOR_CODES,
  needsWholeModel: true,
  *check(context) {
    const { catalogue, document, model } = context;
    // The spec names a histogram; what can be selected are its series, which all have its labels.
    const withHistograms = {
      names: () => catalogue.names(),
      lookup: (name: string) => catalogue.lookup(name) ?? catalogue.lookup(`${name}_count`),
    };
    const distinct = new Map([...selectorsIn(model)].map(({ of }) => [JSON.stringify(of.path), of]));
    for (const { text, path } of distinct.values()) {
      for (const problem of checked(context, text, 'panel', withHistograms).problems)
        if (SELECTOR_CODES.includes(problem.code)) yield atCharacters(document, path, problem);
    }
  },
};

const NUMBER_CODES: readonly PromqlCode[] = [
  'promql/never-true',
  'promql/always-true',
  'promql/implausible-threshold',
  'promql/threshold-unit',
  'promql/average-of-quantiles',
  'promql/unknown-boundary',
  'promql/quantile-out-of-range',
  'promql/short-range',
  'promql/beyond-retention',
];

/** Structured alerts and recordings have thresholds, windows and quantiles that can come true. */
export const conditions: LintRule = {
  codes: NUMBER_CODES,
  needsWholeModel: true,
  *check(context) {
    const { document, model, plan } = context;
    const places = structuredPlaces(model);
    for (const rule of plan.groups.flatMap(({ rules }) => rules)) {
      const path = places.get(originKey(rule.origin));
      if (path === undefined) continue;
      for (const { code, args } of checked(context, rule.expr, rule.kind === 'alert' ? 'alert' : 'recording')
        .problems) {
        if (!NUMBER_CODES.includes(code)) continue;
        const bound = [...path, 'bound'];
        const at = code === 'promql/unknown-boundary' && document.has(bound) ? bound : path;
        yield document.finding(code, at, args as never);
      }
    }
  },
};

/** Where each structured form stands, by the origin of the rules that come from it. */
function structuredPlaces({ alerts, recordings }: Model): ReadonlyMap<string, SpecPath> {
  const places = new Map<string, SpecPath>();
  for (const { name, condition, path } of alerts)
    if (condition.kind !== 'expr') places.set(`alert ${name}`, [...path, 'when']);
  for (const { record, definition, path } of recordings)
    if (definition.kind !== 'expr') places.set(`recording ${record}`, [...path, definition.kind]);
  return places;
}
