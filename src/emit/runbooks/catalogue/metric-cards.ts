import type { ExternalMetric, Metric } from '../../../model/metric.ts';
import { exampleQueries, query } from '../queries.ts';
import type { Site } from '../site.ts';
import { interval, seriesOf, unit } from '../words.ts';
import { type Anchor, alertAnchor, type Card, haystack, labelAnchor, sloAnchor } from './card.ts';

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
