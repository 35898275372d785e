import type { ExternalMetric, Metric } from '../../../model/metric.ts';
import { type LabelValueView, valuesOf } from '../breakdown.ts';
import { firesWhen } from '../condition.ts';
import { type BudgetView, budgetView, type TierView, tierViews } from '../objective.ts';
import { alertPage } from '../pages.ts';
import { exampleQueries, query } from '../queries.ts';
import { type Site, titleOf } from '../site.ts';
import { goodWords } from '../slo-page.ts';
import { spenders } from '../spenders.ts';
import type { AlertEntry } from '../usage.ts';
import { bound, duration, grouped, interval, seriesOf, unit } from '../words.ts';
import { type ChartView, chartOf } from './chart.ts';

/** A link within the page. */
export interface Anchor {
  readonly text: string;
  readonly href: string;
}

/** What every card has: `search` is the lower-case text that it is found by. */
interface Card {
  readonly id: string;
  readonly name: string;
  readonly search: string;
}

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

export interface GroupCard {
  readonly title: string;
  readonly description: string;
  readonly metrics: readonly MetricCard[];
}

export interface MetricCard extends Card {
  readonly help: string;
  readonly type: string;
  readonly unit: string;
  readonly series: string;
  readonly use: string;
  readonly rationale: string;
  readonly labels: readonly Anchor[];
  readonly ladder: readonly RungView[];
  /** "objective" of the ladder's caption, where one splits it. */
  readonly split: boolean;
  readonly last: string;
  readonly beyond: string;
  readonly beyondSide: string;
  readonly bands: readonly { readonly interval: string; readonly level: string; readonly means: string }[];
  readonly alerts: readonly Anchor[];
  readonly slos: readonly Anchor[];
  readonly queries: readonly { readonly text: string; readonly expr: string }[];
}

/** A bucket; `side` tells whether objectives count it as good. */
export interface RungView {
  readonly le: string;
  readonly means: string;
  readonly side: 'good' | 'bad' | 'neutral';
  readonly marks: readonly Anchor[];
}

export interface LabelCard extends Card {
  readonly description: string;
  readonly bound: string;
  readonly values: readonly LabelValueView[];
  readonly metrics: readonly Anchor[];
}

const metricAnchor = (name: string): Anchor => ({ text: name, href: `#metric-${name}` });
const labelAnchor = (name: string): Anchor => ({ text: name, href: `#label-${name}` });
const alertAnchor = (name: string): Anchor => ({ text: name, href: `#alert-${name}` });
const sloAnchor = (id: string): Anchor => ({ text: id, href: `#slo-${id}` });

function haystack(...texts: readonly (string | undefined)[]): string {
  return texts.join(' ').replace(/\s+/g, ' ').trim().toLowerCase();
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

export function metricGroups(site: Site): GroupCard[] {
  const { model } = site;
  const groups = model.groups.map(({ name, title, description }) => ({
    title,
    description: description ?? '',
    metrics: [...model.metrics.values()]
      .filter(({ group }) => group === name)
      .map((one) => metricCard(site, one)),
  }));
  const external = [...model.external.values()].map((metric) => metricCard(site, metric));
  return [
    ...groups,
    { title: 'Metrics of others', description: 'Read and not exposed.', metrics: external },
  ].filter(({ metrics }) => metrics.length > 0);
}

function metricCard(site: Site, metric: Metric | ExternalMetric): MetricCard {
  const declared = metric.origin === 'declared' ? metric : undefined;
  const { name } = metric;
  const ladder = ladderOf(site, metric);
  return {
    id: `metric-${name}`,
    name,
    search: haystack(
      'metric',
      name,
      metric.type,
      metric.help,
      declared?.use,
      ...metric.labels.map((label) => label.name),
      ...metric.buckets.map(({ means }) => means),
      declared?.beyond,
    ),
    help: metric.help ?? '',
    type: metric.type,
    unit: unit(metric.unit),
    series: declared === undefined ? '' : seriesOf(declared),
    use: declared?.use ?? '',
    rationale: declared?.rationale ?? '',
    labels: metric.labels.map((label) => labelAnchor(label.name)),
    ladder,
    split: ladder.some(({ side }) => side === 'good'),
    last: metric.buckets.at(-1)?.text ?? '',
    beyond: declared?.beyond ?? '',
    beyondSide: ladder.some(({ side }) => side === 'good') ? 'bad' : 'neutral',
    bands: (declared?.bands ?? []).map((band) => ({
      interval: interval(band),
      level: band.level,
      means: band.means,
    })),
    alerts: site.usage.alerts.filter((one) => one.all.metrics.has(name)).map((one) => alertAnchor(one.name)),
    slos: [...site.usage.slos].filter(([, { all }]) => all.metrics.has(name)).map(([id]) => sloAnchor(id)),
    queries: exampleQueries(metric, site.model.service).map(({ text, expr }) => ({
      text,
      expr: query(expr),
    })),
  };
}

/** The buckets from fast to slow, with the objectives and alerts whose bound they are. */
function ladderOf({ model }: Site, metric: Metric | ExternalMetric): RungView[] {
  const bounds = model.slos.flatMap(({ id, sli }) =>
    sli.kind === 'latency' && sli.of.metric.name === metric.name ? [{ id, le: sli.bound.value }] : [],
  );
  const strictest = Math.min(...bounds.map(({ le }) => le));
  return metric.buckets.map(({ le, text, means }) => ({
    le: text,
    means: means ?? '',
    side: bounds.length === 0 ? 'neutral' : le <= strictest ? 'good' : 'bad',
    marks: [
      ...bounds.filter((one) => one.le === le).map(({ id }) => sloAnchor(id)),
      ...model.alerts
        .filter(
          ({ condition: of }) =>
            of.kind === 'metric' && of.of.metric.name === metric.name && of.bound?.value === le,
        )
        .map(({ name }) => alertAnchor(name)),
    ],
  }));
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
