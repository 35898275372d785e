import type { Effect, EffectCondition, EffectValue } from '../../model/operation.ts';
import type { LabelCode } from './label-code.ts';
import { lookup, positionOf } from './label-index.ts';
import type { MetricCode } from './metrics.ts';
import { list, stringLiteral, WIDTH } from './source.ts';

/** What an effect can refer to where it stands, as expressions. */
export interface EffectScope {
  readonly metrics: ReadonlyMap<string, MetricCode>;
  /** Position of a label that the operation or the call gives. */
  readonly position: (label: string) => string;
  /** Number that was given for a label. */
  readonly number: (label: string) => string;
  /** When a mark was called last, in milliseconds; NaN before. */
  readonly markedAt: (mark: string) => string;
  readonly total: (mark: string) => string;
  readonly startedAt: string;
  readonly trace: string;
  /** The mark whose method this is: its own time is now. */
  readonly ownMark?: string;
  readonly indent: number;
}

/** Statements that make one recording. */
export function effectStatements(effect: Effect, scope: EffectScope): string[] {
  const pad = ' '.repeat(scope.indent);
  const value = valueExpression(effect.value, scope);
  const isUncertain = mayBeMissing(effect.value, scope);
  const tests = [
    ...(isUncertain ? ['Number.isFinite(value)'] : []),
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

function valueExpression(value: EffectValue, scope: EffectScope): string {
  switch (value.kind) {
    case 'constant':
      return String(value.value);
    case 'elapsed':
      return 'elapsed';
    case 'amount':
      return 'amount';
    case 'at':
      if (value.mark === scope.ownMark) return 'elapsed';
      return `(${scope.markedAt(value.mark)} - ${scope.startedAt}) / 1000`;
    case 'since': {
      const seconds = `(now - ${scope.markedAt(value.mark)}) / 1000`;
      return value.per === undefined ? seconds : `${seconds} / ${scope.total(value.per)}`;
    }
    case 'total':
      return value.marks.map(scope.total).join(' + ');
    case 'label':
      return scope.number(value.label);
  }
}

/** The value is NaN or infinite while a mark has not been called or has counted nothing. */
function mayBeMissing(value: EffectValue, scope: EffectScope): boolean {
  return value.kind === 'since' || (value.kind === 'at' && value.mark !== scope.ownMark);
}

/** Comparisons with NaN fail, as those with a missing value must; an infinite quotient is ruled out besides. */
function conditionTests({ value, op, bound }: EffectCondition, scope: EffectScope): string[] {
  const expression = valueExpression(value, scope);
  const comparison = `${expression} ${op} ${bound}`;
  const isQuotient = value.kind === 'since' && value.per !== undefined && op === '>';
  return isQuotient ? [`Number.isFinite(${expression})`, comparison] : [comparison];
}
