import type { ArithmeticOp, ComparisonOp } from './ast.ts';
import type { ValueRange } from './catalogue.ts';

export const ANY: ValueRange = {};

export function rangeOf(min: number, max: number): ValueRange {
  return {
    ...(min === Number.NEGATIVE_INFINITY || Number.isNaN(min) ? {} : { min }),
    ...(max === Number.POSITIVE_INFINITY || Number.isNaN(max) ? {} : { max }),
  };
}

export function exactly(value: number): ValueRange {
  return Number.isFinite(value) ? { min: value, max: value } : ANY;
}

const low = ({ min = Number.NEGATIVE_INFINITY }: ValueRange) => min;
const high = ({ max = Number.POSITIVE_INFINITY }: ValueRange) => max;

export function unionRange(a: ValueRange, b: ValueRange): ValueRange {
  return rangeOf(Math.min(low(a), low(b)), Math.max(high(a), high(b)));
}

export function intersectRange(a: ValueRange, b: ValueRange): ValueRange {
  return rangeOf(Math.max(low(a), low(b)), Math.min(high(a), high(b)));
}

/** The bounds of `a op b` for finite values within these bounds; NaN and infinities that arithmetic makes are left aside. */
export function arithmeticRange(op: ArithmeticOp, a: ValueRange, b: ValueRange): ValueRange {
  switch (op) {
    case '+':
      return rangeOf(low(a) + low(b), high(a) + high(b));
    case '-':
      return rangeOf(low(a) - high(b), high(a) - low(b));
    case '*':
      return product(a, b);
    case '/':
      // Only a divisor of one sign keeps a quotient within bounds.
      return low(b) > 0
        ? product(a, rangeOf(1 / high(b), 1 / low(b)))
        : low(b) >= 0 && low(a) >= 0
          ? { min: 0 }
          : ANY;
    default:
      return ANY;
  }
}

function product(a: ValueRange, b: ValueRange): ValueRange {
  const corners = [low(a) * low(b), low(a) * high(b), high(a) * low(b), high(a) * high(b)].map((corner) =>
    Number.isNaN(corner) ? 0 : corner,
  );
  return rangeOf(Math.min(...corners), Math.max(...corners));
}

/** The bounds of a value that passed `value op other`. */
export function comparedRange(op: ComparisonOp, value: ValueRange, other: ValueRange): ValueRange {
  switch (op) {
    case '==':
      return intersectRange(value, other);
    case '>':
    case '>=':
      return intersectRange(value, rangeOf(low(other), Number.POSITIVE_INFINITY));
    case '<':
    case '<=':
      return intersectRange(value, rangeOf(Number.NEGATIVE_INFINITY, high(other)));
    case '!=':
      return value;
  }
}

/** Whether `value op constant` holds for each value within the bounds, for none, or for some (`undefined`). */
export function verdict(
  op: ComparisonOp,
  range: ValueRange,
  constant: number,
): 'always' | 'never' | undefined {
  const [min, max] = [low(range), high(range)];
  const opposite = (answer: 'always' | 'never' | undefined) =>
    answer === undefined ? undefined : answer === 'always' ? 'never' : 'always';
  switch (op) {
    case '>':
      return min > constant ? 'always' : max <= constant ? 'never' : undefined;
    case '>=':
      return min >= constant ? 'always' : max < constant ? 'never' : undefined;
    case '<':
      return opposite(verdict('>=', range, constant));
    case '<=':
      return opposite(verdict('>', range, constant));
    case '==':
      return constant < min || constant > max ? 'never' : min === max ? 'always' : undefined;
    case '!=':
      return opposite(verdict('==', range, constant));
  }
}
