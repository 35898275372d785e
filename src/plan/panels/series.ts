import type { Model } from '../../model/model.ts';
import type { Expr } from '../../promql/ast.ts';
import { inferFlow } from '../../promql/infer.ts';
import type { RulePlan } from '../plan.ts';
import { seriesCatalogue } from '../series-catalogue.ts';

/** Which labels series and expressions carry, and in what unit they are. */
export interface SeriesKnowledge {
  /** Labels of every series of this name, `le` and those of the target left aside; nothing for an unknown name. */
  labelsOf(series: string): readonly string[];
  /** Labels that tell the result's series apart; undefined where they are not known. */
  resultLabels(expr: Expr): readonly string[] | undefined;
  /** Unit of the result in canonical spelling; undefined where it is not known. */
  unitOf(expr: Expr): string | undefined;
}

/** A choice of these would not be one of the service's own labels. */
const LEFT_ASIDE: ReadonlySet<string> = new Set(['le', 'job', 'instance']);

export function seriesKnowledge(model: Model, plan: RulePlan): SeriesKnowledge {
  const catalogue = seriesCatalogue(model, plan);
  const settings = { evaluationInterval: model.service.ruleInterval };
  const known = new Map<string, readonly string[]>();
  return {
    labelsOf(series) {
      const before = known.get(series);
      if (before !== undefined) return before;
      const labels = [...(catalogue.lookup(series)?.labels ?? [])]
        .filter(([name, { optional }]) => optional !== true && !LEFT_ASIDE.has(name))
        .map(([name]) => name);
      known.set(series, labels);
      return labels;
    },
    resultLabels(expr) {
      const { labels } = inferFlow(expr, catalogue, settings).root;
      return labels.rest.status === 'impossible' ? labels.names() : undefined;
    },
    unitOf: (expr) => inferFlow(expr, catalogue, settings).root.unit,
  };
}
