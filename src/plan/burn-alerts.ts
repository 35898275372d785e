import type { Service } from '../model/model.ts';
import type { Slo } from '../model/slo.ts';
import type { Expr } from '../promql/ast.ts';
import * as promql from '../promql/build.ts';
import { burnRate, SLICES, totalRate } from '../slo/names.ts';
import { firingTiers, type Tier } from '../slo/tiers.ts';
import { LONGEST_RAW_WINDOW, windowsOf } from '../slo/windows.ts';
import { overTime } from './queries.ts';
import { sloMatchers } from './slo-records.ts';

/** A tier and the condition that it fires on; the value of the condition is the burn rate of the long window. */
export interface BurnAlert {
  readonly tier: Tier;
  readonly expr: Expr;
}

/**
 * Both windows burn faster than the factor, and the long one holds enough events. No `for`: the long window shows that
 * the burn is real, the short one that it is still going on.
 */
export function burnAlerts(slo: Slo, service: Service): BurnAlert[] {
  const read = (record: string) => promql.selector(record, sloMatchers(service, slo));
  return firingTiers(slo).map((tier) => {
    const above = (window: number) => promql.binary('>', read(burnRate(window)), promql.number(tier.factor));
    const burning = promql.binary('and', above(tier.long), above(tier.short));
    if (slo.minEvents === undefined) return { tier, expr: burning };
    const events = eventsWithin(slo, service, tier.long);
    const enough = promql.binary('>=', events, promql.number(slo.minEvents));
    return { tier, expr: promql.binary('and', burning, enough) };
  });
}

/** How many events (or time slices) a window holds. */
function eventsWithin(slo: Slo, service: Service, window: number): Expr {
  const read = (record: string) => promql.selector(record, sloMatchers(service, slo));
  const sum = (record: string) => overTime('sum_over_time', read(record), window);
  if (slo.sli.kind === 'threshold') return sum(SLICES);
  const { base } = windowsOf(slo, service);
  // The mean over a window that is not filled yet would be taken for the whole window; the sum counts what was there.
  return window > LONGEST_RAW_WINDOW && window !== base
    ? promql.binary('*', sum(totalRate(base)), promql.number(service.ruleInterval))
    : promql.binary('*', read(totalRate(window)), promql.number(window));
}
