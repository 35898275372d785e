import { isSliced } from '../model/slo.ts';
import type { Tier } from '../slo/tiers.ts';
import { isFromRecords } from '../slo/windows.ts';
import { type Edge, numbersWithin } from './series.ts';
import type { SloInput, SloUnderTest } from './slo-subject.ts';
import { acrossEdges, type Verdict } from './timeline.ts';

/** Relative distance from a threshold below which rounding and range edges could decide. */
const MARGIN = 0.01;

/** Bad and all events a second (or slices), added up over evaluations, and how many of these recorded any. */
interface Sums {
  readonly bad: number;
  readonly total: number;
  readonly count: number;
}

/** The state of an SLO under an input, computed from the definition of its SLI. Times in seconds. */
export interface SloState {
  /** Whether a tier fires, as far as that is certain. */
  readonly verdict: (tier: Tier, t: number) => Verdict;
  /** What the evaluations within a window recorded. */
  readonly recorded: (window: number, t: number, edge: Edge) => Sums;
}

/** Evaluations are `step` apart; the last one is at `end`. */
export function sloState(subject: SloUnderTest, input: SloInput, step: number, end: number): SloState {
  const { slo, windows, model, budget, totals } = subject;
  const { minEvents, minBadEvents } = slo;
  const slices = isSliced(slo.sli);
  // Between two whole numbers; slices that are bad in part add up to any.
  const slack = slo.sli.kind === 'error_ratio' ? 0 : 0.5;
  /** Whether a window is read from counters, or from running totals of them. */
  const isCounted = (window: number) => !slices && (totals || !isFromRecords(window, windows));
  // Made when first asked for: windows that are read from the counters need none.
  const known = new Map<Edge, readonly Sums[]>();
  const recorded: SloState['recorded'] = (window, t, edge) => {
    const [first, last] = numbersWithin(t, window, step, edge);
    const sums = known.get(edge) ?? runningSums(input, windows.base, step, end, edge);
    known.set(edge, sums);
    const [before, after] = [sums[first], sums[last + 1]];
    const between = (of: keyof Sums) => (after?.[of] ?? 0) - (before?.[of] ?? 0);
    return { bad: between('bad'), total: between('total'), count: between('count') };
  };
  const burn = (window: number, t: number, edge: Edge) => {
    const over = isCounted(window) ? input.measure(t, window, edge) : recorded(window, t, edge);
    return over === undefined || over.total <= 0 ? undefined : over.bad / over.total / budget;
  };
  const events = (which: 'bad' | 'total', window: number, t: number, edge: Edge) => {
    if (isCounted(window)) {
      const over = input.measure(t, window, edge);
      return over && over[which] * window;
    }
    const sums = recorded(window, t, edge);
    if (sums.count === 0) return undefined;
    // A record of the base window counts for the interval of the rules.
    return slices ? sums[which] : sums[which] * model.service.ruleInterval;
  };
  const verdict: SloState['verdict'] = (tier, t) =>
    acrossEdges((edge) => {
      const conditions = [
        compare(burn(tier.long, t, edge), tier.factor),
        compare(burn(tier.short, t, edge), tier.factor),
        ...(minBadEvents > 1 ? [compare(events('bad', tier.long, t, edge), minBadEvents - slack)] : []),
        ...(minEvents === undefined ? [] : [compare(events('total', tier.long, t, edge), minEvents)]),
      ];
      if (conditions.includes(false)) return false;
      return conditions.includes('unclear') ? 'unclear' : true;
    });
  return { verdict, recorded };
}

/** What was recorded before each evaluation, so that the sum over any window is a difference. */
function runningSums(input: SloInput, base: number, step: number, end: number, edge: Edge): Sums[] {
  let last: Sums = { bad: 0, total: 0, count: 0 };
  const sums = [last];
  for (let index = 0; index * step <= end; index++) {
    const recorded = input.measure(index * step, base, edge);
    if (recorded !== undefined) {
      const { bad, total } = recorded;
      last = { bad: last.bad + bad, total: last.total + total, count: last.count + 1 };
    }
    sums.push(last);
  }
  return sums;
}

function compare(value: number | undefined, threshold: number): Verdict {
  if (value === undefined) return false;
  if (Math.abs(value - threshold) <= Math.abs(threshold) * MARGIN) return 'unclear';
  return value > threshold;
}
