import type { Panel } from '../../model/dashboard.ts';
import type { Recording, RecordingDefinition } from '../../model/recording.ts';
import type { RecordSelector } from '../../model/selector.ts';
import type { Unit } from '../../model/unit.ts';
import type { Expr } from '../../promql/ast.ts';
import { recordOf, reduceBy } from '../queries.ts';
import { draft, legendOf, overridden } from './base.ts';
import { alertsWhere, type PanelContext } from './context.ts';
import { paragraphs } from './describe.ts';
import { literal, markdown } from './escape.ts';
import { type Marks, rangeOf, valueMarks } from './marks.ts';
import type { PanelPlan } from './plan.ts';
import { limitsOfSteps, stepsOfComparison } from './steps.ts';
import { type DisplayUnit, displayUnit, namedUnit, rateUnit, SHARE } from './units.ts';

/** The recorded series themselves, or combined over the labels that `by` leaves out. */
export function recordingPanels(context: PanelContext, panel: Panel, of: RecordSelector): PanelPlan[] {
  const recording = context.model.recordings.find(({ record }) => record === of.record);
  if (recording === undefined) return [];
  const labels = context.series.labelsOf(of.record);
  const by = panel.by ?? labels;
  const kept = labels.length === by.length && labels.every((label) => by.includes(label));
  const series = recordOf(of);
  const base = draft(unitOfRecord(recording), {
    kind: 'timeseries',
    title: of.record,
    description: paragraphs([markdown(recording.description ?? ''), `Recorded as \`${of.record}\`.`]),
    queries: [
      {
        expr: kept ? series : combined(recording.definition, panel, by, series),
        legend: panel.legend ?? legendOf(context, by, literal(panel.title ?? of.record)),
        when: 'range',
      },
    ],
    interval: context.model.service.ruleInterval,
    ...boundsOf(recording.definition),
    ...recordMarks(context, of.record),
  });
  return [overridden(base, panel)];
}

/** Sums of what adds up; else the highest, since no mean of quantiles or quotients means anything. */
function combined(definition: RecordingDefinition, panel: Panel, by: readonly string[], series: Expr): Expr {
  const [word] = panel.show;
  const asked = (['average', 'max', 'min'] as const).find((reduce) => reduce === word);
  if (asked !== undefined) return reduceBy(asked, by, series);
  if (word === 'total' || definition.kind === 'rate') return reduceBy('sum', by, series);
  return reduceBy(definition.kind === 'aggregate' ? definition.reduce : 'max', by, series);
}

export function unitOfRecord({ definition }: Recording): DisplayUnit {
  switch (definition.kind) {
    case 'rate':
      return rateUnit(definition.of.metric.unit);
    case 'ratio':
      return SHARE;
    case 'expr':
      return namedUnit(definition.unit ?? 'none') ?? displayUnit('none');
    default:
      return displayUnit(definition.of.metric.unit as Unit);
  }
}

function boundsOf(definition: RecordingDefinition): { min?: number; max?: number } {
  if (definition.kind === 'ratio') return { min: 0 };
  if (definition.kind === 'rate') return { min: 0 };
  return definition.kind === 'expr' ? {} : rangeOf(definition.of.metric);
}

/** Colours and lines: those of the metric whose values the record holds, else the thresholds of alerts that read it. */
export function recordMarks(context: PanelContext, record: string): Partial<Marks> {
  const definition = context.model.recordings.find((recording) => recording.record === record)?.definition;
  const ofValues = definition !== undefined && ['quantile', 'average', 'aggregate'].includes(definition.kind);
  const marks = ofValues && 'of' in definition ? valueMarks(context, definition.of, 'curves') : {};
  return marks.limits === undefined ? alertMarks(context, record) : marks;
}

function alertMarks(context: PanelContext, record: string): Partial<Marks> {
  const alerts = alertsWhere(
    context,
    (condition) => condition.kind === 'recording' && condition.of.record === record,
  );
  const sides = alerts.map(({ alert, condition }) => stepsOfComparison(condition.comparison, alert.severity));
  const [only] = sides;
  if (only === undefined) return {};
  const limits = sides.flatMap(limitsOfSteps).toSorted((a, b) => a.from - b.from);
  if (sides.length === 1) return { steps: only, limits };
  // Several alerts on one side of the value: each threshold begins a colour of its own.
  const falling = alerts.some(({ condition }) => condition.comparison.op === '<');
  return falling
    ? { limits }
    : { limits, steps: [{ from: Number.NEGATIVE_INFINITY, color: 'green' }, ...limits] };
}
