import type { Model } from '../model/model.ts';
import { inferFlow } from '../promql/infer.ts';
import { parseExpression } from '../promql/parse.ts';
import type { RulePlan } from './plan.ts';
import { seriesCatalogue } from './series-catalogue.ts';

/** Labels that results of an expression carry, the metric name left aside; undefined where that cannot be told. */
export type LabelReader = (expr: string) => ReadonlySet<string> | undefined;

/** Tells the labels of expressions, through the records that they read. */
export function labelReader(model: Model, plan: RulePlan): LabelReader {
  const { prometheus: version, ruleInterval: evaluationInterval } = model.service;
  const catalogue = seriesCatalogue(model, plan);
  return (expr) => {
    const parsed = parseExpression(expr, { version });
    if (!parsed.ok) return undefined;
    const { labels } = inferFlow(parsed.ast, catalogue, { evaluationInterval }).root;
    return labels.rest.status === 'impossible' ? new Set(labels.names()) : undefined;
  };
}
