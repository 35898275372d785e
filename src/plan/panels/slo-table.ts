import { capital } from '../../finding/prose.ts';
import type { Slo } from '../../model/slo.ts';
import type { Expr } from '../../promql/ast.ts';
import * as promql from '../../promql/build.ts';
import * as names from '../../slo/names.ts';
import { firingTiers } from '../../slo/tiers.ts';
import { windowsOf } from '../../slo/windows.ts';
import type { PanelContext } from './context.ts';
import { stepsFrom } from './marks.ts';
import { panelPlan } from './panel.ts';
import type { Column, PanelPlan, Step } from './plan.ts';
import { BUDGET_STEPS } from './slo.ts';
import { COUNT, DURATION, SHARE } from './units.ts';
import { labelWords } from './words.ts';

interface QueryColumn extends Column {
  readonly expr: Expr;
}

/** One line an objective (and value of its `by`): target, attained, budget left, burn rate, time left. */
export function sloTable(context: PanelContext, slos: readonly Slo[]): PanelPlan {
  const by = [...new Set(slos.flatMap((slo) => slo.by))];
  const columns = columnsOf(context, slos, [names.LABEL.slo, ...by]);
  return panelPlan(SHARE, {
    kind: 'table',
    title: 'Objectives',
    description: 'Current state of every objective. Attainment and remaining budget cover its whole period.',
    queries: columns.map(({ expr, ...column }) => ({ expr, legend: column.name, when: 'instant', column })),
    interval: context.model.service.ruleInterval,
    noValue: '–',
    decimals: 2,
    lines: slos.length + 1,
    labelColumns: new Map<string, Column>([
      [names.LABEL.slo, { name: 'Objective', words: new Map(slos.map(({ id, title }) => [id, title])) }],
      ...by.map((label) => [label, { name: capital(labelWords(label)) }] as const),
    ]),
  });
}

/** Every column has the same labels, lest Grafana's merge of the queries puts one objective on two lines. */
function columnsOf({ model }: PanelContext, slos: readonly Slo[], by: readonly string[]): QueryColumn[] {
  const read = (record: string) =>
    promql.selector(record, [promql.matcher(names.LABEL.service, '=', model.service.name)]);
  const kept = (expr: Expr) => promql.aggregate('max', expr, { by });
  const windows = [...new Set(slos.map(({ window }) => window))];
  const errors = windows
    .map((window): Expr => periodOnly(read(names.errorRatio(window)), slos, window))
    .reduce((all, one) => promql.binary('or', all, one));
  const left = kept(read(names.BUDGET_REMAINING));
  const current = Math.max(...slos.map((slo) => windowsOf(slo, model.service).current));
  const burning = read(names.burnRate(current));
  return [
    { name: 'Target', unit: SHARE.id, expr: targets(read(names.OBJECTIVE), left) },
    { name: 'Attainment', unit: SHARE.id, expr: promql.binary('-', promql.number(1), kept(errors)) },
    { name: 'Budget remaining', unit: SHARE.id, expr: left, steps: BUDGET_STEPS },
    { name: 'Burn rate', unit: COUNT.id, expr: kept(burning), steps: burnSteps(slos) },
    { name: 'Time to exhaustion', unit: DURATION.id, expr: kept(read(names.TIME_TO_EXHAUSTION)) },
  ];
}

/** The target once for each budget of an objective; once in all while no budget is known. */
function targets(objective: Expr, left: Expr): Expr {
  const on = [names.LABEL.slo];
  const target = promql.aggregate('max', objective, { by: on });
  const none = promql.binary('*', left, promql.number(0));
  return promql.binary('or', promql.binary('+', none, target, { on, group: 'left' }), target, { on });
}

/** Where periods differ, each objective shows the ratio of its own. */
function periodOnly(expr: ReturnType<typeof promql.selector>, slos: readonly Slo[], window: number): Expr {
  const own = slos.filter((slo) => slo.window === window).map(({ id }) => id);
  if (own.length === slos.length) return expr;
  return { ...expr, matchers: [...expr.matchers, promql.oneOf(names.LABEL.slo, own)] };
}

/** Above the gentlest factor that pages, red; above 1, the budget will not last. */
function burnSteps(slos: readonly Slo[]): Step[] {
  const paging = slos.flatMap((slo) => firingTiers(slo).filter(({ severity }) => severity.like === 'page'));
  const lowest = Math.min(...paging.map(({ factor }) => factor));
  const red = lowest > 1 && Number.isFinite(lowest) ? [{ from: lowest, color: 'red' }] : [];
  return stepsFrom('green', { from: 1, color: 'orange' }, ...red);
}
