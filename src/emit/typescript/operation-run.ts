import type { Operation } from '../../model/operation.ts';
import { numbersIn, startEffects, type Uses, valuesIn } from '../instrumentation/operation-uses.ts';
import { type EffectScope, effectStatements } from './effects.ts';
import type { MetricCode } from './metrics.ts';
import { labelAccess, type OperationNames, readStatement } from './operation-names.ts';

/** One operation while its code is written. */
export interface OperationWriting {
  readonly operation: Operation;
  readonly use: Uses;
  readonly names: OperationNames;
  readonly metrics: ReadonlyMap<string, MetricCode>;
}

/** Declarations of the fields of a run. */
export function fieldLines({ operation, use, names }: OperationWriting): string[] {
  const { laterLabels, numbers, times, totals, needsStart, needsTrace } = use;
  const kept = (labels: ReadonlySet<string>) => operation.labels.filter(({ name }) => labels.has(name));
  return [
    'private readonly _store: Store;',
    ...(needsTrace ? ['private readonly _traceId: string | undefined;'] : []),
    ...(needsStart ? ['private readonly _start: number;'] : []),
    ...kept(laterLabels).map(({ name }) => `private readonly ${names.positionField(name)}: number;`),
    ...kept(numbers).map(({ name }) => `private readonly ${names.numberField(name)}: number;`),
    ...operation.marks.flatMap(({ name, once }) => [
      ...(times.has(name) ? [`private ${names.timeField(name)}: number = NaN;`] : []),
      ...(once && !times.has(name) ? [`private ${names.seenField(name)}: boolean = false;`] : []),
      ...(totals.has(name) ? [`private ${names.totalField(name)}: number = 0;`] : []),
    ]),
    'private _isOpen: boolean = true;',
  ];
}

/** The trace, marked as unused where no effect has an exemplar. */
export function traceParameter({ needsTrace, startNeedsTrace }: Uses): string {
  return `${needsTrace || startNeedsTrace ? '' : '_'}traceId: string | undefined`;
}

/** Statements of the constructor of a run: look-ups, what is kept, the effects at the start. */
export function constructorLines(writing: OperationWriting): string[] {
  const { operation, use, names } = writing;
  const { startLabels, laterLabels, numbers, needsStart, needsTrace } = use;
  const labels = operation.labels.map(({ name }) => name);
  const scope: EffectScope = {
    ...runScope(writing),
    position: (label) => names.positionLocal(label),
    number: (label) => names.numberLocal(label),
    trace: 'traceId',
    indent: 4,
  };
  const effects = startEffects(operation);
  const startNumbers = numbersIn(effects);
  const needsElapsed = effects.flatMap(valuesIn).some(({ kind }) => kind === 'elapsed');
  return [
    '    this._store = store;',
    ...(needsTrace ? ['    this._traceId = traceId;'] : []),
    ...labels
      .filter((label) => startLabels.has(label) || laterLabels.has(label))
      .map((label) => readStatement(names.positionRead(label, labelAccess(label)))),
    ...labels
      .filter((label) => numbers.has(label) || startNumbers.includes(label))
      .map((label) => readStatement(names.numberRead(label, labelAccess(label)))),
    ...labels
      .filter((label) => laterLabels.has(label))
      .flatMap((label) => [
        `    this.${names.positionField(label)} = ${names.positionLocal(label)};`,
        ...names.keepStatements(label),
      ]),
    ...labels
      .filter((label) => numbers.has(label))
      .map((label) => `    this.${names.numberField(label)} = ${names.numberLocal(label)};`),
    ...(needsElapsed ? ['    const elapsed = 0;'] : []),
    ...effects.flatMap((effect) => effectStatements(effect, scope)),
    // The clock is read last, so that the recording at the start is not part of what is measured.
    ...(needsStart ? ['    this._start = store.now();'] : []),
  ];
}

/** What effects of a run can refer to anywhere in it. */
export function runScope({ names, metrics }: OperationWriting) {
  return {
    metrics,
    markedAt: (mark: string) => `this.${names.timeField(mark)}`,
    total: (mark: string) => `this.${names.totalField(mark)}`,
    startedAt: 'this._start',
    seconds: (from: string, to: string) => `(${to} - ${from}) / 1000`,
    quotient: (value: string, by: string) => `${value} / ${by}`,
    finite: (value: string) => `Number.isFinite(${value})`,
  };
}
