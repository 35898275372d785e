import type { Model } from '../model/model.ts';
import type { Slo } from '../model/slo.ts';
import { print } from '../promql/print.ts';
import { burnAlertName, LABEL, tierName } from '../slo/names.ts';
import { formatDuration } from '../spec/scalars.ts';
import { burnAnnotations } from './annotations.ts';
import { burnAlerts } from './burn-alerts.ts';
import type { Rule, RuleOrigin } from './plan.ts';
import { sloRecords } from './slo-records.ts';

/** The rules of an SLO: its records, then an alert for each tier. */
export function sloRules(model: Model, slo: Slo): Rule[] {
  const { service } = model;
  const origin: RuleOrigin = { kind: 'slo', slo: slo.id };
  const own = [
    [LABEL.service, service.name],
    [LABEL.slo, slo.id],
  ] as const;
  const records = sloRecords(slo, service).map(
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
