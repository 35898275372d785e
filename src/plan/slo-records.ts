import type { Service } from '../model/model.ts';
import type { Slo } from '../model/slo.ts';
import type { Expr } from '../promql/ast.ts';
import * as promql from '../promql/build.ts';
import { BUDGET_REMAINING, burnRate, errorRatio, OBJECTIVE, TIME_TO_EXHAUSTION } from '../slo/names.ts';
import { errorBudget, objective, shortest } from '../slo/tiers.ts';
import { type SloWindows, windowsOf } from '../slo/windows.ts';
import { type EventCount, type SloRecord, sloMatchers } from './slo-events.ts';

/**
 * Everything that is recorded for an SLO, each record after those that it reads, and each one read by an alert, a panel
 * or a runbook.
 */
export function sloRecords(slo: Slo, service: Service, count: EventCount): SloRecord[] {
  const windows = windowsOf(slo, service);
  const read = (record: string) => promql.selector(record, sloMatchers(service, slo));
  return [
    {
      record: OBJECTIVE,
      expr: promql.call('vector', promql.number(shortest(objective(slo)))),
      comment: 'Share of events that has to be good.',
      seldom: true,
    },
    ...count.records,
    ...[windows.base, windows.period].map((window) => ({
      record: errorRatio(window),
      expr: count.ratio(window),
      comment: 'Share of bad events; nothing while there are none at all.',
      seldom: window === windows.period,
    })),
    ...budgetRecords(slo, windows, count, read),
  ];
}

/** Nothing where the objective leaves no budget: every one of these would divide by zero. */
function budgetRecords(
  slo: Slo,
  { burning, seldom, current, base, period }: SloWindows,
  count: EventCount,
  read: (record: string) => ReturnType<typeof promql.selector>,
): SloRecord[] {
  const budget = errorBudget(slo);
  if (budget.lte(0)) return [];
  const inBudgets = (ratio: Expr) => promql.binary('/', ratio, promql.number(shortest(budget)));
  const recorded = (window: number) =>
    window === base || window === period ? read(errorRatio(window)) : count.ratio(window);
  const remaining = promql.call('clamp_min', read(BUDGET_REMAINING), promql.number(0));
  const left = promql.binary('*', remaining, promql.number(period));
  return [
    ...burning.map((window) => ({
      record: burnRate(window),
      expr: inBudgets(recorded(window)),
      comment: 'How many times too fast the error budget burns.',
      seldom: seldom.includes(window),
    })),
    {
      record: BUDGET_REMAINING,
      expr: promql.binary('-', promql.number(1), inBudgets(recorded(period))),
      comment: 'Share of the error budget of the period that is left.',
      seldom: true,
    },
    {
      record: TIME_TO_EXHAUSTION,
      expr: promql.binary('/', left, promql.binary('>', read(burnRate(current)), promql.number(0))),
      comment: 'Seconds until the error budget is gone, at the current burn rate.',
      seldom: true,
    },
  ];
}
