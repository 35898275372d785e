import type { Service } from '../model/model.ts';
import type { Slo } from '../model/slo.ts';
import type { Expr } from '../promql/ast.ts';
import * as promql from '../promql/build.ts';
import { burnRate } from '../slo/names.ts';
import { firingTiers, type Tier } from '../slo/tiers.ts';
import { countEvents, type EventCount, sloMatchers } from './slo-events.ts';

/** A tier and the condition that it fires on; the value of the condition is the burn rate of the long window. */
export interface BurnAlert {
  readonly tier: Tier;
  readonly expr: Expr;
}

/**
 * Both windows burn faster than the factor, and the long one holds enough bad events and enough events. No `for`: the
 * long window shows that the burn is real, the short one that it is still going on.
 */
export function burnAlerts(slo: Slo, service: Service): BurnAlert[] {
  const count = countEvents(slo, service);
  if (count === undefined) return [];
  const burn = (window: number) => promql.selector(burnRate(window), sloMatchers(service, slo));
  return firingTiers(slo).map((tier) => {
    const above = (window: number) => promql.binary('>', burn(window), promql.number(tier.factor));
    const burning = promql.binary('and', above(tier.long), above(tier.short));
    const floors = floorsOf(slo, count, tier.long);
    // The counts lack the labels of the records.
    const matching = count.exact ? {} : { on: slo.by };
    const expr = floors.reduce<Expr>((held, floor) => promql.binary('and', held, floor, matching), burning);
    return { tier, expr };
  });
}

/** One bad event burns a quiet hour's budget; at least two show that it was no single failure. */
function floorsOf({ minBadEvents, minEvents }: Slo, count: EventCount, window: number): Expr[] {
  // Counts over a window are extrapolated: 2 events can come out as 1.98.
  const least = (number: number) => promql.number(count.exact ? number : number - 0.5);
  return [
    ...(minBadEvents > 1 ? [promql.binary('>=', count.bad(window), least(minBadEvents))] : []),
    ...(minEvents === undefined ? [] : [promql.binary('>=', count.all(window), promql.number(minEvents))]),
  ];
}
