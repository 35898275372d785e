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
export class SloState {
  readonly #subject: SloUnderTest;
  readonly #input: SloInput;
  readonly #step: number;
  readonly #end: number;
  /** What was recorded before each evaluation, so that the sum over any window is a difference. */
  readonly #sums = new Map<Edge, readonly Sums[]>();

  /** Evaluations are `step` apart; the last one is at `end`. */
  constructor(subject: SloUnderTest, input: SloInput, step: number, end: number) {
    this.#subject = subject;
    this.#input = input;
    this.#step = step;
    this.#end = end;
  }

  /** Whether a tier fires, as far as that is certain. */
  verdict(tier: Tier, t: number): Verdict {
    const { minEvents } = this.#subject.slo;
    return acrossEdges((edge) => {
      const conditions = [
        compare(this.#burn(tier.long, t, edge), tier.factor),
        compare(this.#burn(tier.short, t, edge), tier.factor),
        ...(minEvents === undefined ? [] : [compare(this.#events(tier.long, t, edge), minEvents)]),
      ];
      if (conditions.includes(false)) return false;
      return conditions.includes('unclear') ? 'unclear' : true;
    });
  }

  /** What the evaluations within a window recorded. */
  recorded(window: number, t: number, edge: Edge): Sums {
    const [first, last] = numbersWithin(t, window, this.#step, edge);
    const sums = this.#sumsOf(edge);
    const [before, after] = [sums[first], sums[last + 1]];
    const between = (of: keyof Sums) => (after?.[of] ?? 0) - (before?.[of] ?? 0);
    return { bad: between('bad'), total: between('total'), count: between('count') };
  }

  /** Burn rate over a window; undefined without events. */
  #burn(window: number, t: number, edge: Edge): number | undefined {
    const over = this.#isCounted(window)
      ? this.#input.measure(t, window, edge)
      : this.recorded(window, t, edge);
    return over === undefined || over.total <= 0 ? undefined : over.bad / over.total / this.#subject.budget;
  }

  #events(window: number, t: number, edge: Edge): number | undefined {
    if (this.#isCounted(window)) {
      const over = this.#input.measure(t, window, edge);
      return over && over.total * window;
    }
    const { slo, model } = this.#subject;
    const { total, count } = this.recorded(window, t, edge);
    if (count === 0) return undefined;
    // A record of the base window counts for the interval of the rules.
    return slo.sli.kind === 'threshold' ? total : total * model.service.ruleInterval;
  }

  /** Whether a window is read from the counters themselves. */
  #isCounted(window: number): boolean {
    const { slo, windows } = this.#subject;
    return slo.sli.kind !== 'threshold' && !isFromRecords(window, windows);
  }

  /** Made when first asked for: windows that are read from the counters need none. */
  #sumsOf(edge: Edge): readonly Sums[] {
    const known = this.#sums.get(edge);
    if (known !== undefined) return known;
    let last: Sums = { bad: 0, total: 0, count: 0 };
    const made = [last];
    for (let index = 0; index * this.#step <= this.#end; index++) {
      const recorded = this.#input.measure(index * this.#step, this.#subject.windows.base, edge);
      if (recorded !== undefined) {
        const { bad, total } = recorded;
        last = { bad: last.bad + bad, total: last.total + total, count: last.count + 1 };
      }
      made.push(last);
    }
    this.#sums.set(edge, made);
    return made;
  }
}

function compare(value: number | undefined, threshold: number): Verdict {
  if (value === undefined) return false;
  if (Math.abs(value - threshold) <= Math.abs(threshold) * MARGIN) return 'unclear';
  return value > threshold;
}
