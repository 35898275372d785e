import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { rowsOf } from '../dashboards.ts';
import type { Series } from '../prometheus.ts';
import { drawingOf } from './drawing.ts';
import { escaped, svgFree } from './html.ts';

/** Results of a panel's queries, in their order; undefined where no Prometheus was asked. */
export type Results = ReadonlyMap<number, readonly (readonly Series[])[]>;

const COLUMN = 60;
const LINE = 38;
const GAP = 8;

/** A page that shows a dashboard about as Grafana lays it out; collapsed rows show their title alone. */
export function pageOf(dashboard: Dashboard, results: Results | undefined): string {
  const boxes: string[] = [];
  let bottom = 0;
  for (const { row, panels } of rowsOf(dashboard)) {
    const { y = 0 } = row.gridPos ?? {};
    const mark = row.collapsed ? '▸' : '▾';
    const count = row.collapsed ? ` (${panels.length} panels)` : '';
    boxes.push(box(0, y, 24, 1, `<b class="row">${mark} ${escaped(row.title ?? '')}${count}</b>`, ''));
    bottom = Math.max(bottom, y + 1);
    for (const panel of row.collapsed ? [] : panels) {
      const { x = 0, y: top = 0, w = 1, h = 1 } = panel.gridPos ?? {};
      boxes.push(box(x, top, w, h, panelHtml(panel, results), 'panel'));
      bottom = Math.max(bottom, top + h);
    }
  }
  const variables = (dashboard.templating.list ?? []).map(
    ({ label, name }) => `<i>${escaped(label ?? name)} ▾</i>`,
  );
  const links = (dashboard.links ?? []).map(({ title }) => `<i>${escaped(title)}</i>`);
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style>
<h1>${escaped(dashboard.title ?? '')}</h1><nav>${variables.join('')}<span></span>${links.join('')}</nav>
<main style="height:${bottom * LINE}px">${boxes.join('\n')}</main>`;
}

function box(x: number, y: number, w: number, h: number, html: string, kind: string): string {
  const place = `left:${x * COLUMN}px;top:${y * LINE}px;width:${w * COLUMN - GAP}px;height:${h * LINE - GAP}px`;
  return `<section class="${kind}" style="${place}">${html}</section>`;
}

function panelHtml(panel: Panel, results: Results | undefined): string {
  const { w = 1, h = 1 } = panel.gridPos ?? {};
  const links = (panel.links ?? []).length > 0 ? ' <small>↗</small>' : '';
  const title = `<h2 title="${escaped(panel.description ?? '')}">${escaped(panel.title ?? '')}${links}</h2>`;
  const size = { width: w * COLUMN - GAP - 16, height: h * LINE - GAP - 36 };
  const found = results?.get(panel.id ?? 0);
  if (panel.type === 'text') return `${title}<pre>${escaped(String(panel.options?.content ?? ''))}</pre>`;
  return title + (found === undefined ? svgFree('not asked') : drawingOf(panel, found, size));
}

const STYLE = `
body{background:#111217;color:#ccccdc;font:12px Inter,Arial,sans-serif;margin:16px;width:1440px}
h1{font-size:18px;margin:0 0 8px} nav{display:flex;gap:8px;margin-bottom:8px;flex-wrap:wrap} nav span{flex:1}
nav i{font-style:normal;background:#1f2128;padding:4px 8px;border-radius:2px}
main{position:relative} section{position:absolute;overflow:hidden;box-sizing:border-box}
.panel{background:#181b1f;border:1px solid #2b2d33;border-radius:2px;padding:4px 8px}
.row{font-size:14px;line-height:30px} h2{font-size:13px;font-weight:500;margin:2px 0 6px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.legend{white-space:nowrap;overflow:hidden;text-overflow:ellipsis;font-size:11px} .none{color:#7b8087;text-align:center;padding-top:24px;font-size:14px}
.big{display:flex;flex-direction:column;justify-content:center;height:85%;text-align:center;font-size:26px}
.big small{font-size:11px;color:#8e8e99} table{width:100%;border-collapse:collapse} td,th{padding:4px 6px;text-align:left;border-bottom:1px solid #2b2d33}
.bar{height:14px;margin:1px 0}`;
