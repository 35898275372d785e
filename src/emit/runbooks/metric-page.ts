import type { AnyMetric, Metric } from '../../model/metric.ts';
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
import { asCode } from './escape.ts';
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
    contents: metrics.map(({ name, type }) => ({ ...site.metric(page, name), type })),
  };
}

/** A metric as the page `from` shows it. */
export function metricView(site: Site, metric: AnyMetric, from: string) {
  const declared = metric.origin === 'declared' ? metric : undefined;
  const { service } = site.model;
  const many = service.targets > 1;
  return {
    name: metric.name,
    help: metric.help ?? '',
    type: metric.type,
    unit: unit(metric.unit),
    series: declared === undefined ? '' : seriesWords(declared),
    total: declared !== undefined && many ? grouped(declared.seriesTotal) : '',
    targets: metric.origin === 'declared' ? service.targets : metric.targets,
    // How the values of several targets combine.
    across: declared?.type === 'gauge' && many ? REDUCED[declared.acrossTargets] : '',
    range: rangeOf(declared),
    use: declared?.use ?? '',
    rationale: declared?.rationale ?? '',
    labels: metric.labels.map((label) => ({
      // A label of the module itself is on no other page.
      ref:
        metric.origin === 'own'
          ? { text: asCode(label.name), href: '', note: label.description ?? '' }
          : site.label(from, label.name),
      bound: bound(label),
    })),
    impossible: (declared?.impossible ?? []).map((one) =>
      [...one].map(([label, values]) => `\`${label}\` is ${values.join(' or ')}`).join(' and '),
    ),
    buckets: bucketsOf(site, metric, from),
    // Above the last bucket.
    last: metric.buckets.at(-1)?.text ?? '',
    beyond: declared?.beyond ?? '',
    bands: (declared?.bands ?? []).map((band) => ({
      interval: interval(band),
      level: band.level,
      means: band.means,
    })),
    budget: declared?.budget === undefined ? '' : `${budgetOf(declared.budget)}. ${declared.budget.reason}`,
    uses: usesOf(site, from, { kind: 'metrics', name: metric.name }),
    queries: exampleQueries(metric, service).map(({ text, expr }) => ({
      text,
      query: queryView(service, expr),
    })),
  };
}

function rangeOf(metric: Metric | undefined): string {
  const { min, max } = metric?.range ?? {};
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
      return [
        { text: `95th percentile${each}`, expr: quantile(of, 0.95, window, by) },
        { text: `Mean${each}`, expr: meanObservation(of, window, by) },
        { text: 'Observations per second', expr: summedRate(of, window, []) },
      ];
    case 'gauge': {
      const reduce = metric.origin === 'declared' ? metric.acrossTargets : 'max';
      return [{ text: `Current value${each}`, expr: reduceBy(reduce, by, seriesOf(of)) }];
    }
  }
}
