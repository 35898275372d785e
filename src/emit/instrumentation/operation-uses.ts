import type { Label } from '../../model/label.ts';
import type { Effect, EffectValue, Operation } from '../../model/operation.ts';

/** What the effects of an operation need to remember while it runs. Everything else the run does not store. */
export interface Uses {
  /** Labels of the operation whose position effects at the start use. */
  readonly startLabels: ReadonlySet<string>;
  /** Labels of the operation whose position effects after the start use. */
  readonly laterLabels: ReadonlySet<string>;
  /** Labels of the operation whose number effects after the start use. */
  readonly numbers: ReadonlySet<string>;
  readonly readsLabels: boolean;
  /** Marks whose time is used. */
  readonly times: ReadonlySet<string>;
  /** Marks whose amounts are summed. */
  readonly totals: ReadonlySet<string>;
  /** When the run started. */
  readonly needsStart: boolean;
  /** The trace, for exemplars after the start, and for those at it. */
  readonly needsTrace: boolean;
  readonly startNeedsTrace: boolean;
}

export function usesOf(operation: Operation): Uses {
  const calls = [...operation.marks, ...operation.outcomes];
  const start = startEffects(operation);
  const later = calls.flatMap(({ effects }) => effects);
  const values = later.flatMap(valuesIn);
  const startLabels = new Set(start.flatMap((effect) => givenLabels(effect, operation, [])));
  const laterLabels = new Set(
    calls.flatMap(({ effects, labels }) =>
      effects.flatMap((effect) => givenLabels(effect, operation, labels)),
    ),
  );
  const numbers = new Set(
    calls.flatMap(({ effects, labels }) => numbersIn(effects).filter((label) => !has(labels, label))),
  );
  return {
    startLabels,
    laterLabels,
    numbers,
    readsLabels: startLabels.size + laterLabels.size + numbers.size + numbersIn(start).length > 0,
    times: new Set([
      ...operation.marks.flatMap((mark) => timesIn(mark.effects, mark.name)),
      ...operation.outcomes.flatMap((outcome) => timesIn(outcome.effects)),
    ]),
    totals: new Set(values.flatMap(totalsIn)),
    needsStart: values.some(({ kind }) => kind === 'elapsed' || kind === 'at'),
    needsTrace: later.some(isTraced),
    startNeedsTrace: start.some(isTraced),
  };
}

/** The effects at the start. Those that need a mark cannot happen there, and nothing has been counted yet. */
export function startEffects({ start }: Operation): Effect[] {
  const zero = (value: EffectValue): EffectValue =>
    value.kind === 'total' ? { kind: 'constant', value: 0 } : value;
  return start
    .filter((effect) => valuesIn(effect).every(({ kind }) => kind !== 'at' && kind !== 'since'))
    .map((effect) => ({
      ...effect,
      value: zero(effect.value),
      when: effect.when.map((condition) => ({ ...condition, value: zero(condition.value) })),
    }));
}

/** What an effect records and what its conditions compare. */
export const valuesIn = ({ value, when }: Effect): EffectValue[] => [
  value,
  ...when.map((condition) => condition.value),
];

/** Labels whose numbers effects use. */
export const numbersIn = (effects: readonly Effect[]): string[] =>
  effects.flatMap(valuesIn).flatMap((value) => (value.kind === 'label' ? [value.label] : []));

export const has = (labels: readonly Label[], name: string): boolean =>
  labels.some((label) => label.name === name);

/** The metric of an effect has a label that the effect does not fix. */
export const takes = ({ metric, fixed }: Effect, label: string): boolean =>
  !fixed.has(label) && has(metric.labels, label);

const isTraced = ({ action, metric }: Effect) => action === 'observe' || metric.type === 'counter';

/** Marks whose time effects use; within a mark, its own time is that of the call. */
function timesIn(effects: readonly Effect[], ownMark?: string): string[] {
  return effects.flatMap(valuesIn).flatMap((value) => {
    const isTime = value.kind === 'since' || (value.kind === 'at' && value.mark !== ownMark);
    return isTime ? [value.mark] : [];
  });
}

function totalsIn(value: EffectValue): readonly string[] {
  if (value.kind === 'total') return value.marks;
  return value.kind === 'since' && value.per !== undefined ? [value.per] : [];
}

/** Labels of the effect's metric that the operation itself gives. */
function givenLabels(effect: Effect, operation: Operation, own: readonly Label[]): string[] {
  return operation.labels.map(({ name }) => name).filter((name) => takes(effect, name) && !has(own, name));
}
