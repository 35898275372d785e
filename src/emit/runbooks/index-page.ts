import { plural } from '../../finding/prose.ts';
import { URGENCIES } from '../../spec/schema/routing.ts';
import { PAGE, type Site, sourceOf, titleOf } from './site.ts';
import type { AlertEntry } from './usage.ts';
import { grouped, percent, shortDuration, URGENCY } from './words.ts';

export function indexView(site: Site) {
  const { service, slos, dashboards } = site.model;
  return {
    service: service.title,
    description: service.description ?? '',
    owner: service.owner.title,
    channel: service.owner.channel ?? '',
    source: service.links.source ?? '',
    severities: severitiesOf(site),
    slos: slos.map((slo) => ({
      ...site.slo(PAGE.index, slo.id),
      objective: slo.objectiveText,
      window: shortDuration(slo.window),
    })),
    reference: referenceOf(site),
    dashboards: dashboards.map((dashboard) => ({
      ...site.dashboard(dashboard, dashboard.description ?? ''),
      audience: dashboard.audience ?? '',
    })),
  };
}

/** Alerts by severity, worst first; one of several severities stands under the worst. */
function severitiesOf(site: Site) {
  const sorted = URGENCIES.flatMap((urgency) =>
    [...site.model.severities.values()].filter(({ like }) => like === urgency),
  );
  const worst = ({ rules }: AlertEntry) =>
    sorted.find((severity) => rules.some((rule) => rule.severity === severity));
  return sorted
    .map((severity) => ({
      name: severity.label,
      means: URGENCY[severity.like],
      alerts: site.usage.alerts
        .filter((entry) => worst(entry) === severity)
        .map((entry) => ({
          ...site.alert(PAGE.index, entry.name, titleOf(entry)),
          owner: sourceOf(entry)?.owner ?? '',
        })),
    }))
    .filter(({ alerts }) => alerts.length > 0);
}

function referenceOf(site: Site) {
  const { groups, external, own, labels, recordings, operations, slos } = site.model;
  const { used, budget } = site.cardinality.seriesPerTarget;
  const page = (text: string, href: string, note: string) => ({ text, href, note });
  /** A page that is left out when it would be empty. */
  const some = (count: number, text: string, href: string, note: (noun: string) => string, noun: string) =>
    count === 0 ? [] : [page(text, href, note(plural(grouped(count), noun)))];
  return [
    page('Catalogue', PAGE.catalogue, 'everything on one searchable page; open it in a browser.'),
    ...groups.flatMap(({ name, title, description = '' }) =>
      some(
        site.metricsOf(name).length,
        `Metrics: ${title}`,
        PAGE.group(name),
        (metrics) => `${metrics}. ${description}`.trim(),
        'metric',
      ),
    ),
    ...some(external.size, 'External metrics', PAGE.external, (n) => `${n} of other programs.`, 'metric'),
    ...some(
      own.size,
      'Module metrics',
      PAGE.own,
      (n) => `${n} that the instrumentation module has of itself.`,
      'metric',
    ),
    ...some(labels.size, 'Labels', PAGE.labels, (n) => `${n} with all values.`, 'label'),
    ...some(recordings.length, 'Recordings', PAGE.recordings, (n) => `${n}.`, 'recording rule'),
    ...some(
      operations.length,
      'Operations',
      PAGE.operations,
      () => 'what the program calls, and the metrics that each call updates.',
      'operation',
    ),
    ...some(
      slos.length,
      'Objectives',
      PAGE.slos,
      (n) => `${n} with error budgets and burn-rate tiers.`,
      'objective',
    ),
    page(
      'Cardinality',
      PAGE.cardinality,
      `${grouped(used)} of ${grouped(budget)} series per target (${percent(used / budget)}).`,
    ),
  ];
}
