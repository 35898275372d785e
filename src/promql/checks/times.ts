import type { Duration, Shift } from '../ast.ts';
import { printDuration } from '../duration.ts';
import type { Check } from '../problem.ts';

/** Functions that need several samples in their range to say anything. */
const NEED_SAMPLES: ReadonlySet<string> = new Set([
  'rate',
  'increase',
  'delta',
  'deriv',
  'predict_linear',
  'changes',
  'resets',
]);
const LEAST_SAMPLES = 4;

/** A range that holds fewer than four samples. */
export const shortRange: Check = function* ({ nodes, inference }) {
  for (const { expr } of nodes) {
    if (expr.type !== 'call' || !NEED_SAMPLES.has(expr.func)) continue;
    const [arg] = expr.args;
    if (arg?.type !== 'matrix' || arg.range.variable !== undefined) continue;
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
