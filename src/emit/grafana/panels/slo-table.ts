import type { Slo } from '../../../model/slo.ts';
import type { Expr } from '../../../promql/ast.ts';
import * as promql from '../../../promql/build.ts';
import * as names from '../../../slo/names.ts';
import { firingTiers } from '../../../slo/tiers.ts';
import type { GrafanaContext } from '../context.ts';
import type { PanelDraft, Step } from '../draft.ts';
import { DURATION, SHARE } from '../units.ts';
import { draft } from './base.ts';
import { BUDGET_STEPS } from './slo.ts';

interface Column {
  readonly name: string;
  readonly unit: string;
  readonly expr: Expr;
  readonly steps?: readonly Step[];
}

const HOUR = 3600;

/** One line an objective (and value of its `by`): target, attained, budget left, burn rate, time left. */
export function sloTable(context: GrafanaContext, slos: readonly Slo[]): PanelDraft {
  const columns = columnsOf(context, slos);
  const by = [...new Set(slos.flatMap((slo) => slo.by))];
  return draft(SHARE, {
    kind: 'table',
    title: 'Objectives',
    description: 'Where every objective stands now. Attained and budget left are those of its whole period.',
    queries: columns.map(({ name, expr }) => ({ expr, legend: name, when: 'instant' })),
    interval: context.model.service.ruleInterval,
    noValue: '–',
    decimals: 2,
    lines: slos.length + 1,
    columns: {
      renamed: new Map([
        [names.LABEL.slo, 'Objective'],
        ...by.map((label) => [label, label] as const),
        ...columns.map(({ name }, index) => [`Value #${refId(index)}`, name] as const),
      ]),
      hidden: ['Time', names.LABEL.service, '__name__'],
      units: new Map(columns.map(({ name, unit }) => [name, unit])),
      colored: new Map(columns.flatMap(({ name, steps }) => (steps === undefined ? [] : [[name, steps]]))),
    },
  });
}

/** A, B, C ...: how Grafana tells the queries of a panel apart. */
export function refId(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : `${refId(Math.floor(index / 26) - 1)}${letter}`;
}

function columnsOf({ model }: GrafanaContext, slos: readonly Slo[]): Column[] {
  const read = (record: string) =>
    promql.selector(record, [promql.matcher(names.LABEL.service, '=', model.service.name)]);
  const windows = [...new Set(slos.map(({ window }) => window))];
  const errors = windows
    .map((window) => periodOnly(read(names.errorRatio(window)), slos, window))
    .reduce<Expr | undefined>((all, one) => (all === undefined ? one : promql.binary('or', all, one)), undefined);
  const attained = errors === undefined ? [] : [promql.binary('-', promql.number(1), errors)];
  const target = promql.aggregate('max', read(names.OBJECTIVE), { by: [names.LABEL.slo] });
  return [
    { name: 'Target', unit: SHARE.id, expr: target },
    ...attained.map((expr) => ({ name: 'Attained', unit: SHARE.id, expr })),
    { name: 'Budget left', unit: SHARE.id, expr: read(names.BUDGET_REMAINING), steps: BUDGET_STEPS },
    { name: 'Burn rate, 1h', unit: 'short', expr: read(names.burnRate(HOUR)), steps: burnSteps(slos) },
    { name: 'Budget lasts', unit: DURATION.id, expr: read(names.TIME_TO_EXHAUSTION) },
  ];
}

/** Where periods differ, each objective shows the ratio of its own. */
function periodOnly(expr: ReturnType<typeof promql.selector>, slos: readonly Slo[], window: number): Expr {
  const own = slos.filter((slo) => slo.window === window).map(({ id }) => id);
  if (own.length === slos.length) return expr;
  return { ...expr, matchers: [...expr.matchers, promql.oneOf(names.LABEL.slo, own)] };
}

/** Above the gentlest factor that pages, red; above 1, the budget will not last. */
function burnSteps(slos: readonly Slo[]): Step[] {
  const paging = slos.flatMap((slo) => firingTiers(slo).filter(({ severity }) => severity === 'page'));
  const lowest = Math.min(...paging.map(({ factor }) => factor));
  return [
    { from: Number.NEGATIVE_INFINITY, color: 'green' },
    { from: 1, color: 'orange' },
    ...(lowest > 1 && Number.isFinite(lowest) ? [{ from: lowest, color: 'red' }] : []),
  ];
}
