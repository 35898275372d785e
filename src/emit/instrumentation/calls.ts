import type { Label } from '../../model/label.ts';
import type { Effect, EffectValue, Mark, Operation, Outcome } from '../../model/operation.ts';
import { givenValue } from './label-bounds.ts';
import { numbersIn, takes, type Uses, valuesIn } from './operation-uses.ts';

/** A mark or an outcome. */
export interface Call {
  readonly name: string;
  readonly description?: string | undefined;
  readonly labels: readonly Label[];
  readonly effects: readonly Effect[];
}

/** What a call of a run reads and keeps, whatever the language. */
export interface CallPlan {
  readonly call: Call;
  /** Undefined for an outcome. */
  readonly mark: Mark | undefined;
  readonly doc: string;
  /** Labels of the call of which effects use the position, and the number. */
  readonly positioned: readonly Label[];
  readonly numbers: readonly Label[];
  /** Effects use the amount that the call is given. */
  readonly usesAmount: boolean;
  /** The time of the mark is kept. */
  readonly isTimed: boolean;
  /** The amounts of the mark are summed. */
  readonly isCounted: boolean;
  readonly needsElapsed: boolean;
  readonly needsNow: boolean;
}

export function markPlan(mark: Mark, { times, totals }: Uses): CallPlan {
  const isTimed = times.has(mark.name);
  const isCounted = totals.has(mark.name);
  return {
    ...readsOf(mark, isTimed, mark.name),
    mark,
    doc: mark.description ?? `Mark \`${mark.name}\`.`,
    usesAmount: isCounted || mark.effects.flatMap(valuesIn).some(({ kind }) => kind === 'amount'),
    isTimed,
    isCounted,
  };
}

export function outcomePlan(outcome: Outcome): CallPlan {
  return {
    ...readsOf(outcome, false),
    mark: undefined,
    doc: outcome.description ?? `Outcome \`${outcome.name}\`.`,
    usesAmount: false,
    isTimed: false,
    isCounted: false,
  };
}

function readsOf(call: Call, readsClock: boolean, ownMark?: string) {
  const values = call.effects.flatMap(valuesIn);
  const needsElapsed = values.some((value) => isElapsed(value, ownMark));
  return {
    call,
    positioned: call.labels.filter(({ name }) => call.effects.some((effect) => takes(effect, name))),
    numbers: call.labels.filter(({ name }) => numbersIn(call.effects).includes(name)),
    needsElapsed,
    needsNow: needsElapsed || readsClock || values.some(({ kind }) => kind === 'since'),
  };
}

const isElapsed = (value: EffectValue, ownMark: string | undefined) =>
  value.kind === 'elapsed' || (value.kind === 'at' && value.mark === ownMark);

/** The outcome of a run that goes out of scope without one, and what it is given; undefined where the spec names none. */
export function abandonment({ abandoned, outcomes }: Operation) {
  const outcome = outcomes.find(({ name }) => name === abandoned?.outcome);
  if (abandoned === undefined || outcome === undefined) return undefined;
  const given = outcome.labels.map((label) => ({
    label,
    value: givenValue(label, abandoned.labels.get(label.name) ?? ''),
  }));
  return { outcome, given };
}
