import type { Alert } from '../model/alert.ts';
import type { Dashboard, PanelSource } from '../model/dashboard.ts';
import type { Model } from '../model/model.ts';
import type { Slo } from '../model/slo.ts';

/** Page of an alert below the address of the runbooks. */
export function runbookUrl({ outputs }: Model, alertName: string): string | undefined {
  const base = outputs.runbooks?.url;
  return base === undefined ? undefined : `${withoutSlash(base)}/alerts/${encodeURIComponent(alertName)}.md`;
}

/** The dashboard that shows what the alert is about: the one that it names, else the first with a fitting panel. */
export function dashboardOfAlert(model: Model, alert: Alert): string | undefined {
  if (alert.dashboard !== undefined) return alert.dashboard;
  const { condition } = alert;
  return (
    showing(model, (source) => source.kind === 'alert' && source.alert === alert.name) ??
    showing(model, (source) => {
      if (condition.kind === 'recording')
        return source.kind === 'recording' && source.of.record === condition.of.record;
      if (condition.kind === 'missing') return source.kind === 'slo' && source.slo === condition.slo;
      if (condition.kind === 'expr') return false;
      const watched = condition.kind === 'down' ? condition.presence.series : condition.of.metric.name;
      return source.kind === 'metric' && source.of.metric.name === watched;
    })
  );
}

/** The first dashboard with a panel of the SLO. */
export function dashboardOfSlo(model: Model, slo: Slo): string | undefined {
  return showing(model, (source) => source.kind === 'slo' && source.slo === slo.id);
}

/** Address of a dashboard, where the spec says where Grafana is. */
export function dashboardUrl({ service }: Model, uid: string | undefined): string | undefined {
  const base = service.links.grafana;
  return base === undefined || uid === undefined
    ? undefined
    : `${withoutSlash(base)}/d/${encodeURIComponent(uid)}`;
}

function showing({ dashboards }: Model, fits: (source: PanelSource) => boolean): string | undefined {
  const shows = ({ rows }: Dashboard) => rows.some(({ panels }) => panels.some(({ source }) => fits(source)));
  return dashboards.find(shows)?.uid;
}

export function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
