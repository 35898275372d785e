import type * as v2 from '@grafana/grafana-foundation-sdk/dashboardv2';
import type { RenderedAnnotation, RenderedDashboard, RenderedRow, RenderedVariable } from './dashboard.ts';
import type { RenderedPanel } from './panel.ts';
import type { Plain } from './visualization.ts';

export interface V2Resource {
  readonly apiVersion: 'dashboard.grafana.app/v2';
  readonly kind: 'Dashboard';
  readonly metadata: { readonly name: string };
  readonly spec: Plain<v2.Dashboard>;
}

/**
 * A dashboard as a resource of the v2 schema.
 * @see https://grafana.com/docs/grafana/latest/as-code/observability-as-code/schema-v2/
 */
export function toV2(dashboard: RenderedDashboard): V2Resource {
  const { uid, title, description, tags, from, refresh, links, rows } = dashboard;
  const panels = rows.flatMap((row) => row.panels);
  return {
    apiVersion: 'dashboard.grafana.app/v2',
    kind: 'Dashboard',
    metadata: { name: uid },
    spec: {
      title,
      description,
      tags,
      cursorSync: 'Crosshair',
      editable: false,
      preload: false,
      liveNow: false,
      timeSettings: {
        timezone: 'browser',
        from,
        to: 'now',
        autoRefresh: refresh,
        autoRefreshIntervals: ['10s', '30s', '1m', '5m', '15m'],
        hideTimepicker: false,
        fiscalYearStartMonth: 0,
      },
      annotations: dashboard.annotations.map(annotationOf),
      links: links as Plain<v2.DashboardLink>[],
      variables: [datasourceVariable(), ...dashboard.variables.map(queryVariable)],
      elements: Object.fromEntries(panels.map((panel) => [elementName(panel), elementOf(panel)])),
      layout: { kind: 'RowsLayout', spec: { rows: rows.map(rowOf) } },
    },
  };
}

function elementName({ id }: RenderedPanel): string {
  return `panel-${id}`;
}

/** Each row is a grid of its own that begins at its first line. */
function rowOf({ title, collapsed, y, panels }: RenderedRow): Plain<v2.RowsLayoutRowKind> {
  const items = panels.map((panel): Plain<v2.GridLayoutItemKind> => {
    const { place } = panel;
    const element = { kind: 'ElementReference', name: elementName(panel) } as const;
    const spec = { x: place.x, y: place.y - y - 1, width: place.w, height: place.h, element };
    return { kind: 'GridLayoutItem', spec };
  });
  return {
    kind: 'RowsLayoutRow',
    spec: { title, collapse: collapsed, layout: { kind: 'GridLayout', spec: { items } } },
  };
}

function elementOf({
  id,
  type,
  title,
  description,
  links,
  options,
  data,
}: RenderedPanel): Plain<v2.PanelKind> {
  return {
    kind: 'Panel',
    spec: {
      id,
      title,
      description,
      links: links.map((link) => ({ title: link.title, url: link.url, targetBlank: true })),
      data: {
        kind: 'QueryGroup',
        spec: {
          queries: (data?.queries ?? []).map(({ refId, expr, settings }) => ({
            kind: 'PanelQuery',
            spec: { refId, hidden: false, query: prometheus({ expr, ...settings }) },
          })),
          transformations: (data?.transformations ?? []).map((transformation) => ({
            kind: 'Transformation',
            group: transformation.id,
            spec: { options: transformation.options },
          })),
          queryOptions: data === undefined ? {} : { interval: data.interval },
        },
      },
      vizConfig: {
        kind: 'VizConfig',
        group: type,
        version: '',
        spec: {
          options,
          fieldConfig: (data?.fieldConfig ?? { defaults: {}, overrides: [] }) as Plain<v2.FieldConfigSource>,
        },
      },
    },
  };
}

function prometheus(spec: object): Plain<v2.DataQueryKind> {
  return {
    kind: 'DataQuery',
    group: 'prometheus',
    version: 'v0',
    datasource: { name: '${datasource}' },
    spec,
  };
}

function annotationOf({ name, iconColor, from }: RenderedAnnotation): Plain<v2.AnnotationQueryKind> {
  const query: Plain<v2.DataQueryKind> =
    from.kind === 'prometheus'
      ? prometheus(from.query)
      : { kind: 'DataQuery', group: 'grafana', version: 'v0', spec: from.query };
  return { kind: 'AnnotationQuery', spec: { name, enable: true, hide: false, iconColor, query } };
}

/** What both kinds of variables have; `several` can be chosen at once, or all. */
function chosen(name: string, label: string, description: string, several: boolean) {
  return {
    name,
    label,
    description,
    hide: 'dontHide',
    skipUrlSync: false,
    multi: several,
    includeAll: several,
    allowCustomValue: true,
    options: [],
    regex: '',
    refresh: several ? 'onTimeRangeChanged' : 'onDashboardLoad',
  } as const;
}

function datasourceVariable(): Plain<v2.DatasourceVariableKind> {
  const shared = chosen('datasource', 'Data source', '', false);
  const current = { text: '', value: '' };
  return { kind: 'DatasourceVariable', spec: { ...shared, pluginId: 'prometheus', current } };
}

function queryVariable(variable: RenderedVariable): Plain<v2.QueryVariableKind> {
  const { name, label, description, definition, sort } = variable;
  return {
    kind: 'QueryVariable',
    spec: {
      ...chosen(name, label, description, true),
      current: { text: ['All'], value: ['$__all'] },
      query: prometheus({ query: definition, refId: `variable-${name}` }),
      definition,
      allValue: '.*',
      sort,
    },
  };
}
