import type { Panel } from '../../../model/dashboard.ts';
import type { PanelDraft } from '../draft.ts';
import { COUNT } from '../units.ts';
import { draft, overridden } from './base.ts';

/** Markdown as its author wrote it; Grafana removes active HTML from it. */
export function textPanel(panel: Panel, markdown: string): PanelDraft {
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
