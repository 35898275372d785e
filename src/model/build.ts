import type { Finding } from '../finding/finding.ts';
import { capital } from '../finding/prose.ts';
import type { SpecDocument } from '../spec/document.ts';
import { parseDuration } from '../spec/scalars.ts';
import type { Spec } from '../spec/schema/spec.ts';
import { buildAlerts } from './build/alerts.ts';
import { BuildContext } from './build/context.ts';
import { buildDashboards } from './build/dashboards.ts';
import { buildLabels, targetOf } from './build/labels.ts';
import { buildMetrics } from './build/metrics.ts';
import { missingAlerts } from './build/missing-alerts.ts';
import { buildOperations } from './build/operations.ts';
import { buildRecordings } from './build/recordings.ts';
import { refusalAlerts } from './build/refusal-alert.ts';
import { buildSlos } from './build/slos.ts';
import { buildSources } from './build/sources.ts';
import { routingOf, teamsOf } from './build/teams.ts';
import type { Budgets, Group, Model, Service } from './model.ts';
import { hasModule, ownMetrics } from './own-metrics.ts';
import { prefixOf } from './service-name.ts';
import type { Team } from './team.ts';

interface BuildResult {
  /** What could be resolved; everything that a finding is about is left out. */
  readonly model: Model;
  readonly findings: readonly Finding[];
}

/** Works out what a spec means. */
export function buildModel(document: SpecDocument, spec: Spec): BuildResult {
  const context = new BuildContext(document, spec);
  buildLabels(context);
  context.target = targetOf(context, spec.service.job ?? spec.service.name, spec.service, ['service']);
  buildMetrics(context);
  buildSources(context);
  for (const [name, team] of teamsOf(context)) context.teams.set(name, team);
  const service = serviceOf(context);
  const operations = buildOperations(context);
  const { labels, metrics, external, own } = context;
  const { refused, collectFailures } = ownMetrics({
    service,
    metrics,
    labels,
    operations,
    outputs: spec.outputs,
  });
  if (hasModule(spec.outputs)) for (const metric of [refused, collectFailures]) own.set(metric.name, metric);
  const recordings = buildRecordings(context);
  const slos = buildSlos(context);
  const automatic = [...refusalAlerts(context, refused, service), ...missingAlerts(context, slos)];
  for (const { name } of [...spec.alerts, ...automatic]) context.alertNames.add(name);
  const model: Model = {
    service,
    budgets: budgetsOf(spec),
    groups: groupsOf(context),
    labels,
    metrics,
    sources: [...context.sources.values()],
    external,
    own,
    operations,
    recordings,
    slos,
    alerts: [...buildAlerts(context, recordings), ...automatic],
    teams: context.teams,
    severities: context.severities,
    routing: routingOf(context),
    dashboards: buildDashboards(context, recordings),
    outputs: spec.outputs,
    waivers: spec.waivers.map((waiver, index) => ({ ...waiver, path: ['waivers', index] })),
  };
  return { model, findings: context.findings };
}

function serviceOf(context: BuildContext): Service {
  const { spec, target, fleet } = context;
  const { service } = spec;
  const { retention } = service;
  const aggregated = retention.aggregated === undefined ? undefined : parseDuration(retention.aggregated);
  return {
    name: service.name,
    prefix: prefixOf(service.name),
    title: service.title,
    description: service.description,
    owner: owningTeam(context),
    alertLabels: new Map(Object.entries(service.alert_labels)),
    job: service.job ?? service.name,
    target,
    targets: fleet,
    otherSeries: service.other_series,
    arrives: service.arrives,
    scrapeInterval: parseDuration(service.scrape_interval),
    ruleInterval: parseDuration(service.rule_interval),
    retention: { raw: rawRetention(spec), aggregated },
    prometheus: service.prometheus,
    links: service.links,
  };
}

/** The team that owns the service; an unknown one is reported. */
function owningTeam(context: BuildContext): Team {
  const path = ['service', 'owner'];
  const { owner } = context.spec.service;
  const name = context.owner(typeof owner === 'string' ? owner : owner.team, path);
  return context.teams.get(name) ?? { name, title: name, escalation: [], receivers: new Map(), path };
}

/** The default of Prometheus, or what the error budgets need: a shorter one would make them wrong in silence. */
function rawRetention({ service, slos }: Spec): number {
  const { raw } = service.retention;
  if (raw !== undefined) return parseDuration(raw);
  return Math.max(parseDuration('15d'), ...slos.map(({ window }) => parseDuration(window)));
}

function budgetsOf({ budgets }: Spec): Budgets {
  return {
    combinationsPerMetric: budgets.combinations_per_metric,
    bucketsPerMetric: budgets.buckets_per_metric,
    seriesPerTarget: budgets.series_per_target,
    seriesTotal: budgets.series_total,
    samplesPerEvaluation: budgets.samples_per_evaluation,
    warnAt: Number(`${budgets.warn_at.slice(0, -1)}e-2`),
  };
}

/** Declared groups in their order, then those that metrics merely name, titled by their name. */
function groupsOf(context: BuildContext): Group[] {
  const { groups, metrics } = context.spec;
  const declared = Object.entries(groups).map(([name, group]): Group => ({ name, ...group }));
  const named = new Set<string>();
  for (const [metric, { group }] of Object.entries(metrics)) {
    if (Object.hasOwn(groups, group) || named.has(group)) continue;
    named.add(group);
    if (declared.length > 0)
      context.unknown('group', group, ['metrics', metric, 'group'], Object.keys(groups));
  }
  const titled = [...named].map((name) => ({ name, title: capital(name) }));
  return [...declared, ...titled];
}
