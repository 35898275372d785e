import type { Alert, Condition, Presence } from '../model/alert.ts';
import { isDistribution } from '../model/metric.ts';
import type { Service } from '../model/model.ts';
import type { Expr, VectorSelector } from '../promql/ast.ts';
import { isComparison } from '../promql/ast.ts';
import * as promql from '../promql/build.ts';
import { parseExpression } from '../promql/parse.ts';
import { LABEL, violationRecord } from '../slo/names.ts';
import {
  averageOverTime,
  countedSeries,
  meanObservation,
  overTime,
  quantile,
  quotient,
  recordOf,
  reduceBy,
  seriesOf,
  shareAbove,
  summedRate,
} from './queries.ts';

type MetricCondition = Extract<Condition, { kind: 'metric' }>;
type RecordingCondition = Extract<Condition, { kind: 'recording' }>;

/** What an alert is made of. */
interface AlertExpressions {
  /**
   * What is recorded of each evaluation, where the alert counts violations: 0 or 1 for a comparison; anything at all for a
   * violation, and nothing else, for any other condition.
   */
  readonly violation?: Expr;
  readonly alert: Expr;
}

/** The expressions of an alert; undefined where the spec's own does not parse. */
export function alertExpressions(
  { name, condition, violations }: Alert,
  { name: service, prometheus: version }: Service,
): AlertExpressions | undefined {
  const violated = conditionExpression(condition, version);
  if (violated === undefined) return undefined;
  if (violations === undefined) return { alert: violated };
  const { atLeast, within } = violations;
  // Counted from records rather than by a subquery: the evaluations counted are then exactly those that took place.
  const own = promql.selector(violationRecord(name), [promql.matcher(LABEL.service, '=', service)]);
  const judged = violated.type === 'binary' && isComparison(violated.op);
  return {
    violation: judged ? { ...violated, bool: true } : violated,
    alert: promql.binary(
      '>=',
      overTime(judged ? 'sum_over_time' : 'count_over_time', own, within),
      promql.number(atLeast),
    ),
  };
}

/** The condition of an alert as PromQL that yields a series for each violation. */
export function conditionExpression(condition: Condition, version: string): Expr | undefined {
  switch (condition.kind) {
    case 'absent':
      return promql.call('absent', countedSeries(condition.of));
    case 'down':
      return promql.binary('<', targetsUp(condition.presence), promql.number(condition.below));
    case 'expr': {
      const parsed = parseExpression(condition.expr, { version });
      return parsed.ok ? parsed.ast : undefined;
    }
    case 'metric':
      return compared(condition, measured(condition));
    case 'recording':
      return compared(condition, recorded(condition));
  }
}

/**
 * How many targets are up; 0 where none is known. A target that crashed has an `up` of 0, one that was removed has none.
 * What a target pushes has several series, which end with it.
 */
export function targetsUp(presence: Presence): Expr {
  const series = presenceOf(presence);
  const up =
    presence.arrives === 'scrape'
      ? promql.aggregate('sum', series)
      : promql.aggregate('count', promql.aggregate('count', series, { by: ['instance'] }));
  return promql.binary('or', up, promql.call('vector', promql.number(0)));
}

/** The series that show which targets are there. */
export function presenceOf({ series, job }: Presence): VectorSelector {
  return promql.selector(series, [promql.matcher('job', '=', job)]);
}

function compared({ comparison }: MetricCondition | RecordingCondition, value: Expr): Expr {
  return promql.binary(comparison.op, value, promql.number(comparison.threshold.value));
}

/** The value that a condition on a record compares. */
export function recorded({ of, reduce, by }: RecordingCondition): Expr {
  const series = recordOf(of);
  return reduce === undefined ? series : reduceBy(reduce, by, series);
}

/** The value that a condition on a metric compares. */
export function measured(condition: MetricCondition): Expr {
  const { of, measure, reduce, by, dividedBy, q = 0, over = 0 } = condition;
  switch (measure) {
    case 'value':
      return reduceBy(reduce, by, seriesOf(of));
    case 'rate':
    case 'increase': {
      if (dividedBy !== undefined) return quotient(summedRate(of, over, by), summedRate(dividedBy, over, by));
      return reduceBy(reduce, by, overTime(measure, countedSeries(of), over));
    }
    case 'average':
      return isDistribution(of.metric)
        ? meanObservation(of, over, by)
        : averageOverTime(of, over, by, reduce);
    case 'quantile':
      return quantile(of, q, over, by);
    case 'share_above':
      return shareAbove(of, condition.bound?.value ?? Number.POSITIVE_INFINITY, over, by);
  }
}
