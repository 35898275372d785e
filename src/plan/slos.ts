import type { Model, Service } from '../model/model.ts';
import type { Slo } from '../model/slo.ts';
import type { Expr } from '../promql/ast.ts';
import * as promql from '../promql/build.ts';
import { print } from '../promql/print.ts';
import { burnAlertName, burnRate, LABEL, tierName } from '../slo/names.ts';
import { firingTiers, type Tier } from '../slo/tiers.ts';
import { isSeldom } from '../slo/windows.ts';
import { formatDuration } from '../spec/scalars.ts';
import { burnAnnotations } from './annotations.ts';
import type { RuleSet } from './groups.ts';
import type { Rule, RuleOrigin } from './plan.ts';
import { countEvents, type EventCount, sloMatchers } from './slo-events.ts';
import { sloRecords } from './slo-records.ts';
import { literal } from './templates.ts';

/**
 * The rules of an SLO: its records, then an alert for each tier. Where the period is evaluated less often, its rules are a
 * set of their own, which reads the running totals of the other.
 */
export function sloRules(model: Model, slo: Slo): RuleSet[] {
  const { service } = model;
  const count = countEvents(slo, service);
  // The expression of the SLI does not parse, which lint reports.
  if (count === undefined) return [];
  const origin: RuleOrigin = { kind: 'slo', slo: slo.id };
  const own = [
    [LABEL.service, service.name],
    [LABEL.slo, slo.id],
  ] as const;
  const planned = sloRecords(slo, service, count);
  const records = planned.map(
    ({ record, expr, comment }): Rule => ({
      kind: 'record',
      record,
      expr: print(expr),
      labels: new Map(own),
      comment,
      origin,
      path: slo.path,
    }),
  );
  const alert = burnAlertName(service.name, slo);
  const burning = burnAlerts(slo, service, count);
  const alerts = burning.map(
    ({ tier, expr }): Rule => ({
      kind: 'alert',
      alert,
      expr: print(expr),
      for: 0,
      keepFiringFor: slo.keepFiringFor,
      severity: tier.severity,
      owner: slo.owner,
      labels: new Map([
        ...service.alertLabels,
        ...slo.labels,
        [LABEL.service, literal(service.name)],
        [LABEL.slo, slo.id],
        [LABEL.tier, tierName(tier)],
        [LABEL.long, formatDuration(tier.long)],
        [LABEL.short, formatDuration(tier.short)],
        [LABEL.severity, literal(tier.severity.label)],
        [LABEL.owner, literal(slo.owner)],
      ]),
      annotations: burnAnnotations(model, slo, tier, alert),
      origin,
      path: tier.path,
    }),
  );
  const set = { kind: 'slo', id: slo.id } as const;
  if (slo.evaluate <= service.ruleInterval) return [{ ...set, rules: [...records, ...alerts] }];
  const rules = (seldom: boolean) => [
    ...records.filter((_, index) => (planned[index]?.seldom ?? false) === seldom),
    ...alerts.filter((_, index) => isSeldom(burning[index]?.tier ?? { short: 0 }, slo, service) === seldom),
  ];
  return [
    { ...set, rules: rules(false) },
    { ...set, rules: rules(true), every: slo.evaluate },
  ];
}

/** A tier and the condition that it fires on; the value of the condition is the burn rate of the long window. */
interface BurnAlert {
  readonly tier: Tier;
  readonly expr: Expr;
}

/**
 * Both windows burn faster than the factor, and the long one holds enough bad events and enough events. No `for`: the
 * long window shows that the burn is real, the short one that it is still going on.
 */
function burnAlerts(slo: Slo, service: Service, count: EventCount): BurnAlert[] {
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
