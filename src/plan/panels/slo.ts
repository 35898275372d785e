import type { Slo } from '../../model/slo.ts';
import type { VectorSelector } from '../../promql/ast.ts';
import * as promql from '../../promql/build.ts';
import * as names from '../../slo/names.ts';
import { errorBudget, firingTiers, objective } from '../../slo/tiers.ts';
import { windowsOf } from '../../slo/windows.ts';
import { formatDuration } from '../../spec/scalars.ts';
import { sloMatchers } from '../slo-events.ts';
import { type PanelContext, runbookLinks } from './context.ts';
import { literal, markdown, paragraphs } from './escape.ts';
import { marksOfLimits, stepsFrom, URGENCY_COLOR } from './marks.ts';
import { legendOf, overRange, panelPlan } from './panel.ts';
import type { PanelPlan, PanelQuery } from './plan.ts';
import { COUNT, type DisplayUnit, DURATION, SHARE } from './units.ts';

/** Attainment, budget left, time until it is gone, and burn rate of one objective. */
export function sloPanels(context: PanelContext, slo: Slo): PanelPlan[] {
  return [
    { ...attainment(context, slo), width: 5, startsLine: true },
    { ...budgetRemaining(context, slo), width: 5 },
    { ...timeToExhaustion(context, slo), width: 5 },
    { ...burnRates(context, slo), width: 9 },
  ].map((panel) => ({ ...panel, height: 6 }));
}

/** `what` of an objective it shows, and what that `means`; the numbers of the objective stand in one panel alone. */
type Own = { readonly what: string; readonly means: string; readonly states?: string } & Pick<
  PanelPlan,
  'kind' | 'queries'
> &
  Partial<PanelPlan>;

/** A panel about one objective. */
function sloPanel(
  context: PanelContext,
  slo: Slo,
  unit: DisplayUnit,
  { what, means, states = '', ...own }: Own,
): PanelPlan {
  const { model, alertRules } = context;
  const rules = alertRules.filter(({ origin }) => origin.kind === 'slo' && origin.slo === slo.id);
  return panelPlan(unit, {
    title: `${slo.title}: ${what}`,
    description: paragraphs(
      means,
      `**Objective:** ${states}${markdown(slo.title)}.`,
      markdown(slo.description ?? ''),
    ),
    interval: model.service.ruleInterval,
    links: runbookLinks(context, rules),
    noValue: 'No events',
    ...own,
  });
}

/** `slo:...{service="ryot", slo="success-rate"}`. */
function sloSeries({ model }: PanelContext, slo: Slo, record: string): VectorSelector {
  return promql.selector(record, sloMatchers(model.service, slo));
}

function seriesQuery(context: PanelContext, slo: Slo, record: string, legend: string): PanelQuery {
  return overRange(sloSeries(context, slo, record), legendOf(context, slo.by, legend));
}

/** Digits that tell an objective from 100 %: one more than its own. */
function decimalsOf({ objectivePercent }: Slo): number {
  return Math.max(1, (objectivePercent.split('.')[1]?.length ?? 0) + 1);
}

function attainment(context: PanelContext, slo: Slo): PanelPlan {
  const ratio = sloSeries(context, slo, names.errorRatio(slo.window));
  const good = promql.binary('-', promql.number(1), ratio);
  const means = `Share of good events over the last ${formatDuration(slo.window)}.`;
  return sloPanel(context, slo, SHARE, {
    what: 'attainment',
    means,
    states: `${markdown(slo.objectiveText)} over ${formatDuration(slo.window)}. `,
    kind: 'stat',
    queries: [overRange(good, legendOf(context, slo.by, 'Attainment'))],
    steps: stepsFrom('red', { from: objective(slo).toNumber(), color: 'green' }),
    decimals: decimalsOf(slo),
    max: 1,
  });
}

export const BUDGET_STEPS = stepsFrom('red', { from: 0, color: 'orange' }, { from: 0.25, color: 'green' });

function budgetRemaining(context: PanelContext, slo: Slo): PanelPlan {
  const means = 'Share of the error budget remaining in the period; negative when overspent.';
  return sloPanel(context, slo, SHARE, {
    what: 'budget remaining',
    means,
    kind: 'gauge',
    queries: [seriesQuery(context, slo, names.BUDGET_REMAINING, 'Budget remaining')],
    steps: BUDGET_STEPS,
    decimals: 1,
    min: 0,
    max: 1,
  });
}

function timeToExhaustion(context: PanelContext, slo: Slo): PanelPlan {
  const day = 86_400;
  const means = 'Time until the error budget is exhausted at the current burn rate.';
  return sloPanel(context, slo, DURATION, {
    what: 'time to exhaustion',
    means,
    kind: 'stat',
    queries: [seriesQuery(context, slo, names.TIME_TO_EXHAUSTION, 'Time to exhaustion')],
    steps: stepsFrom('red', { from: day, color: 'orange' }, { from: 7 * day, color: 'green' }),
    decimals: 1,
    noValue: 'No burn',
  });
}

function burnRates(context: PanelContext, slo: Slo): PanelPlan {
  const tiers = firingTiers(slo);
  const lines = tiers.map(
    ({ factor, severity, long, short }) =>
      `${factor} (${severity.name}, ${formatDuration(long)} and ${formatDuration(short)})`,
  );
  const alerts =
    lines.length === 0 ? 'This objective has no alerts.' : `Alerts fire above ${lines.join(', ')}.`;
  const means = `How fast the error budget is being spent: at 1 it lasts exactly until the end of the period. ${alerts}`;
  return sloPanel(context, slo, COUNT, {
    what: 'burn rate',
    means,
    kind: 'timeseries',
    axis: 'multiple of the sustainable rate',
    queries: shownWindows(context, slo).map((window) => {
      const legend = `${formatDuration(window)} ${legendOf(context, slo.by, '')}`.trim();
      return overRange(sloSeries(context, slo, names.burnRate(window)), legend);
    }),
    ...marksOfLimits(
      tiers.map(({ factor, severity }) => ({ from: factor, color: URGENCY_COLOR[severity.like] })),
    ),
    min: 0,
  });
}

/**
 * Every window of one budget; of several budgets only the long ones, since a curve for each window of each budget is
 * more than a person reads.
 */
function shownWindows({ model }: PanelContext, slo: Slo): readonly number[] {
  const { burning, current } = windowsOf(slo, model.service);
  if (slo.by.length === 0) return burning;
  const long = firingTiers(slo).map((tier) => tier.long);
  return long.length === 0 ? [current] : [...new Set(long)].toSorted((a, b) => a - b);
}

/** The budget over time, and the error ratio behind it, for a page that shows one objective at length. */
export function budgetHistory(context: PanelContext, slo: Slo): PanelPlan[] {
  const { base } = windowsOf(slo, context.model.service);
  return [
    sloPanel(context, slo, SHARE, {
      what: 'error budget over time',
      means: 'Share of the error budget remaining in the period.',
      kind: 'timeseries',
      startsLine: true,
      queries: [seriesQuery(context, slo, names.BUDGET_REMAINING, literal(slo.title))],
      steps: BUDGET_STEPS,
      limits: [{ from: 0, color: 'red' }],
      max: 1,
    }),
    sloPanel(context, slo, SHARE, {
      what: `error ratio over ${formatDuration(base)}`,
      means: 'Share of bad events. The line marks what the objective allows.',
      kind: 'timeseries',
      queries: [seriesQuery(context, slo, names.errorRatio(base), literal(slo.title))],
      limits: [{ from: errorBudget(slo).toNumber(), color: 'orange' }],
      min: 0,
    }),
  ];
}
