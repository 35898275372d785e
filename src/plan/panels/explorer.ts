import type { Panel } from '../../model/dashboard.ts';
import type { ExternalMetric, Metric } from '../../model/metric.ts';
import type { PanelContext } from './context.ts';
import { metricPanels } from './metric.ts';
import type { DashboardContent, PanelPlan, RowPlan } from './plan.ts';
import { recordingPanels } from './recording.ts';

/** From this many bands on, the words for values say more than their colours. */
const WORDY_BANDS = 3;

/** Every metric of every group, every external metric and every recording. */
export function explorer(context: PanelContext, uid: string): DashboardContent {
  const { model } = context;
  const groups = model.groups.map((group, index): RowPlan => {
    const metrics = [...model.metrics.values()].filter((metric) => metric.group === group.name);
    const panels = histogramsLast(metrics).flatMap((metric) => panelsOf(context, metric));
    return { title: group.title, collapsed: index > 0, panels };
  });
  const external = histogramsLast([...model.external.values()]).flatMap((metric) =>
    panelsOf(context, metric),
  );
  const recordings = model.recordings.flatMap(({ record, path }) => {
    const source = { kind: 'recording', of: { record, matchers: [], text: record, path } } as const;
    return recordingPanels(context, { source, show: [], path }, source.of);
  });
  const rows = [
    ...groups,
    { title: 'Metrics of others', collapsed: true, panels: external },
    { title: 'Recordings', collapsed: true, panels: recordings },
  ];
  return {
    uid,
    title: `${model.service.title}: metrics explorer`,
    description: 'Every metric that the service declares, by group, and every recording.',
    refresh: '1m',
    range: '3h',
    rows: rows.filter(({ panels }) => panels.length > 0),
  };
}

/** Histograms take a line each; between the others they would leave gaps. */
function histogramsLast<T extends Metric | ExternalMetric>(metrics: readonly T[]): T[] {
  return [
    ...metrics.filter(({ type }) => type !== 'histogram'),
    ...metrics.filter(({ type }) => type === 'histogram'),
  ];
}

function panelsOf(context: PanelContext, metric: Metric | ExternalMetric): PanelPlan[] {
  const { name: text, path } = metric;
  const of = { metric, matchers: [], text, path };
  const panel = (show: readonly string[]): Panel => ({ source: { kind: 'metric', of }, show, path });
  const wordy = metric.origin === 'declared' && metric.bands.length >= WORDY_BANDS;
  return [
    ...metricPanels(context, panel(metric.type === 'histogram' ? ['p50', 'p95', 'p99', 'heatmap'] : []), of),
    ...(wordy ? metricPanels(context, panel(['states']), of) : []),
  ];
}
