import type { Alert } from '../../model/alert.ts';
import type { Dashboard } from '../../model/dashboard.ts';
import type { Model } from '../../model/model.ts';
import type { Effect, Operation } from '../../model/operation.ts';
import type { Slo } from '../../model/slo.ts';
import type { AlertRule, RecordRule, RulePlan } from '../../plan/plan.ts';
import { EMPTY, Reader, type Reads, type Traced, union } from './reads.ts';

/** An alert as it is evaluated: one rule, or one for each tier of an SLO. */
export interface AlertEntry extends Traced {
  readonly name: string;
  readonly rules: readonly [AlertRule, ...AlertRule[]];
  /** Records that serve this alert alone. */
  readonly records: readonly RecordRule[];
  /** Where it comes from: exactly one of the two is there. */
  readonly alert?: Alert;
  readonly slo?: Slo;
}

export interface PanelUse {
  readonly dashboard: Dashboard;
  readonly row: string;
  readonly reads: Reads;
  /** An alert that the panel shows. */
  readonly alert?: string;
}

export interface OperationUse {
  readonly operation: Operation;
  /** "start", "mark `first_token`", "outcome `succeed`". */
  readonly when: string;
  readonly effect: Effect;
}

/** Who reads what: every reference of the pages is looked up here. */
export interface Usage {
  readonly alerts: readonly AlertEntry[];
  readonly recordings: ReadonlyMap<string, Traced>;
  readonly slos: ReadonlyMap<string, Traced>;
  readonly panels: readonly PanelUse[];
  readonly operations: readonly OperationUse[];
}

export function usageOf(model: Model, plan: RulePlan): Usage {
  const reader = new Reader(model, plan);
  return {
    alerts: alertEntries(model, plan, reader),
    recordings: new Map(
      model.recordings.map(({ record }) => [record, reader.traced(reader.recording(record))]),
    ),
    slos: new Map(model.slos.map(({ id }) => [id, reader.traced(reader.slo(id))])),
    panels: model.dashboards.flatMap((dashboard) =>
      dashboard.rows.flatMap((row) =>
        row.panels.map(({ source }) => ({
          dashboard,
          row: row.title,
          reads: reader.panel(source),
          ...(source.kind === 'alert' ? { alert: source.alert } : {}),
        })),
      ),
    ),
    operations: model.operations.flatMap(effectsOf),
  };
}

function alertEntries(model: Model, plan: RulePlan, reader: Reader): AlertEntry[] {
  const byName = new Map<string, [AlertRule, ...AlertRule[]]>();
  const records = new Map<string, RecordRule[]>();
  for (const rule of plan.groups.flatMap(({ rules }) => rules)) {
    if (rule.kind === 'record') {
      if (rule.origin.kind !== 'alert') continue;
      records.set(rule.origin.alert, [...(records.get(rule.origin.alert) ?? []), rule]);
      continue;
    }
    const known = byName.get(rule.alert);
    if (known === undefined) byName.set(rule.alert, [rule]);
    else known.push(rule);
  }
  const entries = [...byName].map(([name, rules]): AlertEntry => {
    const { origin } = rules[0];
    const alert = origin.kind === 'alert' ? model.alerts.find((one) => one.name === origin.alert) : undefined;
    const slo = origin.kind === 'slo' ? model.slos.find((one) => one.id === origin.slo) : undefined;
    const own = rules.map((rule) => reader.rule(rule));
    const direct = slo === undefined ? union(own) : { ...EMPTY, slos: new Set([slo.id]) };
    return {
      name,
      rules,
      records: records.get(name) ?? [],
      ...reader.traced(direct),
      ...(alert === undefined ? {} : { alert }),
      ...(slo === undefined ? {} : { slo }),
    };
  });
  // Rules are in the order of evaluation; people look for the order of the spec.
  const place = ({ slo, alert }: AlertEntry) =>
    slo === undefined
      ? model.slos.length + model.alerts.findIndex((one) => one.name === alert?.name)
      : model.slos.findIndex(({ id }) => id === slo.id);
  return entries.toSorted((a, b) => place(a) - place(b));
}

function effectsOf(operation: Operation): OperationUse[] {
  const use = (when: string) => (effect: Effect) => ({ operation, when, effect });
  return [
    ...operation.start.map(use('start')),
    ...operation.marks.flatMap(({ name, effects }) => effects.map(use(`mark \`${name}\``))),
    ...operation.outcomes.flatMap(({ name, effects }) => effects.map(use(`outcome \`${name}\``))),
  ];
}
