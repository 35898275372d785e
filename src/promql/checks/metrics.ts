import { suggest } from '../../finding/suggest.ts';
import { selectedBy } from '../flow-selector.ts';
import type { Check } from '../problem.ts';

const PARTS = ['_bucket', '_sum', '_count'] as const;

/** A selector names a metric that is neither declared, nor external, nor recorded. */
export const unknownMetric: Check = function* ({ nodes, catalogue }) {
  for (const { expr } of nodes) {
    if (expr.type !== 'vector') continue;
    const matched = expr.matchers.find(({ name, op }) => name.name === '__name__' && op === '=');
    const metric = expr.name?.name ?? matched?.value;
    if (metric === undefined || selectedBy(expr, catalogue) !== undefined) continue;
    const parts = PARTS.map((part) => metric + part).filter((name) => catalogue.lookup(name) !== undefined);
    yield {
      code: 'promql/unknown-metric',
      args: {
        metric,
        suggestion: suggest(metric, catalogue.names()),
        parts: parts.length === PARTS.length ? parts : undefined,
      },
      span: expr.name?.span ?? matched?.valueSpan ?? expr.span,
    };
  }
};
