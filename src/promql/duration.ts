import type { Duration, Expr } from './ast.ts';
import { ARITHMETIC } from './operators.ts';

const UNITS: readonly (readonly [unit: string, ms: number])[] = [
  ['y', 31_536_000_000],
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];

const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** The longest duration that Prometheus can hold: an int64 of nanoseconds. */
export const LONGEST_SECONDS = 2 ** 63 / 1e9;

/**
 * Milliseconds of a Prometheus duration such as `1h30m`, or `undefined` where the text is none or is too long.
 * @see https://github.com/prometheus/common/blob/main/model/time.go
 */
export function parseDuration(text: string): number | undefined {
  const found = text === '' ? null : DURATION.exec(text);
  if (found === null) return undefined;
  let total = 0;
  UNITS.forEach(([, ms], index) => {
    total += Number(found[index + 1] ?? 0) * ms;
  });
  return total / 1000 > LONGEST_SECONDS ? undefined : total;
}

/**
 * A duration of at least one millisecond in Prometheus's notation. Days only where they come out whole and never
 * weeks or years, since people write a window as `28d` and a long range as `36h`.
 */
export function printDuration(ms: number): string {
  if (ms > 0 && ms % 86_400_000 === 0) return `${ms / 86_400_000}d`;
  let rest = ms;
  let text = '';
  for (const [unit, size] of UNITS.slice(3)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return text;
}

/**
 * What arithmetic in a duration comes to, in seconds; NaN where it divides by 0. `query` is what `step()` and `range()`
 * give. `undefined` where only the query decides: a Grafana variable, or a call without `query`.
 */
export function durationSeconds(expr: Expr, query?: number): number | undefined {
  switch (expr.type) {
    case 'number':
      return expr.variable === undefined ? expr.value : undefined;
    case 'unary': {
      const value = durationSeconds(expr.expr, query);
      return value === undefined ? undefined : -value;
    }
    case 'call': {
      if (expr.func === 'step' || expr.func === 'range') return query;
      const args = expr.args.map((arg) => durationSeconds(arg, query));
      const known = args.filter((arg) => arg !== undefined);
      if (known.length < args.length) return undefined;
      return expr.func === 'max_of' ? Math.max(...known) : Math.min(...known);
    }
    case 'binary': {
      const [left, right] = [durationSeconds(expr.left, query), durationSeconds(expr.right, query)];
      if (left === undefined || right === undefined) return undefined;
      return expr.op === '/' && right === 0 ? Number.NaN : ARITHMETIC.get(expr.op)?.(left, right);
    }
    default:
      return undefined;
  }
}

/** Whether `ms` says how long it is, whatever the query. */
export function isFixed({ variable, expr }: Duration): boolean {
  return variable === undefined && (expr === undefined || durationSeconds(expr) !== undefined);
}
