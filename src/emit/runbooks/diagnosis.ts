import * as promql from '../../promql/build.ts';
import { BUDGET_REMAINING, burnRate, LABEL } from '../../slo/names.ts';
import { firingTiers } from '../../slo/tiers.ts';
import { type QueryView, queryView } from './links.ts';
import { badShare, measure, query, rateWindow, writtenQuery } from './queries.ts';
import type { Site } from './site.ts';
import type { AlertEntry } from './usage.ts';
import { shortDuration } from './words.ts';

export interface StepView {
  /** From 1. */
  readonly number: number;
  readonly step: string;
  readonly query: QueryView | null;
}

/** First what the alert itself sees, then the steps of the spec. */
export function diagnosis(site: Site, entry: AlertEntry): StepView[] {
  const { service } = site.model;
  const written = (entry.alert?.runbook ?? entry.slo?.runbook)?.diagnosis ?? [];
  const steps = written.map(({ step, query: text }) => ({
    step,
    query: text === undefined ? null : queryView(service, writtenQuery(text, service.prometheus)),
  }));
  const asked = new Set(steps.map((step) => step.query?.expr));
  // What the spec asks for itself is not asked for twice.
  const own = seen(site, entry).filter((step) => !asked.has(step.query?.expr));
  return [...own, ...steps].map((step, index) => ({ number: index + 1, ...step }));
}

function seen(site: Site, { alert, slo }: AlertEntry): Omit<StepView, 'number'>[] {
  const { service } = site.model;
  const step = (text: string, expr: string) => ({ step: text, query: queryView(service, expr) });
  if (slo !== undefined) {
    const own = [promql.matcher(LABEL.service, '=', service.name), promql.matcher(LABEL.slo, '=', slo.id)];
    const [tier] = firingTiers(slo);
    const share = badShare(slo.sli, rateWindow(service), slo.by);
    return [
      ...(tier === undefined
        ? []
        : [
            step(
              `See how fast the budget burns, as a multiple of the rate that spends it by the end of the ${shortDuration(slo.window)}.`,
              query(promql.selector(burnRate(tier.long), own)),
            ),
          ]),
      step(
        'See how much of the budget is left; below 0 it is overspent.',
        query(promql.selector(BUDGET_REMAINING, own)),
      ),
      ...(share === undefined ? [] : [step('See the share of bad events at the moment.', query(share))]),
    ];
  }
  const condition = alert?.condition;
  if (condition?.kind === 'metric') {
    const { op, threshold } = condition.comparison;
    const text = `See the value that the alert compares; it fires ${op === '>' ? 'above' : 'below'} ${threshold.text}.`;
    return [step(text, query(measure(condition, condition.by)))];
  }
  if (condition?.kind === 'recording') {
    const { op, threshold } = condition.comparison;
    const matchers = condition.of.matchers.map((one) => promql.matcher(one.label, one.op, one.value));
    const text = `See the value that the alert compares; it fires ${op === '>' ? 'above' : 'below'} ${threshold.text}.`;
    return [step(text, query(promql.selector(condition.of.record, matchers)))];
  }
  if (condition?.kind === 'absent') {
    const { metric, matchers } = condition.of;
    const own = matchers.map((one) => promql.matcher(one.label, one.op, one.value));
    return [
      step(
        'See since when the series is gone.',
        query(promql.call('count_over_time', promql.range(promql.selector(metric.name, own), 3_600_000))),
      ),
    ];
  }
  return [];
}
