import type { AnyMetric } from '../../model/metric.ts';
import type { Group, Service } from '../../model/model.ts';
import { selectorOf } from '../../model/selector.ts';
import {
  meanObservation,
  quantile,
  reduceBy,
  seriesOf,
  summedIncrease,
  summedRate,
} from '../../plan/queries.ts';
import { queryView, rateWindow } from './queries.ts';
import { href, PAGE, type Site } from './site.ts';
import { flowChart, overlaps, usesOf } from './uses.ts';
import { bound, budgetOf, grouped, interval, REDUCED, seriesWords, unit } from './words.ts';

/** Beyond this many lines a chart is no help, and GitHub refuses to draw it at 500 edges. */
const MOST_LINES = 200;

export function groupView(site: Site, { name, title, description = '' }: Group) {
  const metrics = site.metricsOf(name);
  const names = new Set(metrics.map((metric) => metric.name));
  const alerts = site.usage.alerts.filter(({ all }) => overlaps(all.metrics, names));
  const flow = alerts.length === 0 ? '' : flowChart(site, alerts);
  return {
    title,
    description,
    ...listing(site, PAGE.group(name), metrics),
    flow: flow.split('\n').length > MOST_LINES ? '' : flow,
  };
}

/** The page of metrics that others expose. */
export function externalView(site: Site) {
  return {
    title: 'external',
    description: `Metrics of other programs that the rules and dashboards of ${site.model.service.title} read.`,
    ...listing(site, PAGE.external, [...site.model.external.values()]),
    flow: '',
  };
}

/** The page of what the instrumentation module counts of itself. */
export function ownView(site: Site) {
  return {
    title: 'instrumentation module',
    description: `What the instrumentation module of ${site.model.service.title} counts of itself.`,
    ...listing(site, PAGE.own, [...site.model.own.values()]),
    flow: '',
  };
}

function listing(site: Site, page: string, metrics: readonly AnyMetric[]) {
  return {
    index: href(page, PAGE.index),
    metrics: metrics.map((metric) => metricView(site, metric, page)),
    contents: metrics.map(({ name, type }) => ({ ...site.metric(page, name), type: type.replace('_', ' ') })),
  };
}

/** A metric as the page `from` shows it. */
export function metricView(site: Site, metric: AnyMetric, from: string) {
  const { service } = site.model;
  const source = metric.origin === 'external' ? metric.source : undefined;
  const budget = metric.origin === 'declared' ? metric.budget : undefined;
  const many = metric.targets > 1;
  // What is declared by itself may have more labels than are listed.
  const counted = metric.origin === 'declared' || source !== undefined;
  return {
    name: metric.name,
    help: metric.help,
    type: metric.type.replace('_', ' '),
    source: source === undefined ? '' : `${source.title}, job ${source.job}`,
    unit: unit(metric.unit),
    series: counted ? seriesWords(metric) : '',
    total: counted && many ? grouped(metric.seriesTotal) : '',
    targets: metric.targets,
    // How the values of several targets combine.
    across: counted && metric.type === 'gauge' && many ? REDUCED[metric.acrossTargets] : '',
    range: rangeOf(metric),
    use: metric.use ?? '',
    rationale: metric.rationale ?? '',
    labels: metric.labels.map((label) => ({ ref: site.label(from, label), bound: bound(label) })),
    impossible: metric.impossible.map((one) =>
      [...one].map(([label, values]) => `\`${label}\` is ${values.join(' or ')}`).join(' and '),
    ),
    buckets: bucketsOf(site, metric, from),
    // Above the last bucket.
    last: metric.buckets.at(-1)?.text ?? '',
    beyond: metric.beyond ?? '',
    bands: metric.bands.map((band) => ({
      interval: interval(band),
      level: band.level,
      means: band.means,
    })),
    budget: budget === undefined ? '' : `${budgetOf(budget)}. ${budget.reason}`,
    uses: usesOf(site, from, { kind: 'metrics', name: metric.name }),
    queries: exampleQueries(metric, service).map(({ text, expr }) => ({
      text,
      query: queryView(service, expr),
    })),
  };
}

function rangeOf({ range: { min, max } }: AnyMetric): string {
  if (min !== undefined && max !== undefined) return `${min} to ${max}`;
  if (min !== undefined) return `${min} or more`;
  return max === undefined ? '' : `${max} or less`;
}

/** The buckets from fast to slow, with the objectives and alerts whose bound they are. */
function bucketsOf(site: Site, { name, buckets }: AnyMetric, from: string) {
  const { slos, alerts } = site.model;
  return buckets.map(({ le, text, means }) => ({
    le: text,
    means: means ?? '',
    marks: [
      ...slos
        .filter(({ sli }) => sli.kind === 'latency' && sli.of.metric.name === name && sli.bound.value === le)
        .map(({ id }) => site.slo(from, id)),
      ...alerts
        .filter(
          ({ condition: on }) => on.kind === 'metric' && on.of.metric.name === name && on.bound?.value === le,
        )
        .map((alert) => site.alert(from, alert.name)),
    ],
  }));
}

/** Queries that show a metric as people look at it first. */
function exampleQueries(metric: AnyMetric, service: Service) {
  const window = rateWindow(service);
  const of = selectorOf(metric, []);
  const by = metric.labels.slice(0, 1).map(({ name }) => name);
  const each = by.length === 0 ? '' : ` by \`${by[0]}\``;
  switch (metric.type) {
    case 'counter':
      return [
        { text: `Events per second${each}`, expr: summedRate(of, window, by) },
        { text: 'Events in the last day', expr: summedIncrease(of, 86_400, []) },
      ];
    case 'histogram':
    case 'native_histogram':
      return [
        { text: `95th percentile${each}`, expr: quantile(of, 0.95, window, by) },
        { text: `Mean${each}`, expr: meanObservation(of, window, by) },
        { text: 'Observations per second', expr: summedRate(of, window, []) },
      ];
    case 'summary':
      return [
        { text: `Mean${each}`, expr: meanObservation(of, window, by) },
        { text: 'Observations per second', expr: summedRate(of, window, []) },
      ];
    case 'gauge':
    case 'info':
    case 'untyped': {
      const reduce = metric.origin === 'external' ? 'max' : metric.acrossTargets;
      return [{ text: `Current value${each}`, expr: reduceBy(reduce, by, seriesOf(of)) }];
    }
  }
}
