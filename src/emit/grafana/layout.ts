import type { PanelKind } from '../../model/dashboard.ts';
import type { PanelPlan } from '../../plan/panels/plan.ts';

/** Columns of Grafana's grid. */
export const COLUMNS = 24;

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Columns of a panel that says none; height in grid units of 38 pixels with their gap. */
const USUAL: Readonly<Record<PanelKind, { readonly w: number; readonly h: number }>> = {
  timeseries: { w: 8, h: 8 },
  heatmap: { w: 12, h: 8 },
  stat: { w: 4, h: 5 },
  gauge: { w: 4, h: 5 },
  bargauge: { w: 8, h: 8 },
  table: { w: 24, h: 8 },
  'state-timeline': { w: 24, h: 6 },
  text: { w: 24, h: 4 },
};

/**
 * Places panels line by line in their order, from `top` down. A line that is not full is stretched to the 24 columns
 * and all panels of a line are of one height, so that there is neither a hole nor an overlap.
 */
export function placePanels(panels: readonly PanelPlan[], top: number): Place[] {
  const places: Place[] = [];
  let y = top;
  for (const line of linesOf(panels)) {
    const height = Math.max(...line.map(heightOf));
    let x = 0;
    for (const w of stretched(line.map(widthOf))) {
      places.push({ x, y, w, h: height });
      x += w;
    }
    y += height;
  }
  return places;
}

function linesOf(panels: readonly PanelPlan[]): PanelPlan[][] {
  const runs: PanelPlan[][] = [];
  for (const panel of panels) {
    const run = runs.at(-1);
    if (run === undefined || panel.startsLine === true) runs.push([panel]);
    else run.push(panel);
  }
  return runs.flatMap(balanced);
}

/**
 * Breaks a run into lines that are filled alike: the sum of the squared free columns is least. Filling one line after
 * the other would leave a last panel alone on its line, three times as wide as its neighbours.
 */
function balanced(run: readonly PanelPlan[]): PanelPlan[][] {
  const best: { readonly cost: number; readonly lines: PanelPlan[][] }[] = [{ cost: 0, lines: [] }];
  for (let end = 1; end <= run.length; end++) {
    let used = 0;
    let least: (typeof best)[number] | undefined;
    for (let start = end - 1; start >= 0; start--) {
      const panel = run[start];
      const before = best[start];
      if (panel === undefined || before === undefined) break;
      used += widthOf(panel);
      if (used > COLUMNS && start < end - 1) break;
      const cost = before.cost + (COLUMNS - used) ** 2;
      // On a tie the first line has the fewest panels.
      if (least === undefined || cost < least.cost) {
        least = { cost, lines: [...before.lines, run.slice(start, end)] };
      }
    }
    if (least !== undefined) best.push(least);
  }
  return best.at(-1)?.lines ?? [];
}

function widthOf(panel: PanelPlan): number {
  return panel.width ?? USUAL[panel.kind].w;
}

function heightOf({ kind, height, lines = 0 }: PanelPlan): number {
  if (height !== undefined) return height;
  const { h } = USUAL[kind];
  if (kind === 'text') return Math.max(3, Math.min(12, 2 + lines));
  if (kind === 'state-timeline') return Math.max(3, Math.min(20, 2 + Math.ceil(lines * 0.6)));
  if (kind === 'table' && lines > 0) return Math.max(5, Math.min(16, 2 + lines));
  return h;
}

/** The widths in their proportions, so that they fill a line. */
function stretched(widths: readonly number[]): number[] {
  const total = widths.reduce((sum, width) => sum + width, 0);
  let before = 0;
  let taken = 0;
  return widths.map((width) => {
    before += width;
    const end = Math.round((before / total) * COLUMNS);
    const own = end - taken;
    taken = end;
    return own;
  });
}
