import { dashboardOfAlert, dashboardOfSlo } from '../../plan/links.ts';
import { dashboardLink } from './links.ts';
import { alertPage } from './pages.ts';
import type { Reads } from './reads.ts';
import { type Ref, type Site, titleOf } from './site.ts';
import type { AlertEntry, PanelUse } from './usage.ts';

export interface RelatedView {
  readonly alerts: readonly Ref[];
  readonly slos: readonly Ref[];
  readonly recordings: readonly Ref[];
  readonly metrics: readonly Ref[];
  readonly dashboards: readonly Ref[];
}

/** What else is about the same metrics. */
export function related(site: Site, entry: AlertEntry): RelatedView {
  const from = alertPage(entry.name);
  const slos = [...site.usage.slos]
    .filter(([id, { all }]) => id !== entry.slo?.id && overlaps(all.metrics, entry.all.metrics))
    .map(([id]) => site.slo(from, id));
  return {
    alerts: relatedAlerts(site, entry),
    slos: entry.slo === undefined ? slos : [site.slo(from, entry.slo.id), ...slos],
    recordings: [...entry.all.recordings].map((record) => site.recording(from, record)),
    metrics: [...entry.all.metrics].map((name) => site.metric(from, name)),
    dashboards: dashboardsOf(site, entry),
  };
}

function relatedAlerts(site: Site, entry: AlertEntry): Ref[] {
  const causes = entry.alert?.causedBy ?? [];
  return site.usage.alerts.flatMap((other) => {
    if (other.name === entry.name) return [];
    const note = causes.includes(other.name)
      ? 'a likely cause: silences this alert while it fires.'
      : other.alert?.causedBy.includes(entry.name)
        ? 'a likely consequence: is silenced while this alert fires.'
        : overlaps(other.all.metrics, entry.all.metrics)
          ? `${titleOf(other)}; reads the same metrics.`
          : undefined;
    return note === undefined ? [] : [site.alert(alertPage(entry.name), other.name, note)];
  });
}

/** Dashboards that show the alert, its objective, or what it reads; the one that the spec names first. */
function dashboardsOf(site: Site, entry: AlertEntry): Ref[] {
  const { grafana } = site.model.service.links;
  const rows = new Map<string, Set<string>>();
  for (const panel of site.usage.panels) {
    if (!shows(panel, entry)) continue;
    const { uid } = panel.dashboard;
    rows.set(uid, (rows.get(uid) ?? new Set()).add(panel.row));
  }
  const first = named(site, entry);
  const uids = [...rows.keys()].toSorted((a, b) => Number(b === first) - Number(a === first));
  if (first !== undefined && !rows.has(first)) uids.unshift(first);
  return uids.flatMap((uid) => {
    const dashboard = site.model.dashboards.find((one) => one.uid === uid);
    if (dashboard === undefined) return [];
    return [
      {
        text: dashboard.title,
        href: grafana === undefined ? '' : dashboardLink(grafana, uid),
        note: [...(rows.get(uid) ?? [])].join(', '),
      },
    ];
  });
}

/** The dashboard that notifications of the alert link to. */
function named({ model }: Site, { alert, slo }: AlertEntry): string | undefined {
  if (alert !== undefined) return dashboardOfAlert(model, alert);
  return slo && dashboardOfSlo(model, slo);
}

function shows({ alert, reads }: PanelUse, entry: AlertEntry): boolean {
  const { direct, all } = entry;
  return alert === entry.name || overlapping(reads, { ...direct, metrics: all.metrics });
}

function overlapping(left: Reads, right: Reads): boolean {
  return (['metrics', 'recordings', 'slos'] as const).some((key) => overlaps(left[key], right[key]));
}

export function overlaps(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return [...left].some((name) => right.has(name));
}
