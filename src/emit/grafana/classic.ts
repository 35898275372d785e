import type * as classic from '@grafana/grafana-foundation-sdk/dashboard';
import {
  linkOf,
  type RenderedAnnotation,
  type RenderedDashboard,
  type RenderedVariable,
} from './dashboard.ts';
import { COLUMNS } from './layout.ts';
import type { RenderedPanel } from './panel.ts';
import type { Plain } from './visualization.ts';

/** The data source that the reader chooses at the top of the dashboard. */
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' } as const;
/** Annotations that are posted to Grafana itself. */
const OWN_DATASOURCE = { type: 'grafana', uid: '-- Grafana --' } as const;
const ON_TIME_RANGE_CHANGED = 2;
const SORT = { alphabeticalAsc: 1, naturalAsc: 7 } as const;
const CROSSHAIR = 1;

/** The form of a dashboard that every Grafana reads. */
export function toClassic(dashboard: RenderedDashboard) {
  const { title, uid, description, tags, from, refresh, links, rows } = dashboard;
  return {
    timezone: 'browser',
    editable: false,
    graphTooltip: CROSSHAIR,
    fiscalYearStartMonth: 0,
    schemaVersion: 42,
    templating: { list: [datasourceVariable(), ...dashboard.variables.map(queryVariable)] },
    annotations: { list: dashboard.annotations.map(annotationOf) },
    title,
    uid,
    description,
    tags,
    time: { from, to: 'now' },
    refresh,
    links,
    // The panels of a collapsed row lie inside it, those of an open one follow it.
    panels: rows.flatMap(({ id, title: heading, collapsed, y, panels }) => {
      const drawn = panels.map(panelOf);
      const gridPos = { x: 0, y, w: COLUMNS, h: 1 };
      const inside = collapsed ? drawn : [];
      return [
        { type: 'row', collapsed, id, panels: inside, title: heading, gridPos },
        ...(collapsed ? [] : drawn),
      ];
    }),
  } satisfies Plain<Omit<classic.Dashboard, 'panels' | 'annotations'>> & {
    panels: object[];
    annotations: object;
  };
}

function panelOf({ id, type, title, description, place, links, options, data }: RenderedPanel) {
  const opened = links.map((link) => ({ ...linkOf(link.title), targetBlank: true, url: link.url }));
  const moved = data?.transformations ?? [];
  return {
    type,
    transparent: false,
    repeatDirection: 'h',
    options,
    ...(data === undefined ? {} : { fieldConfig: data.fieldConfig }),
    ...(moved.length === 0 ? {} : { transformations: moved }),
    id,
    title,
    description,
    gridPos: place,
    ...(data === undefined ? {} : queriesOf(data)),
    ...(opened.length === 0 ? {} : { links: opened }),
  };
}

function queriesOf({ interval, queries }: NonNullable<RenderedPanel['data']>) {
  return {
    datasource: DATASOURCE,
    interval,
    targets: queries.map(({ expr, refId, settings }) => ({
      expr,
      refId,
      datasource: DATASOURCE,
      ...settings,
    })),
  };
}

const VARIABLE = {
  skipUrlSync: false,
  multi: false,
  allowCustomValue: true,
  includeAll: false,
  auto: false,
  auto_min: '10s',
  auto_count: 30,
} as const;

function datasourceVariable(): Plain<classic.VariableModel> {
  const names = { type: 'datasource', name: 'datasource' } as const;
  return { ...names, ...VARIABLE, label: 'Data source', query: 'prometheus' };
}

function queryVariable(variable: RenderedVariable): Plain<classic.VariableModel> {
  const { name, label, description, definition, sort } = variable;
  return {
    type: 'query',
    name,
    ...VARIABLE,
    multi: true,
    includeAll: true,
    label,
    description,
    datasource: DATASOURCE,
    query: { query: definition, refId: `variable-${name}` },
    definition,
    allValue: '.*',
    current: { selected: true, text: ['All'], value: ['$__all'] },
    refresh: ON_TIME_RANGE_CHANGED,
    sort: SORT[sort],
  };
}

function annotationOf({ name, iconColor, from }: RenderedAnnotation) {
  const shared = { name, enable: true, hide: false, iconColor, builtIn: 0 };
  return from.kind === 'grafana'
    ? { ...shared, datasource: OWN_DATASOURCE, target: from.query }
    : { ...shared, datasource: DATASOURCE, ...from.query, useValueForTime: false };
}
