import type { Panel } from '../../model/dashboard.ts';
import { draft, overridden } from './base.ts';
import type { PanelPlan } from './plan.ts';
import { COUNT } from './units.ts';

/** Markdown as its author wrote it; Grafana removes active HTML from it. */
export function textPanel(panel: Panel, markdown: string): PanelPlan {
  const base = draft(COUNT, {
    kind: 'text',
    title: '',
    description: '',
    queries: [],
    interval: 0,
    markdown,
    lines: markdown.split('\n').length,
  });
  return { ...overridden(base, panel), kind: 'text' };
}
