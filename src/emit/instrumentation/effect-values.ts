import type { EffectCondition, EffectValue } from '../../model/operation.ts';

/** What the numbers of an effect are made of, as expressions of the language of the module. */
export interface ValueScope {
  /** Number that was given for a label. */
  readonly number: (label: string) => string;
  /** When a mark was called last; NaN before. */
  readonly markedAt: (mark: string) => string;
  readonly total: (mark: string) => string;
  readonly startedAt: string;
  /** The mark whose method this is: its own time is now. */
  readonly ownMark?: string;
  /** Seconds between two readings of the clock. */
  readonly seconds: (from: string, to: string) => string;
  readonly finite: (value: string) => string;
  /** A quotient that is NaN or infinite where `by` is 0. */
  readonly quotient: (value: string, by: string) => string;
}

/** The number that an effect records or compares. Locals: `now`, `elapsed` and `amount`. */
export function valueExpression(value: EffectValue, scope: ValueScope): string {
  switch (value.kind) {
    case 'constant':
      return String(value.value);
    case 'elapsed':
      return 'elapsed';
    case 'amount':
      return 'amount';
    case 'at':
      if (value.mark === scope.ownMark) return 'elapsed';
      return scope.seconds(scope.startedAt, scope.markedAt(value.mark));
    case 'since': {
      const seconds = scope.seconds(scope.markedAt(value.mark), 'now');
      return value.per === undefined ? seconds : scope.quotient(seconds, scope.total(value.per));
    }
    case 'total':
      return value.marks.map(scope.total).join(' + ');
    case 'label':
      return scope.number(value.label);
  }
}

/** The value is NaN or infinite while a mark has not been called or has counted nothing. */
export function mayBeMissing(value: EffectValue, { ownMark }: Pick<ValueScope, 'ownMark'>): boolean {
  return value.kind === 'since' || (value.kind === 'at' && value.mark !== ownMark);
}

/** Comparisons with NaN fail, as those with a missing value must; an infinite quotient is ruled out besides. */
export function conditionTests({ value, op, bound }: EffectCondition, scope: ValueScope): string[] {
  const expression = valueExpression(value, scope);
  const comparison = `${expression} ${op} ${bound}`;
  const isQuotient = value.kind === 'since' && value.per !== undefined && op === '>';
  return isQuotient ? [scope.finite(expression), comparison] : [comparison];
}
