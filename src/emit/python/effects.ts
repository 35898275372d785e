import type { Effect } from '../../model/operation.ts';
import {
  conditionTests,
  mayBeMissing,
  type ValueScope,
  valueExpression,
} from '../instrumentation/effect-values.ts';
import { positionOf } from '../instrumentation/label-bounds.ts';
import type { Layout } from '../instrumentation/layout.ts';
import type { LabelCode } from './labels.ts';
import { cellLines, type MetricCode } from './metrics.ts';
import { bucketLine, callLine, floatLiteral, ifLines, stringLiteral } from './source.ts';

/** What an effect can refer to where it stands, as expressions. */
export interface EffectScope extends ValueScope {
  readonly metrics: ReadonlyMap<string, MetricCode>;
  readonly layout: Layout;
  /** Position of a label that the operation or the call gives. */
  readonly position: (label: string) => string;
}

/** Statements that make one recording. Locals: `values`, `store` and, where effects are traced, `trace_id`. */
export function effectLines(effect: Effect, scope: EffectScope): string[] {
  const value = numberExpression(effect, scope);
  const isUncertain = mayBeMissing(effect.value, scope);
  const tests = [
    ...(isUncertain ? [scope.finite('value')] : []),
    ...effect.when.flatMap((condition) => conditionTests(condition, scope)),
  ];
  const indent = tests.length > 0 ? 12 : 8;
  return [
    ...(isUncertain ? [`        value = ${value}`] : []),
    ...(tests.length > 0 ? ifLines(tests, 8) : []),
    ...recording(effect, isUncertain ? 'value' : value, scope, indent),
  ];
}

const numberExpression = ({ value }: Effect, scope: EffectScope) =>
  value.kind === 'constant' ? floatLiteral(value.value) : valueExpression(value, scope);

function recording(effect: Effect, value: string, scope: EffectScope, indent: number): string[] {
  const code = scope.metrics.get(effect.metric.name);
  if (code === undefined)
    throw new Error(`${effect.metric.name} is recorded by an operation but not declared`);
  const { metric, labels } = code;
  const positions = labels.map((label) => positionIn(label, effect, scope));
  const mayBeOutside = labels.some(({ label }) => {
    const value = effect.fixed.get(label.name);
    return label.overflow === undefined && (value === undefined || label.bound.kind === 'open');
  });
  const inner = indent + (mayBeOutside ? 4 : 0);
  const isConstant = positions.every((position) => /^\d+$/.test(position));
  const cell = isConstant ? constantCell(code, positions) : 'cell';
  const hasImpossible = metric.impossible.length > 0;
  const body = bodyLines(effect, code, cell, value, inner + (hasImpossible ? 4 : 0));
  const pad = ' '.repeat(inner);
  const lines = [
    ...(isConstant ? [] : cellLines(metric, code.place, positions, inner)),
    ...(hasImpossible
      ? [
          `${pad}if ${cell} in store.impossible:`,
          `${pad}    store.refuse(${scope.layout.refusal(metric.name, 'impossible')})`,
          `${pad}else:`,
        ]
      : []),
    ...body,
  ];
  if (!mayBeOutside) return lines;
  const outer = ' '.repeat(indent);
  return [
    `${outer}try:`,
    ...lines,
    `${outer}except TypeError:`,
    `${outer}    store.refuse(${scope.layout.refusal(metric.name, 'label')})`,
  ];
}

function positionIn(code: LabelCode, { fixed }: Effect, scope: EffectScope): string {
  const value = fixed.get(code.label.name);
  if (value === undefined) return scope.position(code.label.name);
  const position = positionOf(code.label, value);
  // A fixed value of an open label takes its place among the others when it first occurs.
  return position === undefined ? `store.at(${code.labelName}, ${stringLiteral(value)})` : String(position);
}

function constantCell({ metric, place }: MetricCode, positions: readonly string[]): string {
  const combination = positions.reduce(
    (sum, position, index) => sum * (metric.labels[index]?.cardinality ?? 1) + Number(position),
    0,
  );
  return String(place.first + combination * place.stride);
}

function bodyLines(
  { action, metric }: Effect,
  code: MetricCode,
  cell: string,
  value: string,
  indent: number,
): string[] {
  switch (action) {
    case 'observe':
      return observation(code, cell, value, indent);
    case 'set':
      return [callLine('store.put', [cell, value], indent)];
    case 'dec':
      return isPlain(value)
        ? [addition(cell, '-', value, indent)]
        : [callLine('store.lower', [cell, value], indent)];
    case 'inc':
      if (metric.type !== 'counter') {
        return isPlain(value)
          ? [addition(cell, '+', value, indent)]
          : [callLine('store.shift', [cell, value], indent)];
      }
      return increase(cell, value, indent);
  }
}

/** A constant that needs no check. */
const isPlain = (value: string) => /^\d{1,14}\.\d+$/.test(value) && Number(value) > 0;

const addition = (cell: string, sign: '+' | '-', value: string, indent: number) =>
  `${' '.repeat(indent)}values[${cell}] ${sign}= ${value}`;

function increase(cell: string, value: string, indent: number): string[] {
  if (isPlain(value)) return [addition(cell, '+', value, indent), ...traced(cell, value, indent)];
  const pad = ' '.repeat(indent);
  return [
    ...ifLines([`0.0 < ${value} < LIMIT`], indent),
    addition(cell, '+', value, indent + 4),
    ...traced(cell, value, indent + 4),
    `${pad}else:`,
    callLine('store.increase', [cell, value, 'trace_id'], indent + 4),
  ];
}

function traced(cell: string, value: string, indent: number): string[] {
  return [
    `${' '.repeat(indent)}if trace_id is not None:`,
    callLine('store.exemplar', [cell, value, 'trace_id'], indent + 4),
  ];
}

function observation(
  { metric, boundsName, index }: MetricCode,
  cell: string,
  value: string,
  indent: number,
): string[] {
  const pad = ' '.repeat(indent);
  const inner = `${pad}    `;
  const isName = /^\w+$/.test(value);
  const seen = isName ? value : 'value';
  return [
    ...(isName ? [] : [`${pad}value = ${value}`]),
    `${pad}if 0.0 <= ${seen} < LIMIT and trace_id is None:`,
    bucketLine(`${cell} + bisect_left(${boundsName}, ${seen})`, indent + 4),
    `${inner}values[${cell} + ${metric.buckets.length + 1}] += ${seen}`,
    `${pad}else:`,
    callLine('store.observe', [`FAMILIES[${index}]`, cell, seen, 'trace_id'], indent + 4),
  ];
}
