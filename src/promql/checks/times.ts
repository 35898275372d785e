import type { Duration, Shift } from '../ast.ts';
import { durationSeconds, isFixed, LONGEST_SECONDS, printDuration } from '../duration.ts';
import { namesOf } from '../functions.ts';
import type { Check } from '../problem.ts';

/** Functions that need several samples in their range to say anything. */
const NEED_SAMPLES: ReadonlySet<string> = namesOf('rate increase delta deriv predict_linear changes resets');
const LEAST_SAMPLES = 4;

/** A range that holds fewer than four samples. */
export const shortRange: Check = function* ({ nodes, inference }) {
  for (const { expr } of nodes) {
    if (expr.type !== 'call' || !NEED_SAMPLES.has(expr.func)) continue;
    const [arg] = expr.args;
    if (arg?.type !== 'matrix' || !isFixed(arg.range)) continue;
    const interval = Math.max(0, ...inference.of(arg).sources.map((source) => source.interval));
    if (arg.range.ms >= LEAST_SAMPLES * interval * 1000) continue;
    const least = printDuration(LEAST_SAMPLES * interval * 1000);
    yield {
      code: 'promql/short-range',
      args: { func: expr.func, range: printDuration(arg.range.ms), interval, least },
      span: arg.range.span,
    };
  }
};

/**
 * Arithmetic that gives a range or a step which no evaluation accepts, though the rule loads. A rule is an instant
 * query, in which `step()` and `range()` are 0.
 * @see https://github.com/prometheus/prometheus/blob/v3.16.0/promql/durations.go
 */
export const impossibleDuration: Check = function* ({ nodes, use }) {
  for (const { expr } of nodes) {
    if (expr.type !== 'matrix' && expr.type !== 'subquery') continue;
    const parts = { range: expr.range, step: expr.type === 'subquery' ? expr.step : undefined };
    for (const [what, duration] of Object.entries(parts)) {
      if (duration?.expr === undefined) continue;
      const seconds = durationSeconds(duration.expr, use === 'panel' ? undefined : 0);
      if (seconds === undefined || (seconds > 0 && seconds < LONGEST_SECONDS)) continue;
      yield {
        code: 'promql/type',
        args: { problem: `the ${what} ${faultOf(seconds, isFixed(duration))}` },
        span: duration.span,
      };
    }
  }
};

function faultOf(seconds: number, fixed: boolean): string {
  if (Number.isNaN(seconds)) return 'is divided by 0';
  if (seconds > 0) return 'is longer than Prometheus can hold';
  return `is ${seconds}s, not longer than 0${fixed ? '' : ': in a rule step() and range() are 0'}`;
}

/** The functions that evaluation lets read samples beyond the edges of their range. */
const READ_EDGES = {
  anchored: ['changes', 'delta', 'increase', 'rate', 'resets'],
  smoothed: ['delta', 'increase', 'rate'],
} as const;

/** A function that fails when it is evaluated on an anchored or smoothed range. */
export const unreadableEdges: Check = function* ({ nodes }) {
  for (const { expr } of nodes) {
    if (expr.type !== 'call') continue;
    const range = expr.args.find((arg) => arg.type === 'matrix');
    if (range?.edges === undefined) continue;
    const functions: readonly string[] = READ_EDGES[range.edges];
    if (functions.includes(expr.func)) continue;
    const problem = `${range.edges} works with ${functions.join(', ')}, not with ${expr.func}`;
    yield { code: 'promql/type', args: { problem }, span: range.span };
  }
};

/** Samples that are read from before the time for which they are kept. */
export const beyondRetention: Check = function* ({ nodes, inference }) {
  for (const { expr, around } of nodes) {
    if (expr.type !== 'vector') continue;
    const kept = inference.of(expr).sources.map(({ retention = Number.POSITIVE_INFINITY }) => retention);
    const retention = Math.min(Number.POSITIVE_INFINITY, ...kept);
    let reach = offsetOf(expr);
    let widest: Duration | undefined = expr.shift;
    for (const outer of around) {
      if (outer.type !== 'matrix' && outer.type !== 'subquery') continue;
      reach += outer.range.ms + offsetOf(outer);
      if (outer.range.ms > (widest?.ms ?? 0)) widest = outer.range;
      if ((outer.shift?.ms ?? 0) > (widest?.ms ?? 0)) widest = outer.shift;
    }
    if (reach <= retention * 1000 || widest === undefined) continue;
    yield {
      code: 'promql/beyond-retention',
      args: { reach: printDuration(reach), retention: printDuration(retention * 1000) },
      span: widest.span,
    };
  }
};

function offsetOf({ shift }: Shift): number {
  return shift?.ms ?? 0;
}
