import type { Severity } from '../../model/alert.ts';
import { percent } from './cardinality-page.ts';
import { dashboardLink } from './links.ts';
import {
  CARDINALITY_PAGE,
  CATALOGUE_PAGE,
  EXTERNAL_PAGE,
  groupPage,
  href,
  INDEX_PAGE,
  LABEL_PAGE,
  OPERATION_PAGE,
  RECORDING_PAGE,
  SLO_PAGE,
} from './pages.ts';
import { type Ref, type Site, titleOf } from './site.ts';
import { grouped, plural, SEVERITY, shortDuration } from './words.ts';

export interface IndexView {
  readonly service: string;
  readonly name: string;
  readonly description: string;
  readonly owner: string;
  readonly channel: string;
  readonly source: string;
  /** By severity, worst first. */
  readonly severities: readonly {
    readonly name: string;
    readonly means: string;
    readonly alerts: readonly (Ref & { readonly owner: string })[];
  }[];
  readonly slos: readonly (Ref & { readonly objective: string; readonly window: string })[];
  readonly reference: readonly Ref[];
  readonly dashboards: readonly (Ref & { readonly audience: string })[];
}

const WORST_FIRST: readonly Severity[] = ['page', 'ticket', 'info'];

export function indexView(site: Site): IndexView {
  const { service } = site.model;
  return {
    service: service.title,
    name: service.name,
    description: service.description ?? '',
    owner: service.owner.team,
    channel: service.owner.channel ?? '',
    source: service.links.source ?? '',
    severities: severitiesOf(site),
    slos: site.model.slos.map((slo) => ({
      ...site.slo(INDEX_PAGE, slo.id),
      objective: slo.objectiveText,
      window: shortDuration(slo.window),
    })),
    reference: referenceOf(site),
    dashboards: site.model.dashboards.map(({ uid, title, description, audience }) => ({
      text: title,
      href: service.links.grafana === undefined ? '' : dashboardLink(service.links.grafana, uid),
      note: description ?? '',
      audience: audience ?? '',
    })),
  };
}

/** An alert of several severities stands under the worst. */
function severitiesOf(site: Site): IndexView['severities'] {
  const worst = (entry: Site['usage']['alerts'][number]) =>
    WORST_FIRST.find((severity) => entry.rules.some((rule) => rule.severity === severity));
  return WORST_FIRST.map((name) => ({
    name,
    means: SEVERITY[name],
    alerts: site.usage.alerts
      .filter((entry) => worst(entry) === name)
      .map((entry) => ({
        ...site.alert(INDEX_PAGE, entry.name, titleOf(entry)),
        owner: entry.alert?.owner ?? entry.slo?.owner ?? '',
      })),
  })).filter(({ alerts }) => alerts.length > 0);
}

function referenceOf(site: Site): Ref[] {
  const { model, cardinality } = site;
  const page = (text: string, to: string, note: string): Ref => ({ text, href: href(INDEX_PAGE, to), note });
  const counted = (count: number, noun: string) => plural(grouped(count), noun);
  const groups = model.groups.flatMap(({ name, title, description }) => {
    const metrics = [...model.metrics.values()].filter(({ group }) => group === name);
    const note = `${counted(metrics.length, 'metric')}.${description === undefined ? '' : ` ${description}`}`;
    return metrics.length === 0 ? [] : [page(`Metrics: ${title}`, groupPage(name), note)];
  });
  const { used, budget } = cardinality.seriesPerTarget;
  return [
    page('Catalogue', CATALOGUE_PAGE, 'everything below on one page, with search; open it in a browser.'),
    ...groups,
    ...(model.external.size === 0
      ? []
      : [
          page(
            'Metrics of others',
            EXTERNAL_PAGE,
            `${counted(model.external.size, 'metric')} read and not exposed.`,
          ),
        ]),
    ...(model.labels.size === 0
      ? []
      : [
          page(
            'Labels',
            LABEL_PAGE,
            `${counted(model.labels.size, 'label')} and the values that they can take.`,
          ),
        ]),
    ...(model.recordings.length === 0
      ? []
      : [
          page(
            'Recordings',
            RECORDING_PAGE,
            `${counted(model.recordings.length, 'record')} computed from others.`,
          ),
        ]),
    ...(model.operations.length === 0
      ? []
      : [page('Operations', OPERATION_PAGE, 'what the program calls, and which metrics it moves.')]),
    ...(model.slos.length === 0
      ? []
      : [
          page(
            'Objectives',
            SLO_PAGE,
            `${counted(model.slos.length, 'objective')} with budgets and burn-rate tiers.`,
          ),
        ]),
    page(
      'Cardinality',
      CARDINALITY_PAGE,
      `${grouped(used)} of ${grouped(budget)} series of a target (${percent(used / budget)}).`,
    ),
  ];
}
