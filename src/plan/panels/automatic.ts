import { listed } from '../../finding/prose.ts';
import type { Panel } from '../../model/dashboard.ts';
import type { AnyMetric } from '../../model/metric.ts';
import type { Model } from '../../model/model.ts';
import { recordSelectorOf } from '../../model/scope.ts';
import { selectorOf } from '../../model/selector.ts';
import type { Urgency } from '../../model/team.ts';
import * as promql from '../../promql/build.ts';
import { URGENCIES } from '../../spec/schema/routing.ts';
import type { AlertRule } from '../plan.ts';
import { alertStates, alertsIn, type TitledRule } from './alert.ts';
import { type PanelContext, runbookLinks } from './context.ts';
import { stepsFrom, URGENCY_COLOR } from './marks.ts';
import { metricPanels } from './metric.ts';
import { overRange, panelPlan } from './panel.ts';
import type { DashboardContent, PanelPlan, RowPlan } from './plan.ts';
import { recordingPanels } from './recording.ts';
import { budgetHistory, sloPanels } from './slo.ts';
import { sloTable } from './slo-table.ts';
import { COUNT } from './units.ts';

type Kind = NonNullable<Model['outputs']['grafana']>['automatic'][number];

const MAKERS: Readonly<Record<Kind, (context: PanelContext) => Omit<DashboardContent, 'uid'>>> = {
  overview,
  slos,
  explorer,
};

/** Grafana takes 40 characters. */
const UID_LENGTH = 40;

/** Stable, and the same for one service whatever else the spec says. */
function automaticUid({ service }: Model, kind: Kind): string {
  const name = service.prefix.replaceAll('_', '-').slice(0, UID_LENGTH - kind.length - 1);
  return `${name}-${kind}`;
}

/** The automatic dashboards; a declared one with the same uid replaces it. */
export function automaticDashboards(context: PanelContext): DashboardContent[] {
  const { model } = context;
  const wanted = model.outputs.grafana?.automatic ?? [];
  const declared = new Set(model.dashboards.map(({ uid }) => uid));
  return (['overview', 'slos', 'explorer'] as const)
    .filter((kind) => wanted.includes(kind) && (kind !== 'slos' || model.slos.length > 0))
    .map((kind) => ({ uid: automaticUid(model, kind), ...MAKERS[kind](context) }))
    .filter(({ uid }) => !declared.has(uid));
}

function openRow(title: string, panels: readonly PanelPlan[]): RowPlan {
  return { title, collapsed: false, panels };
}

/** The alerts that are firing, and the state of every objective. */
function overview(context: PanelContext): Omit<DashboardContent, 'uid'> {
  const { slos: objectives, service } = context.model;
  const rows = [
    openRow(
      'Firing now',
      URGENCIES.map((urgency) => firing(context, urgency)),
    ),
    openRow('Objectives', objectives.length === 0 ? [] : [sloTable(context, objectives)]),
    openRow('Paging alerts', states(context, ['page'], 'State of paging alerts')),
    openRow('Tickets and notifications', states(context, ['ticket', 'info'], 'State of other alerts')),
  ];
  return {
    title: `${service.title}: overview`,
    description: 'Which alerts are firing, and is every objective met?',
    refresh: '30s',
    range: '6h',
    rows: rows.filter(({ panels }) => panels.length > 0),
  };
}

const NAMES: Readonly<Record<Urgency, string>> = {
  page: 'Pages',
  ticket: 'Tickets',
  info: 'Notifications',
};

function firing(context: PanelContext, urgency: Urgency): PanelPlan {
  const { service } = context.model;
  const severities = [...context.model.severities.values()].filter(({ like }) => like === urgency);
  const alerts = alertsIn(service, 'firing', { severities });
  // One alert that fires for four models is one thing to look at.
  const distinct = promql.aggregate('count', promql.aggregate('max', alerts, { by: ['alertname'] }));
  const orNone = promql.binary('or', distinct, promql.call('vector', promql.number(0)));
  const rules = context.alertRules.filter((rule) => severities.includes(rule.severity));
  const count = new Set(rules.map(({ alert }) => alert)).size;
  return panelPlan(COUNT, {
    kind: 'stat',
    title: NAMES[urgency],
    description: `Firing alerts of severity ${listed(severities.map(({ name }) => name))}, out of ${count} defined.`,
    queries: [overRange(orNone, NAMES[urgency])],
    steps: stepsFrom('green', { from: 1, color: URGENCY_COLOR[urgency] }),
    decimals: 0,
    interval: service.ruleInterval,
    links: runbookLinks(context, rules),
    width: 8,
    height: 4,
  });
}

/** A line for each alert; the tiers of one objective that share a severity share a line. */
function states(context: PanelContext, urgencies: readonly Urgency[], title: string): PanelPlan[] {
  const rules = new Map<string, TitledRule>();
  for (const rule of context.alertRules) {
    const key = `${rule.alert} ${rule.severity.name}`;
    if (!urgencies.includes(rule.severity.like) || rules.has(key)) continue;
    rules.set(key, { rule, title: titleOf(context, rule) });
  }
  return alertStates(context, [...rules.values()], title);
}

function titleOf({ model }: PanelContext, { origin, alert }: AlertRule): string {
  if (origin.kind === 'slo') {
    const slo = model.slos.find(({ id }) => id === origin.slo);
    return `Error budget burn: ${slo?.title ?? origin.slo}`;
  }
  return model.alerts.find(({ name }) => name === alert)?.title ?? alert;
}

/** All objectives in one table, then each with its error budget and burn rates. */
function slos(context: PanelContext): Omit<DashboardContent, 'uid'> {
  const { slos: objectives, service } = context.model;
  return {
    title: `${service.title}: objectives and error budgets`,
    description:
      'Is each objective met, how much of its error budget is left, and how fast is it being spent?',
    refresh: '1m',
    range: '24h',
    rows: [
      openRow('All objectives', [sloTable(context, objectives)]),
      ...objectives.map((slo) =>
        openRow(slo.title, [...sloPanels(context, slo), ...budgetHistory(context, slo)]),
      ),
    ],
  };
}

/** Every metric of every group, every external metric, those of the module itself, and every recording. */
function explorer(context: PanelContext): Omit<DashboardContent, 'uid'> {
  const { groups, metrics, sources, external, own, recordings, service } = context.model;
  const metricRow = (title: string, shown: readonly AnyMetric[], collapsed: boolean) => ({
    title,
    collapsed,
    panels: histogramsLast(shown).flatMap((metric) => explored(context, metric)),
  });
  const recorded = recordings.flatMap(({ record, path }) => {
    const of = recordSelectorOf(context.model, record, path);
    return recordingPanels(context, { source: { kind: 'recording', of }, show: [], path }, of);
  });
  const rows = [
    ...groups.map(({ name, title }, index) =>
      metricRow(
        title,
        [...metrics.values()].filter(({ group }) => group === name),
        index > 0,
      ),
    ),
    ...sources.map((source) =>
      metricRow(
        source.title,
        [...external.values()].filter((metric) => metric.source === source),
        true,
      ),
    ),
    metricRow(
      'External metrics',
      [...external.values()].filter(({ source }) => source === undefined),
      true,
    ),
    metricRow('Instrumentation module', [...own.values()], true),
    { title: 'Recordings', collapsed: true, panels: recorded },
  ];
  return {
    title: `${service.title}: metrics explorer`,
    description:
      'Every metric of the service by group, the external metrics, those of the module itself, and every recording.',
    refresh: '1m',
    range: '3h',
    rows: rows.filter(({ panels }) => panels.length > 0),
  };
}

/** Histograms take a line each; between the others they would leave gaps. */
function histogramsLast<T extends AnyMetric>(metrics: readonly T[]): T[] {
  return metrics.toSorted((a, b) => Number(a.type === 'histogram') - Number(b.type === 'histogram'));
}

/** From this many bands on, the words for values say more than their colours. */
const WORDY_BANDS = 3;

function explored(context: PanelContext, metric: AnyMetric): PanelPlan[] {
  const { path } = metric;
  const of = selectorOf(metric, path);
  // What the module counts has more subjects than a panel has room for.
  const by = metric.origin === 'own' ? { by: ['reason'] } : {};
  const panel = (show: readonly string[]): Panel => ({ source: { kind: 'metric', of }, show, path, ...by });
  const wordy = metric.bands.length >= WORDY_BANDS;
  return [
    ...metricPanels(context, panel(metric.type === 'histogram' ? ['p50', 'p95', 'p99', 'heatmap'] : []), of),
    ...(wordy ? metricPanels(context, panel(['states']), of) : []),
  ];
}
