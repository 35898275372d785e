import type { Model, Service } from '../model/model.ts';
import type { Slo } from '../model/slo.ts';
import type { Expr } from '../promql/ast.ts';
import * as promql from '../promql/build.ts';
import { print } from '../promql/print.ts';
import { burnAlertName, burnRate, LABEL, SLICES, tierName, totalRate } from '../slo/names.ts';
import { firingTiers, type Tier } from '../slo/tiers.ts';
import { isFromRecords, windowsOf } from '../slo/windows.ts';
import { formatDuration } from '../spec/scalars.ts';
import { burnAnnotations } from './annotations.ts';
import type { Rule, RuleOrigin } from './plan.ts';
import { overTime } from './queries.ts';
import { sloMatchers, sloRecords } from './slo-records.ts';

/** The rules of an SLO: its records, then an alert for each tier. */
export function sloRules(model: Model, slo: Slo): Rule[] {
  const { service } = model;
  const origin: RuleOrigin = { kind: 'slo', slo: slo.id };
  const own = [
    [LABEL.service, service.name],
    [LABEL.slo, slo.id],
  ] as const;
  const records = sloRecords(slo, service).map(
    ({ record, expr, labels, comment }): Rule => ({
      kind: 'record',
      record,
      expr: print(expr),
      labels: new Map([...own, ...labels]),
      comment,
      origin,
      path: slo.path,
    }),
  );
  if (records.length === 0) return [];
  const alert = burnAlertName(service.name, slo.id);
  const alerts = burnAlerts(slo, service).map(
    ({ tier, expr }): Rule => ({
      kind: 'alert',
      alert,
      expr: print(expr),
      for: 0,
      keepFiringFor: 0,
      severity: tier.severity,
      labels: new Map([
        ...own,
        [LABEL.tier, tierName(tier)],
        [LABEL.long, formatDuration(tier.long)],
        [LABEL.short, formatDuration(tier.short)],
        [LABEL.severity, tier.severity],
        [LABEL.owner, slo.owner],
      ]),
      annotations: burnAnnotations(model, slo, tier, alert),
      origin,
      path: tier.path,
    }),
  );
  return [...records, ...alerts];
}

/** A tier and the condition that it fires on; the value of the condition is the burn rate of the long window. */
interface BurnAlert {
  readonly tier: Tier;
  readonly expr: Expr;
}

/**
 * Both windows burn faster than the factor, and the long one holds enough events. No `for`: the long window shows that
 * the burn is real, the short one that it is still going on.
 */
function burnAlerts(slo: Slo, service: Service): BurnAlert[] {
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
  const windows = windowsOf(slo, service);
  // The mean over a window that is not filled yet would be taken for the whole window; the sum counts what was there.
  return isFromRecords(window, windows)
    ? promql.binary('*', sum(totalRate(windows.base)), promql.number(service.ruleInterval))
    : promql.binary('*', read(totalRate(window)), promql.number(window));
}
