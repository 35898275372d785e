import type { SpecPath } from '../../spec/path.ts';
import type { Spec } from '../../spec/schema/spec.ts';
import type { Dashboard, Panel, PanelSource } from '../dashboard.ts';
import { type Recording, unitOfRecording } from '../recording.ts';
import type { Unit } from '../unit.ts';
import type { BuildContext } from './context.ts';
import { metricSelector, recordSelector } from './selectors.ts';

type WrittenPanel = Spec['dashboards'][number]['rows'][number]['panels'][number];

export function buildDashboards(context: BuildContext, recordings: readonly Recording[]): Dashboard[] {
  return context.spec.dashboards.map((written, index) => {
    const path = ['dashboards', index];
    const rows = written.rows.map((row, at) => ({
      title: row.title,
      collapsed: row.collapsed,
      panels: row.panels.flatMap(
        (panel, position) =>
          panelOf(context, panel, recordings, [...path, 'rows', at, 'panels', position]) ?? [],
      ),
    }));
    return { ...written, rows, path };
  });
}

function panelOf(
  context: BuildContext,
  written: WrittenPanel,
  recordings: readonly Recording[],
  path: SpecPath,
): Panel | undefined {
  const source = sourceOf(context, written, path);
  if (source === undefined) return undefined;
  const unit = unitOfSource(source, recordings);
  const thresholds = written.thresholds?.flatMap(({ from, level }, index) => {
    const quantity = context.quantity(from, unit, 'the panel', [...path, 'thresholds', index, 'from']);
    return quantity === undefined ? [] : [{ from: quantity.value, level }];
  });
  return {
    source,
    show: written.show ?? [],
    by: written.by,
    title: written.title,
    description: written.description,
    unit: written.unit,
    legend: written.legend,
    panelKind: written.kind,
    thresholds,
    width: written.width,
    path,
  };
}

function unitOfSource(source: PanelSource, recordings: readonly Recording[]): Unit | undefined {
  if (source.kind === 'metric') return source.of.metric.unit;
  if (source.kind !== 'recording') return undefined;
  const recording = recordings.find(({ record }) => record === source.of.record);
  return recording && unitOfRecording(recording);
}

function sourceOf(context: BuildContext, written: WrittenPanel, path: SpecPath): PanelSource | undefined {
  if (written.metric !== undefined) {
    const of = metricSelector(context, written.metric, [...path, 'metric']);
    return of && { kind: 'metric', of };
  }
  if (written.recording !== undefined) {
    const of = recordSelector(context, written.recording, [...path, 'recording']);
    return of && { kind: 'recording', of };
  }
  if (written.slo !== undefined) {
    const ids = context.spec.slos.map(({ id }) => id);
    if (!ids.includes(written.slo)) return context.unknown('SLO', written.slo, [...path, 'slo'], ids);
    return { kind: 'slo', slo: written.slo };
  }
  if (written.alert !== undefined) {
    if (!context.alertNames.has(written.alert)) {
      return context.unknown('alert', written.alert, [...path, 'alert'], context.alertNames);
    }
    return { kind: 'alert', alert: written.alert };
  }
  if (written.text !== undefined) return { kind: 'text', markdown: written.text };
  const at = [...path, 'expr'];
  if (typeof written.expr === 'string')
    return { kind: 'expr', queries: [{ ...context.expression(written.expr, true), path: at }] };
  return {
    kind: 'expr',
    queries: (written.expr ?? []).map(({ expr, legend }, index) => ({
      ...context.expression(expr, true),
      legend,
      path: [...at, index, 'expr'],
    })),
  };
}
