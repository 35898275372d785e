import { asCode } from './escape.ts';
import { dashboardLink } from './links.ts';
import type { Reads } from './reads.ts';
import type { Ref, Site } from './site.ts';

/** Where a metric, a recording or an objective is used. */
export interface UsesView {
  /** Whether there is any use. */
  readonly any: boolean;
  readonly slos: readonly Ref[];
  readonly alerts: readonly Ref[];
  readonly recordings: readonly Ref[];
  readonly dashboards: readonly Ref[];
  readonly operations: readonly Ref[];
}

export function usesOf(
  site: Site,
  from: string,
  { kind, name }: { readonly kind: keyof Reads; readonly name: string },
): UsesView {
  const { usage } = site;
  const via = (direct: Reads): string => (direct[kind].has(name) ? '' : ' (through others)');
  const withNote = (ref: Ref, direct: Reads): Ref => ({ ...ref, note: `${ref.note}${via(direct)}`.trim() });
  const uses = {
    slos: [...usage.slos].filter(([, { all }]) => all[kind].has(name)).map(([id]) => site.slo(from, id)),
    alerts: usage.alerts
      .filter(({ all }) => all[kind].has(name))
      .map((entry) => withNote(site.alert(from, entry.name), entry.direct)),
    recordings: [...usage.recordings]
      .filter(([record, { direct }]) => record !== name && direct[kind].has(name))
      .map(([record]) => site.recording(from, record)),
    dashboards: dashboardsOf(site, (reads) => reads[kind].has(name)),
    operations: kind === 'metrics' ? operationsOf(site, from, name) : [],
  };
  return { any: Object.values(uses).some(({ length }) => length > 0), ...uses };
}

function dashboardsOf(site: Site, reading: (reads: Reads) => boolean): Ref[] {
  const { grafana } = site.model.service.links;
  return site.model.dashboards.flatMap(({ uid, title }) => {
    const rows = site.usage.panels
      .filter(({ dashboard, reads }) => dashboard.uid === uid && reading(reads))
      .map(({ row }) => row);
    if (rows.length === 0) return [];
    const href = grafana === undefined ? '' : dashboardLink(grafana, uid);
    return [{ text: title, href, note: [...new Set(rows)].join(', ') }];
  });
}

function operationsOf(site: Site, from: string, metric: string): Ref[] {
  return site.model.operations.flatMap(({ name }) => {
    const moments = site.usage.operations
      .filter(({ operation, effect }) => operation.name === name && effect.metric.name === metric)
      .map(({ when }) => when);
    if (moments.length === 0) return [];
    return [{ ...site.operation(from, name), text: asCode(name), note: [...new Set(moments)].join(', ') }];
  });
}
