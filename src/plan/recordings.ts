import { isDistribution } from '../model/metric.ts';
import type { Recording } from '../model/recording.ts';
import type { Expr } from '../promql/ast.ts';
import { parseExpression } from '../promql/parse.ts';
import {
  averageOverTime,
  meanObservation,
  quantile,
  quotient,
  reduceBy,
  seriesOf,
  summedRate,
  withoutNaN,
} from './queries.ts';

/** The expression of a recording; undefined where the spec's own does not parse. */
export function recordingExpression({ definition }: Recording, version: string): Expr | undefined {
  switch (definition.kind) {
    case 'quantile':
      return withoutNaN(quantile(definition.of, definition.q, definition.over, definition.by));
    case 'rate':
      return summedRate(definition.of, definition.over, definition.by);
    case 'average':
      return isDistribution(definition.of.metric)
        ? meanObservation(definition.of, definition.over, definition.by)
        : averageOverTime(definition.of, definition.over, definition.by, 'average');
    case 'ratio': {
      const { of, to, over, by } = definition;
      return quotient(summedRate(of, over, by), summedRate(to, over, by));
    }
    case 'aggregate':
      return reduceBy(definition.reduce, definition.by, seriesOf(definition.of));
    case 'expr': {
      const parsed = parseExpression(definition.expr, { version });
      return parsed.ok ? parsed.ast : undefined;
    }
  }
}
