import { type LabelValueView, valuesOf } from '../breakdown.ts';
import { firesWhen } from '../condition.ts';
import { type BudgetView, budgetView, type TierView, tierViews } from '../objective.ts';
import { alertPage } from '../pages.ts';
import { type Site, titleOf } from '../site.ts';
import { goodWords } from '../slo-page.ts';
import { spenders } from '../spenders.ts';
import type { AlertEntry } from '../usage.ts';
import { bound, duration, grouped } from '../words.ts';
import { type Anchor, alertAnchor, type Card, haystack, metricAnchor, sloAnchor } from './card.ts';
import { type ChartView, chartOf } from './chart.ts';

export interface SloCard extends Card {
  readonly title: string;
  readonly description: string;
  readonly objective: string;
  readonly window: string;
  readonly good: string;
  readonly expr: string;
  readonly budget: BudgetView;
  readonly slices: boolean;
  readonly spenders: readonly string[];
  readonly tiers: readonly TierView[];
  readonly chart: ChartView | null;
  readonly metrics: readonly Anchor[];
  readonly alerts: readonly Anchor[];
}

export interface AlertCard extends Card {
  readonly title: string;
  readonly severities: readonly string[];
  readonly owner: string;
  readonly fires: string;
  readonly meaning: string;
  readonly runbook: string;
  readonly metrics: readonly Anchor[];
  readonly slos: readonly Anchor[];
}

export interface LabelCard extends Card {
  readonly description: string;
  readonly bound: string;
  readonly values: readonly LabelValueView[];
  readonly metrics: readonly Anchor[];
}

export function sloCards(site: Site): SloCard[] {
  const { service } = site.model;
  return site.model.slos.map((slo) => ({
    id: `slo-${slo.id}`,
    name: slo.id,
    title: slo.title,
    search: haystack('objective slo', slo.id, slo.title, slo.description, slo.objectiveText, slo.owner),
    description: slo.description ?? '',
    objective: slo.objectiveText,
    window: duration(slo.window),
    good: goodWords(slo.sli, service.ruleInterval),
    expr: slo.sli.kind === 'threshold' ? slo.sli.expr.trim() : '',
    budget: budgetView(slo),
    slices: slo.sli.kind === 'threshold',
    spenders: spenders(site, slo),
    tiers: tierViews(slo),
    chart: chartOf(slo, service.ruleInterval),
    metrics: [...(site.usage.slos.get(slo.id)?.all.metrics ?? [])].map(metricAnchor),
    alerts: site.usage.alerts.filter((one) => one.all.slos.has(slo.id)).map(({ name }) => alertAnchor(name)),
  }));
}

export function alertCards(site: Site): AlertCard[] {
  return site.usage.alerts.map((entry) => {
    const owner = entry.alert?.owner ?? entry.slo?.owner ?? '';
    const severities = [...new Set(entry.rules.map(({ severity }) => severity))];
    const { meaning = '' } = entry.alert?.runbook ?? entry.slo?.runbook ?? {};
    return {
      id: `alert-${entry.name}`,
      name: entry.name,
      title: titleOf(entry),
      search: haystack('alert', entry.name, titleOf(entry), owner, ...severities, meaning),
      severities,
      owner,
      fires: firesOf(site, entry),
      meaning,
      runbook: alertPage(entry.name),
      metrics: [...entry.all.metrics].map(metricAnchor),
      slos: [...entry.all.slos].map(sloAnchor),
    };
  });
}

function firesOf(site: Site, { alert, slo }: AlertEntry): string {
  if (alert !== undefined) return firesWhen(alert, site.model.service.ruleInterval);
  return slo === undefined ? '' : `Fires when the error budget of ${slo.title} burns too fast.`;
}

export function labelCards({ model }: Site): LabelCard[] {
  return [...model.labels.values()].map((label) => {
    const values = valuesOf(label);
    return {
      id: `label-${label.name}`,
      name: label.name,
      search: haystack(
        'label',
        label.name,
        label.description,
        ...values.map(({ value, description }) => `${value} ${description}`),
      ),
      description: label.description ?? '',
      bound: `${bound(label)} (${grouped(label.cardinality)} in all)`,
      values: values.length > 100 ? [] : values,
      metrics: [...model.metrics.values(), ...model.external.values()]
        .filter(({ labels }) => labels.includes(label))
        .map(({ name }) => metricAnchor(name)),
    };
  });
}
