import type * as classic from '@grafana/grafana-foundation-sdk/dashboard';
import type * as v2 from '@grafana/grafana-foundation-sdk/dashboardv2';
import { layoutOf } from './v2-layout.ts';

/** String enums of the SDK as the strings that they stand for: its v2 module costs too much to load for them. */
export type Plain<T> = T extends string
  ? `${T}`
  : T extends readonly (infer Item)[]
    ? Plain<Item>[]
    : T extends object
      ? { [Key in keyof T]: Plain<T[Key]> }
      : T;

export interface V2Resource {
  readonly apiVersion: 'dashboard.grafana.app/v2';
  readonly kind: 'Dashboard';
  readonly metadata: { readonly name: string };
  readonly spec: Plain<v2.Dashboard>;
}

/** A target as `DataqueryBuilder` builds it; the SDK's type for targets of all data sources has no keys. */
interface Target {
  readonly refId?: string;
  readonly datasource?: unknown;
}

/**
 * The same dashboard as a resource of the v2 schema.
 * @see https://grafana.com/docs/grafana/latest/as-code/observability-as-code/schema-v2/
 */
export function toV2(dashboard: classic.Dashboard): V2Resource {
  const panels = (dashboard.panels ?? []).flatMap((panel) =>
    panel.type === 'row' && 'panels' in panel ? panel.panels : [panel as classic.Panel],
  );
  return {
    apiVersion: 'dashboard.grafana.app/v2',
    kind: 'Dashboard',
    metadata: { name: dashboard.uid ?? '' },
    spec: {
      title: dashboard.title ?? '',
      description: dashboard.description ?? '',
      tags: dashboard.tags ?? [],
      cursorSync: 'Crosshair',
      editable: false,
      preload: false,
      liveNow: false,
      timeSettings: {
        timezone: dashboard.timezone ?? 'browser',
        from: dashboard.time?.from ?? 'now-6h',
        to: dashboard.time?.to ?? 'now',
        autoRefresh: dashboard.refresh ?? '',
        autoRefreshIntervals: ['10s', '30s', '1m', '5m', '15m'],
        hideTimepicker: false,
        fiscalYearStartMonth: 0,
      },
      annotations: (dashboard.annotations.list ?? []).map(annotationOf),
      links: (dashboard.links ?? []).map((link) => ({
        ...link,
        type: link.type,
      })) as Plain<v2.DashboardLink>[],
      variables: (dashboard.templating.list ?? []).map(variableOf),
      elements: Object.fromEntries(panels.map((panel) => [elementName(panel), elementOf(panel)])),
      layout: layoutOf(dashboard, elementName),
    },
  };
}

function elementName({ id }: classic.Panel): string {
  return `panel-${id ?? 0}`;
}

function elementOf(panel: classic.Panel): Plain<v2.PanelKind> {
  const { interval } = panel;
  return {
    kind: 'Panel',
    spec: {
      id: panel.id ?? 0,
      title: panel.title ?? '',
      description: panel.description ?? '',
      links: (panel.links ?? []).map(({ title, url = '', targetBlank }) => ({ title, url, targetBlank })),
      data: {
        kind: 'QueryGroup',
        spec: {
          queries: (panel.targets ?? []).map((target) => queryOf(target as Target)),
          transformations: (panel.transformations ?? []).map(({ id, options }) => ({
            kind: 'Transformation',
            group: id,
            spec: { options },
          })),
          queryOptions: interval === undefined ? {} : { interval },
        },
      },
      vizConfig: {
        kind: 'VizConfig',
        group: panel.type,
        version: '',
        spec: {
          options: panel.options,
          fieldConfig: (panel.fieldConfig ?? { defaults: {}, overrides: [] }) as Plain<v2.FieldConfigSource>,
        },
      },
    },
  };
}

function queryOf(target: Target): Plain<v2.PanelQueryKind> {
  const { refId = 'A', datasource: _, ...spec } = target;
  return { kind: 'PanelQuery', spec: { refId, hidden: false, query: prometheus(spec) } };
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

function annotationOf(annotation: classic.AnnotationQuery): Plain<v2.AnnotationQueryKind> {
  const { name, enable, hide = false, iconColor, target, expr, step, titleFormat, tagKeys } = annotation;
  const query: Plain<v2.DataQueryKind> =
    expr === undefined
      ? { kind: 'DataQuery', group: 'grafana', version: 'v0', spec: target ?? {} }
      : prometheus({ expr, step, titleFormat, tagKeys });
  return { kind: 'AnnotationQuery', spec: { name, enable, hide, iconColor, query } };
}

const REFRESH = ['never', 'onDashboardLoad', 'onTimeRangeChanged'] as const;
const SORT = [
  'disabled',
  'alphabeticalAsc',
  'alphabeticalDesc',
  'numericalAsc',
  'numericalDesc',
  'alphabeticalCaseInsensitiveAsc',
  'alphabeticalCaseInsensitiveDesc',
  'naturalAsc',
  'naturalDesc',
] as const;

function variableOf(variable: classic.VariableModel): Plain<v2.VariableKind> {
  const { name, label = name, description = '', multi = false, includeAll = false } = variable;
  const shared = {
    name,
    label,
    description,
    hide: 'dontHide',
    skipUrlSync: false,
    multi,
    includeAll,
    allowCustomValue: true,
    options: [],
    regex: '',
    refresh: REFRESH[variable.refresh ?? 1] ?? 'onDashboardLoad',
  } as const;
  if (variable.type === 'datasource') {
    const current = { text: '', value: '' };
    return { kind: 'DatasourceVariable', spec: { ...shared, options: [], pluginId: 'prometheus', current } };
  }
  const query = typeof variable.query === 'object' ? variable.query : {};
  return {
    kind: 'QueryVariable',
    spec: {
      ...shared,
      options: [],
      current: { text: ['All'], value: ['$__all'] },
      query: prometheus(query),
      definition: variable.definition ?? '',
      allValue: variable.allValue ?? '.*',
      sort: SORT[variable.sort ?? 0] ?? 'disabled',
    },
  };
}
