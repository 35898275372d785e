import type { Panel, PanelSource } from '../../model/dashboard.ts';
import type { Model } from '../../model/model.ts';
import { type Recording, type RecordingDefinition, unitOfRecording } from '../../model/recording.ts';
import type { RecordSelector } from '../../model/selector.ts';
import type { Expr } from '../../promql/ast.ts';
import { parseExpression } from '../../promql/parse.ts';
import { recordOf, reduceBy } from '../queries.ts';
import { alertsWhere, type PanelContext } from './context.ts';
import { literal, markdown, paragraphs } from './escape.ts';
import {
  ascending,
  limitsOfSteps,
  type Marks,
  marksOfLimits,
  rangeOf,
  stepsOfComparison,
  valueMarks,
} from './marks.ts';
import { legendOf, legendOfExpr, overRange, overridden, panelPlan } from './panel.ts';
import type { PanelPlan } from './plan.ts';
import { COUNT, type DisplayUnit, displayUnit, namedUnit, rateUnit, SHARE } from './units.ts';

/** The recorded series themselves, or combined over the labels that `by` leaves out. */
export function recordingPanels(context: PanelContext, panel: Panel, of: RecordSelector): PanelPlan[] {
  const recording = recordingOf(context.model, of.record);
  if (recording === undefined) return [];
  const { definition, description = '' } = recording;
  const labels = context.labelsOf(of.record);
  const by = panel.by ?? labels;
  const kept = labels.length === by.length && labels.every((label) => by.includes(label));
  const series = recordOf(of);
  const legend = panel.legend ?? legendOf(context, by, literal(panel.title ?? of.record));
  const base = panelPlan(unitOfRecord(context, of.record), {
    kind: 'timeseries',
    title: of.record,
    description: paragraphs(markdown(description), `Recorded as \`${of.record}\`.`),
    queries: [overRange(kept ? series : combined(definition, panel, by, series), legend)],
    interval: context.model.service.ruleInterval,
    ...boundsOf(definition),
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

/** How values of a record are shown. */
export function unitOfRecord({ model }: PanelContext, record: string): DisplayUnit {
  const recording = recordingOf(model, record);
  if (recording?.definition.kind === 'rate') return rateUnit(recording.definition.of.metric.unit);
  return displayUnit((recording && unitOfRecording(recording)) ?? 'none');
}

function recordingOf({ recordings }: Model, name: string): Recording | undefined {
  return recordings.find(({ record }) => record === name);
}

function boundsOf(definition: RecordingDefinition): { min?: number; max?: number } {
  if (definition.kind === 'ratio' || definition.kind === 'rate') return { min: 0 };
  return definition.kind === 'expr' ? {} : rangeOf(definition.of.metric);
}

/** Colours and lines: those of the metric whose values the record holds, else the thresholds of alerts that read it. */
function recordMarks(context: PanelContext, record: string): Partial<Marks> {
  const definition = recordingOf(context.model, record)?.definition;
  const ofValues = definition !== undefined && ['quantile', 'average', 'aggregate'].includes(definition.kind);
  const marks = ofValues && 'of' in definition ? valueMarks(context, definition.of, 'curves') : {};
  return marks.limits === undefined ? alertMarks(context, record) : marks;
}

function alertMarks(context: PanelContext, record: string): Partial<Marks> {
  const alerts = alertsWhere(
    context,
    (condition) => condition.kind === 'recording' && condition.of.record === record,
  );
  const sides = alerts.map(({ alert, condition }) =>
    stepsOfComparison(condition.comparison, alert.severity.like),
  );
  const [only] = sides;
  if (only === undefined) return {};
  const limits = ascending(sides.flatMap(limitsOfSteps));
  if (sides.length === 1) return { steps: only, limits };
  // Several alerts on one side of the value: each threshold begins a colour of its own.
  const falling = alerts.some(({ condition }) => condition.comparison.op === '<');
  return falling ? { limits } : marksOfLimits(limits);
}

type Expression = Extract<PanelSource, { kind: 'expr' }>;

/** What the author's own PromQL gives. */
export function exprPanels(context: PanelContext, panel: Panel, source: Expression): PanelPlan[] {
  const { model } = context;
  const title = panel.title ?? 'Expression';
  const queries = source.queries.flatMap(({ expr, legend = panel.legend }) => {
    const { ast } = parseExpression(expr, { version: model.service.prometheus, variables: true });
    return ast === undefined ? [] : [overRange(ast, legend ?? legendOfExpr(context, ast, literal(title)))];
  });
  const exprs = queries.map(({ expr }) => expr);
  const base = panelPlan(exprs[0] === undefined ? COUNT : unitOfExpr(context, exprs[0]), {
    kind: 'timeseries',
    title,
    description: source.queries.map(({ expr }) => `\`${expr.replaceAll(/\s+/g, ' ')}\``).join('\n\n'),
    queries,
    interval: model.service.scrapeInterval,
    ...marksOfExprs(context, exprs),
  });
  return [overridden(base, panel)];
}

/** Where only recordings are shown, the marks of the first. */
function marksOfExprs(context: PanelContext, exprs: readonly Expr[]): Partial<Marks> {
  const records = exprs.map((expr) => (expr.type === 'vector' ? expr.name?.name : undefined));
  const known = records.flatMap((name) =>
    name === undefined ? [] : (recordingOf(context.model, name) ?? []),
  );
  const [first] = known;
  return first === undefined || known.length < records.length ? {} : recordMarks(context, first.record);
}

/** The unit that follows from what the expression reads. */
export function unitOfExpr(context: PanelContext, expr: Expr): DisplayUnit {
  const unit = context.unitOf(expr);
  if (unit === undefined) return COUNT;
  if (unit === '1') return SHARE;
  return namedUnit(unit === 'tokens/seconds' ? 'tokens_per_second' : unit) ?? COUNT;
}
