import type { Slo } from '../model/slo.ts';
import type { Expr } from '../promql/ast.ts';
import * as promql from '../promql/build.ts';
import { parseExpression } from '../promql/parse.ts';
import { rateUpTo, summedRate } from './queries.ts';

/** Of events or of time slices. */
interface BadAndTotal {
  readonly bad: Expr;
  readonly total: Expr;
}

/**
 * Bad and total events per second over a window, from the counters; `recorded` is the record of the total, which the bad
 * ones are told from. Undefined for an SLI of time slices.
 */
export function eventRates({ sli, by }: Slo, window: number, recorded: Expr): BadAndTotal | undefined {
  // The record carries labels that the counters do not have.
  const matched = { on: by };
  const remainder = (good: Expr) =>
    // Never below nothing: the two counters are not read at the same moment.
    promql.call('clamp_min', promql.binary('-', recorded, good, matched), promql.number(0));
  if (sli.kind === 'latency') {
    const good = rateUpTo(sli.of, sli.bound.value, window, by);
    return { bad: remainder(good), total: summedRate(sli.of, window, by) };
  }
  if (sli.kind === 'threshold') return undefined;
  const total = summedRate(sli.total, window, by);
  // A counter that does not exist before its first event counts none: without this, its ratio would start with a gap,
  // and a longer ratio would divide by fewer moments than it counts.
  const none = promql.binary('*', promql.number(0), recorded);
  const orNone = (events: Expr) => promql.binary('or', events, none, matched);
  if (sli.bad !== undefined) return { bad: orNone(summedRate(sli.bad, window, by)), total };
  return { bad: remainder(orNone(summedRate(sli.good ?? sli.total, window, by))), total };
}

/** Time slices of the moment, and those of them that are bad: one a series of the expression. */
export function timeSlices({ sli, by }: Slo, version: string): BadAndTotal | undefined {
  if (sli.kind !== 'threshold') return undefined;
  const parsed = parseExpression(sli.expr, { version });
  if (!parsed.ok) return undefined;
  // NaN compares to nothing, so it is dropped: like an absent value it makes a slice neither good nor bad.
  const known = promql.binary('>=', parsed.ast, promql.number(Number.NEGATIVE_INFINITY));
  const missed = sli.comparison === '>' ? '<=' : '>=';
  const bad = promql.binary(missed, known, promql.number(sli.threshold.value), { bool: true });
  return {
    bad: promql.sumBy(by, bad),
    total: promql.aggregate('count', known, by.length === 0 ? undefined : { by }),
  };
}
