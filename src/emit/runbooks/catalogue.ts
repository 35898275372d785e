import { createHash } from 'node:crypto';
import type { AnyMetric } from '../../model/metric.ts';
import { alertSummary } from './alert-page.ts';
import { budgetBars, metricBars } from './cardinality-page.ts';
import { burnChart } from './chart.ts';
import { metricView } from './metric-page.ts';
import { sloView } from './objective-page.ts';
import { labelView } from './reference-pages.ts';
import { cardId, PAGE, type Site } from './site.ts';
import { grouped } from './words.ts';

/** One page with everything, for reading and searching in a browser. */
export function catalogueView(site: Site, style: string, script: string) {
  const { service } = site.model;
  return {
    service: service.title,
    description: service.description ?? '',
    index: PAGE.index,
    // Nothing may be loaded, and only this style and this script may run.
    policy: `default-src 'none'; style-src '${hashOf(style)}'; script-src '${hashOf(script)}'; base-uri 'none'; form-action 'none'`,
    style,
    script,
    slos: sloCards(site),
    alerts: alertCards(site),
    groups: metricGroups(site),
    labels: labelCards(site),
    budgets: budgetBars(site),
    bars: metricBars(site),
  };
}

/** @see https://www.w3.org/TR/CSP3/#match-element-to-source-list */
function hashOf(content: string): string {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}

/** The lower-case text that a card is found by. */
function searchText(...texts: readonly (string | undefined)[]): string {
  return texts.join(' ').replace(/\s+/g, ' ').trim().toLowerCase();
}

const metricRefs = (site: Site, names: Iterable<string> = []) =>
  [...names].map((name) => site.metric(PAGE.catalogue, name));

function sloCards(site: Site) {
  return site.model.slos.map((slo) => ({
    ...sloView(site, slo, PAGE.catalogue),
    id: cardId('slo', slo.id),
    name: slo.id,
    search: searchText('objective slo', slo.id, slo.title, slo.description, slo.objectiveText, slo.owner),
    chart: burnChart(slo, site.model.service.ruleInterval),
    metrics: metricRefs(site, site.usage.slos.get(slo.id)?.all.metrics),
  }));
}

function alertCards(site: Site) {
  return site.usage.alerts.map((entry) => {
    const summary = alertSummary(site, entry);
    const { name, title, owner, severities, meaning } = summary;
    return {
      ...summary,
      id: cardId('alert', name),
      search: searchText('alert', name, title, owner, ...severities.map((one) => one.name), meaning),
      fires:
        entry.slo === undefined
          ? summary.fires
          : `Fires when the error budget of ${entry.slo.title} burns too fast.`,
      runbook: PAGE.alert(name),
      metrics: metricRefs(site, entry.all.metrics),
      slos: [...entry.all.slos].map((id) => site.slo(PAGE.catalogue, id)),
    };
  });
}

function metricGroups(site: Site) {
  const cards = (metrics: Iterable<AnyMetric>) => [...metrics].map((metric) => metricCard(site, metric));
  return [
    ...site.model.groups.map(({ name, title, description = '' }) => ({
      title,
      description,
      metrics: cards(site.metricsOf(name)),
    })),
    {
      title: 'External metrics',
      description: 'Metrics of other programs that rules and dashboards read.',
      metrics: cards(site.model.external.values()),
    },
    {
      title: 'Instrumentation module',
      description: 'What the instrumentation module counts of itself.',
      metrics: cards(site.model.own.values()),
    },
  ].filter(({ metrics }) => metrics.length > 0);
}

function metricCard(site: Site, metric: AnyMetric) {
  const { name, type, help, labels, buckets } = metric;
  const view = metricView(site, metric, PAGE.catalogue);
  const limits = site.model.slos.flatMap(({ sli }) =>
    sli.kind === 'latency' && sli.of.metric.name === name ? [sli.bound.value] : [],
  );
  const strictest = Math.min(...limits);
  /** Whether objectives count an observation up to `le` as good. */
  const side = (le: number) => (limits.length === 0 ? 'neutral' : le <= strictest ? 'good' : 'bad');
  return {
    ...view,
    id: cardId('metric', name),
    search: searchText(
      'metric',
      name,
      type,
      help,
      view.use,
      ...labels.map((label) => label.name),
      ...buckets.map(({ means }) => means),
      view.beyond,
    ),
    split: limits.length > 0,
    ladder: buckets.map(({ le }, index) => ({ ...view.buckets[index], side: side(le) })),
    beyondSide: side(Number.POSITIVE_INFINITY),
  };
}

function labelCards(site: Site) {
  return [...site.model.labels.values()].map((label) => {
    const view = labelView(site, label, PAGE.catalogue);
    return {
      ...view,
      id: cardId('label', label.name),
      search: searchText(
        'label',
        label.name,
        label.description,
        ...view.values.map(({ value, description }) => `${value} ${description}`),
      ),
      bound: `${view.bound} (${grouped(label.cardinality)} in all)`,
    };
  });
}
