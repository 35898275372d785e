import type { Dashboard, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import type * as v2 from '@grafana/grafana-foundation-sdk/dashboardv2';
import type { Plain } from './v2.ts';

/** The rows of a classic dashboard, each a grid of its own that begins at its first line. */
export function layoutOf(dashboard: Dashboard, nameOf: (panel: Panel) => string): Plain<v2.RowsLayoutKind> {
  const rows: { readonly row: RowPanel; readonly panels: Panel[] }[] = [];
  for (const panel of dashboard.panels ?? []) {
    if ('panels' in panel) rows.push({ row: panel, panels: [...panel.panels] });
    else rows.at(-1)?.panels.push(panel as Panel);
  }
  return { kind: 'RowsLayout', spec: { rows: rows.map(({ row, panels }) => rowOf(row, panels, nameOf)) } };
}

function rowOf(
  row: RowPanel,
  panels: readonly Panel[],
  nameOf: (panel: Panel) => string,
): Plain<v2.RowsLayoutRowKind> {
  const top = (row.gridPos?.y ?? 0) + 1;
  const items = panels.map((panel): Plain<v2.GridLayoutItemKind> => {
    const { x = 0, y = top, w = 24, h = 8 } = panel.gridPos ?? {};
    const element = { kind: 'ElementReference', name: nameOf(panel) } as const;
    return { kind: 'GridLayoutItem', spec: { x, y: y - top, width: w, height: h, element } };
  });
  return {
    kind: 'RowsLayoutRow',
    spec: {
      title: row.title ?? '',
      collapse: row.collapsed,
      layout: { kind: 'GridLayout', spec: { items } },
    },
  };
}
