import type { Effect } from '../../model/operation.ts';
import {
  conditionTests,
  mayBeMissing,
  type ValueScope,
  valueExpression,
} from '../instrumentation/effect-values.ts';
import { positionOf } from '../instrumentation/label-bounds.ts';
import type { LabelCode } from './label-code.ts';
import { lookup } from './label-index.ts';
import type { MetricCode } from './metrics.ts';
import { list, stringLiteral, WIDTH } from './source.ts';

/** What an effect can refer to where it stands, as expressions. */
export interface EffectScope extends ValueScope {
  readonly metrics: ReadonlyMap<string, MetricCode>;
  /** Position of a label that the operation or the call gives. */
  readonly position: (label: string) => string;
  readonly trace: string;
  readonly indent: number;
}

/** Statements that make one recording. */
export function effectStatements(effect: Effect, scope: EffectScope): string[] {
  const pad = ' '.repeat(scope.indent);
  const value = valueExpression(effect.value, scope);
  const isUncertain = mayBeMissing(effect.value, scope);
  const tests = [
    ...(isUncertain ? [scope.finite('value')] : []),
    ...effect.when.flatMap((condition) => conditionTests(condition, scope)),
  ];
  if (tests.length === 0) return recording(effect, value, scope, scope.indent);
  const inner = recording(effect, isUncertain ? 'value' : value, scope, scope.indent + (isUncertain ? 4 : 2));
  const at = isUncertain ? `${pad}  ` : pad;
  const guarded = [...ifOpening(tests, at), ...inner, `${at}}`];
  return isUncertain ? [`${pad}{`, `${at}const value = ${value};`, ...guarded, `${pad}}`] : guarded;
}

function ifOpening(tests: readonly string[], pad: string): string[] {
  const line = `${pad}if (${tests.join(' && ')}) {`;
  if (line.length <= WIDTH) return [line];
  const last = tests.length - 1;
  return [
    `${pad}if (`,
    ...tests.map((test, index) => `${pad}  ${test}${index < last ? ' &&' : ''}`),
    `${pad}) {`,
  ];
}

function recording(
  { action, metric, fixed }: Effect,
  value: string,
  scope: EffectScope,
  indent: number,
): string[] {
  const code = scope.metrics.get(metric.name);
  if (code === undefined) throw new Error(`${metric.name} is recorded by an operation but not declared`);
  const cell = cellOf(code, fixed, scope, indent);
  const pad = ' '.repeat(indent);
  const call = (name: string, ...parts: readonly string[]) => [
    `${pad}${list(`${name}(`, parts, ')', indent, indent + 1)};`,
  ];
  switch (action) {
    case 'observe':
      return call(code.observeName, 'store', cell, value, scope.trace);
    case 'set':
      return call('store.put', cell, value);
    case 'dec':
      return call('store.shift', cell, negated(value));
    case 'inc':
      return metric.type === 'counter'
        ? call('store.increase', cell, value, scope.trace)
        : call('store.shift', cell, value);
  }
}

const negated = (value: string) => (/^[\w.]+$/.test(value) ? `-${value}` : `-(${value})`);

function cellOf(
  { metric, labels, cellName, place }: MetricCode,
  fixed: ReadonlyMap<string, string>,
  scope: EffectScope,
  indent: number,
): string {
  if (labels.length === 0) return String(place.first);
  const positions = labels.map((code) => {
    const value = fixed.get(code.label.name);
    return value === undefined ? scope.position(code.label.name) : fixedPosition(code, value);
  });
  if (metric.impossible.length > 0) positions.unshift('store');
  return list(`${cellName}(`, positions, ')', indent + 2, indent + 3);
}

/** A fixed value of an open set takes its place among the others when it first occurs. */
function fixedPosition(code: LabelCode, value: string): string {
  const position = positionOf(code.label, value);
  return position === undefined ? lookup(code, 'store', stringLiteral(value)) : String(position);
}
