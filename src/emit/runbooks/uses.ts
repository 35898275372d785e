import { dashboardOfAlert, dashboardOfSlo } from '../../plan/links.ts';
import { mermaid } from './escape.ts';
import type { Reads } from './reads.ts';
import { PAGE, type Ref, type Site, titleOf } from './site.ts';
import type { AlertEntry, PanelUse } from './usage.ts';

/** Where a metric, a recording or an objective is used. */
export function usesOf(
  site: Site,
  from: string,
  { kind, name }: { readonly kind: keyof Reads; readonly name: string },
) {
  const { usage } = site;
  const uses = {
    slos: [...usage.slos].filter(([, { all }]) => all[kind].has(name)).map(([id]) => site.slo(from, id)),
    alerts: usage.alerts
      .filter(({ all }) => all[kind].has(name))
      .map((entry) => site.alert(from, entry.name)),
    recordings: [...usage.recordings]
      .filter(([record, { direct }]) => record !== name && direct[kind].has(name))
      .map(([record]) => site.recording(from, record)),
    dashboards: dashboardsWith(site, ({ reads }) => reads[kind].has(name)),
    operations: kind === 'metrics' ? operationsOf(site, from, name) : [],
  };
  return { any: Object.values(uses).some(({ length }) => length > 0), ...uses };
}

function operationsOf(site: Site, from: string, metric: string): Ref[] {
  return site.model.operations.flatMap(({ name }) => {
    const moments = site.usage.operations
      .filter(({ operation, effect }) => operation.name === name && effect.metric.name === metric)
      .map(({ when }) => when);
    if (moments.length === 0) return [];
    return [{ ...site.operation(from, name), note: [...new Set(moments)].join(', ') }];
  });
}

/** Dashboards with panels that `shows` picks, and the rows of those; the dashboard `first` comes first, and in any case. */
function dashboardsWith(site: Site, shows: (panel: PanelUse) => boolean, first?: string): Ref[] {
  const found = site.model.dashboards.flatMap((dashboard) => {
    const { uid } = dashboard;
    const panels = site.usage.panels.filter((panel) => panel.dashboard.uid === uid && shows(panel));
    if (panels.length === 0 && uid !== first) return [];
    return [{ uid, ref: site.dashboard(dashboard, [...new Set(panels.map(({ row }) => row))].join(', ')) }];
  });
  return found.toSorted((a, b) => Number(b.uid === first) - Number(a.uid === first)).map(({ ref }) => ref);
}

/** Everything else about the metrics of an alert. */
export function related(site: Site, entry: AlertEntry) {
  const from = PAGE.alert(entry.name);
  const slos = [...site.usage.slos]
    .filter(([id, { all }]) => id !== entry.slo?.id && overlaps(all.metrics, entry.all.metrics))
    .map(([id]) => site.slo(from, id));
  return {
    alerts: relatedAlerts(site, entry),
    slos: entry.slo === undefined ? slos : [site.slo(from, entry.slo.id), ...slos],
    recordings: [...entry.all.recordings].map((record) => site.recording(from, record)),
    metrics: [...entry.all.metrics].map((name) => site.metric(from, name)),
    dashboards: dashboardsWith(site, (panel) => shows(panel, entry), dashboardOf(site, entry)),
  };
}

function relatedAlerts(site: Site, entry: AlertEntry): Ref[] {
  const causes = entry.alert?.causedBy ?? [];
  return site.usage.alerts.flatMap((other) => {
    if (other.name === entry.name) return [];
    const relation = causes.includes(other.name)
      ? 'likely cause, inhibits this alert while it fires'
      : other.alert?.causedBy.includes(entry.name)
        ? 'likely consequence, inhibited while this alert fires'
        : overlaps(other.all.metrics, entry.all.metrics)
          ? 'reads the same metrics'
          : undefined;
    if (relation === undefined) return [];
    return [site.alert(PAGE.alert(entry.name), other.name, `${titleOf(other)}; ${relation}.`)];
  });
}

/** The dashboard that notifications of the alert link to. */
function dashboardOf({ model }: Site, { alert, slo }: AlertEntry): string | undefined {
  return alert === undefined ? slo && dashboardOfSlo(model, slo) : dashboardOfAlert(model, alert);
}

/** Whether a panel shows the alert, its objective, or what it reads. */
function shows({ alert, reads }: PanelUse, { name, direct, all }: AlertEntry): boolean {
  return (
    alert === name ||
    overlaps(reads.metrics, all.metrics) ||
    overlaps(reads.recordings, direct.recordings) ||
    overlaps(reads.slos, direct.slos)
  );
}

export function overlaps(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return [...left].some((name) => right.has(name));
}

/** A Mermaid flow chart from metrics by way of records and objectives to alerts and their runbooks. */
export function flowChart(site: Site, alerts: readonly AlertEntry[]): string {
  const ids = new Map<string, string>();
  const lines: string[] = [];
  /** Draws a thing once, with what it reads: each kind has a shape of its own, so that the chart reads without colours. */
  const node = (key: string, shape: string, reads?: Reads): string => {
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = `n${ids.size + 1}`;
    ids.set(key, id);
    lines.push(id + shape);
    for (const name of reads?.metrics ?? []) connect(node(`metric ${name}`, `[/"${mermaid(name)}"/]`), id);
    for (const name of reads?.recordings ?? [])
      connect(node(`recording ${name}`, `["${mermaid(name)}"]`, site.usage.recordings.get(name)?.direct), id);
    for (const name of reads?.slos ?? [])
      connect(node(`slo ${name}`, `(["SLO ${mermaid(name)}"])`, site.usage.slos.get(name)?.direct), id);
    return id;
  };
  const connect = (from: string, to: string) => lines.push(`${from} --> ${to}`);
  for (const { name, direct } of alerts) {
    const alert = node(`alert ${name}`, `{{"${mermaid(name)}"}}`, direct);
    connect(alert, node(`page ${name}`, '>"runbook"]'));
  }
  return ['flowchart LR', ...lines.map((line) => `  ${line}`)].join('\n');
}
