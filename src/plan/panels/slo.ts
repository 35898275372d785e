import type { Slo } from '../../model/slo.ts';
import type { VectorSelector } from '../../promql/ast.ts';
import * as promql from '../../promql/build.ts';
import * as names from '../../slo/names.ts';
import { firingTiers, objective } from '../../slo/tiers.ts';
import { windowsOf } from '../../slo/windows.ts';
import { formatDuration } from '../../spec/scalars.ts';
import { sloMatchers } from '../slo-records.ts';
import { draft, legendOf } from './base.ts';
import { SEVERITY_COLOR } from './colors.ts';
import { type PanelContext, rulesOfSlo, runbookLinks } from './context.ts';
import { paragraphs } from './describe.ts';
import { markdown } from './escape.ts';
import type { PanelPlan, Step } from './plan.ts';
import { COUNT, DURATION, SHARE } from './units.ts';

const NONE = Number.NEGATIVE_INFINITY;

/** `slo:...{service="ryot", slo="success-rate"}`. */
export function sloSeries({ model }: PanelContext, slo: Slo, record: string): VectorSelector {
  return promql.selector(record, sloMatchers(model.service, slo));
}

/** Attainment, budget left, time until it is gone, and burn rate of one objective. */
export function sloPanels(context: PanelContext, slo: Slo): PanelPlan[] {
  return [
    { ...attainment(context, slo), width: 5, startsLine: true },
    { ...budgetRemaining(context, slo), width: 5 },
    { ...timeToExhaustion(context, slo), width: 5 },
    { ...burnRates(context, slo), width: 9 },
  ].map((panel) => ({ ...panel, height: 6 }));
}

/** What all panels of an objective say. */
export function common(context: PanelContext, slo: Slo, what: string) {
  return {
    description: paragraphs([
      what,
      `**Objective:** ${markdown(slo.objectiveText)} over ${formatDuration(slo.window)}. ${markdown(slo.title)}.`,
      markdown(slo.description ?? ''),
    ]),
    interval: context.model.service.ruleInterval,
    links: runbookLinks(context, rulesOfSlo(context, slo.id)),
  };
}

/** Digits that tell an objective from 100 %: two more than its own. */
function decimalsOf({ objectivePercent }: Slo): number {
  return Math.max(1, (objectivePercent.split('.')[1]?.length ?? 0) + 1);
}

export function attainment(context: PanelContext, slo: Slo): PanelPlan {
  const ratio = sloSeries(context, slo, names.errorRatio(slo.window));
  return draft(SHARE, {
    kind: 'stat',
    title: `${slo.title}: attained`,
    ...common(context, slo, `Share of good events over the last ${formatDuration(slo.window)}.`),
    queries: [
      {
        expr: promql.binary('-', promql.number(1), ratio),
        legend: legendOf(context, slo.by, 'Attained'),
        when: 'range',
      },
    ],
    steps: [
      { from: NONE, color: 'red' },
      { from: objective(slo).toNumber(), color: 'green' },
    ],
    decimals: decimalsOf(slo),
    max: 1,
    noValue: 'No events',
  });
}

export const BUDGET_STEPS: readonly Step[] = [
  { from: NONE, color: 'red' },
  { from: 0, color: 'orange' },
  { from: 0.25, color: 'green' },
];

export function budgetRemaining(context: PanelContext, slo: Slo): PanelPlan {
  return draft(SHARE, {
    kind: 'gauge',
    title: `${slo.title}: budget left`,
    ...common(
      context,
      slo,
      'Share of the error budget of the period that is left; below zero it is overspent.',
    ),
    queries: [
      {
        expr: sloSeries(context, slo, names.BUDGET_REMAINING),
        legend: legendOf(context, slo.by, 'Budget left'),
        when: 'range',
      },
    ],
    steps: BUDGET_STEPS,
    decimals: 1,
    min: 0,
    max: 1,
    noValue: 'No events',
  });
}

export function timeToExhaustion(context: PanelContext, slo: Slo): PanelPlan {
  const day = 86_400;
  return draft(DURATION, {
    kind: 'stat',
    title: `${slo.title}: budget lasts`,
    ...common(context, slo, 'Time until the error budget is gone at the present burn rate.'),
    queries: [
      {
        expr: sloSeries(context, slo, names.TIME_TO_EXHAUSTION),
        legend: legendOf(context, slo.by, 'Budget lasts'),
        when: 'range',
      },
    ],
    steps: [
      { from: NONE, color: 'red' },
      { from: day, color: 'orange' },
      { from: 7 * day, color: 'green' },
    ],
    decimals: 1,
    noValue: 'Nothing burns',
  });
}

export function burnRates(context: PanelContext, slo: Slo): PanelPlan {
  const tiers = firingTiers(slo);
  const limits = tiers.map(({ factor, severity }) => ({ from: factor, color: SEVERITY_COLOR[severity] }));
  const lines = tiers.map(
    ({ factor, severity, long, short }) =>
      `${factor} (${severity}, ${formatDuration(long)} and ${formatDuration(short)})`,
  );
  const what =
    lines.length === 0
      ? 'How fast the budget is spent: 1 spends it exactly by the end of the period. This objective does not alert.'
      : `How fast the budget is spent: 1 spends it exactly by the end of the period. Alerts fire above ${lines.join(', ')}.`;
  return draft(COUNT, {
    kind: 'timeseries',
    title: `${slo.title}: burn rate`,
    ...common(context, slo, what),
    axis: 'times the sustainable rate',
    queries: shownWindows(context, slo).map((window) => ({
      expr: sloSeries(context, slo, names.burnRate(window)),
      legend: `${formatDuration(window)} ${legendOf(context, slo.by, '')}`.trim(),
      when: 'range',
    })),
    steps: [{ from: NONE, color: 'green' }, ...limits.toSorted((a, b) => a.from - b.from)],
    limits: limits.toSorted((a, b) => a.from - b.from),
    min: 0,
    noValue: 'No events',
  });
}

/**
 * Every window of one budget; of several budgets only the long ones, since a curve for each window of each budget is
 * more than a person reads.
 */
function shownWindows({ model }: PanelContext, slo: Slo): readonly number[] {
  const { measured, current } = windowsOf(slo, model.service);
  if (slo.by.length === 0) return measured;
  const long = firingTiers(slo).map((tier) => tier.long);
  return long.length === 0 ? [current] : [...new Set(long)].toSorted((a, b) => a - b);
}
