import type { ExternalMetric, Metric } from '../../model/metric.ts';
import type { Group } from '../../model/model.ts';
import { flowChart } from './flow.ts';
import { type QueryView, queryView } from './links.ts';
import { EXTERNAL_PAGE, groupPage, href, INDEX_PAGE } from './pages.ts';
import { exampleQueries, query } from './queries.ts';
import { overlaps } from './related.ts';
import type { Ref, Site } from './site.ts';
import { type UsesView, usesOf } from './uses.ts';
import { bound, grouped, interval, REDUCED, seriesOf, unit } from './words.ts';

export interface MetricView {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly unit: string;
  readonly series: string;
  readonly total: string;
  readonly targets: number;
  /** How the values of several targets combine. */
  readonly across: string;
  readonly range: string;
  readonly use: string;
  readonly rationale: string;
  readonly labels: readonly { readonly ref: Ref; readonly bound: string }[];
  readonly impossible: readonly string[];
  readonly buckets: readonly BucketView[];
  /** Above the last bucket. */
  readonly last: string;
  readonly beyond: string;
  readonly bands: readonly { readonly interval: string; readonly level: string; readonly means: string }[];
  readonly budget: string;
  readonly uses: UsesView;
  readonly queries: readonly { readonly text: string; readonly query: QueryView }[];
}

export interface BucketView {
  readonly le: string;
  readonly means: string;
  /** Objectives and alerts whose bound it is. */
  readonly marks: readonly Ref[];
}

export interface GroupView {
  readonly title: string;
  readonly description: string;
  readonly index: string;
  readonly metrics: readonly MetricView[];
  readonly contents: readonly (Ref & { readonly type: string; readonly series: string })[];
  readonly flow: string;
}

/** Beyond this many lines a chart is no help, and GitHub refuses to draw it at 500 edges. */
const MOST_LINES = 200;

export function groupView(site: Site, group: Group): GroupView {
  const page = groupPage(group.name);
  const metrics = [...site.model.metrics.values()].filter((metric) => metric.group === group.name);
  const names = new Set(metrics.map(({ name }) => name));
  const alerts = site.usage.alerts.filter(({ all }) => overlaps(all.metrics, names));
  const flow = alerts.length === 0 ? '' : flowChart(site, alerts);
  return {
    title: group.title,
    description: group.description ?? '',
    index: href(page, INDEX_PAGE),
    metrics: metrics.map((metric) => metricView(site, metric, page)),
    contents: metrics.map((metric) => ({
      ...site.metric(page, metric.name),
      type: metric.type,
      series: grouped(metric.seriesPerTarget),
    })),
    flow: flow.split('\n').length > MOST_LINES ? '' : flow,
  };
}

/** The page of metrics that others expose. */
export function externalView(site: Site): GroupView {
  const metrics = [...site.model.external.values()];
  return {
    title: 'metrics of others',
    description: `What ${site.model.service.title} does not expose itself and yet reads.`,
    index: href(EXTERNAL_PAGE, INDEX_PAGE),
    metrics: metrics.map((metric) => metricView(site, metric, EXTERNAL_PAGE)),
    contents: metrics.map((metric) => ({
      ...site.metric(EXTERNAL_PAGE, metric.name),
      type: metric.type,
      series: '',
    })),
    flow: '',
  };
}

function metricView(site: Site, metric: Metric | ExternalMetric, page: string): MetricView {
  const declared = metric.origin === 'declared' ? metric : undefined;
  const { service } = site.model;
  return {
    name: metric.name,
    help: metric.help ?? '',
    type: metric.type,
    unit: unit(metric.unit),
    series: declared === undefined ? '' : seriesOf(declared),
    total: declared === undefined || service.targets === 1 ? '' : grouped(declared.seriesTotal),
    targets: metric.origin === 'external' ? metric.targets : service.targets,
    across: declared?.type === 'gauge' && service.targets > 1 ? REDUCED[declared.acrossTargets] : '',
    range: rangeOf(declared),
    use: declared?.use ?? '',
    rationale: declared?.rationale ?? '',
    labels: metric.labels.map((label) => ({ ref: site.label(page, label.name), bound: bound(label) })),
    impossible: (declared?.impossible ?? []).map((one) =>
      [...one].map(([label, values]) => `\`${label}\` is ${values.join(' or ')}`).join(' and '),
    ),
    buckets: bucketsOf(site, metric, page),
    last: metric.buckets.at(-1)?.text ?? '',
    beyond: declared?.beyond ?? '',
    bands: (declared?.bands ?? []).map((band) => ({
      interval: interval(band),
      level: band.level,
      means: band.means,
    })),
    budget: budgetOf(declared),
    uses: usesOf(site, page, { kind: 'metrics', name: metric.name }),
    queries: exampleQueries(metric, service).map(({ text, expr }) => ({
      text,
      query: queryView(service, query(expr)),
    })),
  };
}

function rangeOf(metric: Metric | undefined): string {
  const { min, max } = metric?.range ?? {};
  if (min !== undefined && max !== undefined) return `${min} to ${max}`;
  if (min !== undefined) return `${min} or more`;
  return max === undefined ? '' : `${max} or less`;
}

function bucketsOf(site: Site, metric: Metric | ExternalMetric, page: string): BucketView[] {
  return metric.buckets.map(({ le, text, means }) => ({
    le: text,
    means: means ?? '',
    marks: [
      ...site.model.slos
        .filter(
          ({ sli }) => sli.kind === 'latency' && sli.of.metric.name === metric.name && sli.bound.value === le,
        )
        .map(({ id }) => site.slo(page, id)),
      ...site.model.alerts
        .filter(
          ({ condition: of }) =>
            of.kind === 'metric' && of.of.metric.name === metric.name && of.bound?.value === le,
        )
        .map(({ name }) => site.alert(page, name)),
    ],
  }));
}

function budgetOf(metric: Metric | undefined): string {
  const { budget } = metric ?? {};
  if (budget === undefined) return '';
  const limits = [
    ...(budget.combinations === undefined ? [] : [`${grouped(budget.combinations)} combinations`]),
    ...(budget.buckets === undefined ? [] : [`${budget.buckets} buckets`]),
  ];
  return `${limits.join(' and ')}. ${budget.reason}`;
}
