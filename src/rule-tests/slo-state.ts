import type { Slo } from '../model/slo.ts';
import { errorBudget, shortest, type Tier } from '../slo/tiers.ts';
import { isFromRecords, type SloWindows } from '../slo/windows.ts';
import { EDGES, type Edge } from './simulate.ts';
import type { SloInput } from './slo-input.ts';
import type { Verdict } from './timeline.ts';

/** Relative distance from a threshold below which rounding and range edges could decide. */
const MARGIN = 0.01;

export interface StateOptions {
  readonly slo: Slo;
  readonly windows: SloWindows;
  readonly input: SloInput;
  /** Spacing of the evaluations, and the last one, in seconds. */
  readonly step: number;
  readonly end: number;
  /** What a record of the base window counts for, in seconds: the interval of the rules. */
  readonly ruleInterval: number;
}

/** Sums of what was recorded up to each evaluation, so that a mean over any window is a difference. */
interface Sums {
  readonly bad: readonly number[];
  readonly total: readonly number[];
  readonly count: readonly number[];
}

/** The state of an SLO under an input, computed from the definition of its SLI. */
export class SloState {
  readonly #options: StateOptions;
  readonly #budget: number;
  readonly #sums = new Map<Edge, Sums>();

  constructor(options: StateOptions) {
    this.#options = options;
    this.#budget = shortest(errorBudget(options.slo));
  }

  /** Whether a tier fires, as far as that is certain. */
  verdict(tier: Tier, t: number): Verdict {
    const verdicts = EDGES.map((edge) => this.#verdict(tier, t, edge));
    const [first = false] = verdicts;
    return verdicts.every((each) => each === first) ? first : 'unclear';
  }

  #verdict(tier: Tier, t: number, edge: Edge): Verdict {
    const { slo } = this.#options;
    const conditions = [
      compare(this.#burn(tier.long, t, edge), tier.factor),
      compare(this.#burn(tier.short, t, edge), tier.factor),
      ...(slo.minEvents === undefined ? [] : [compare(this.#events(tier.long, t, edge), slo.minEvents)]),
    ];
    if (conditions.includes(false)) return false;
    return conditions.includes('unclear') ? 'unclear' : true;
  }

  /** Burn rate over a window; undefined without events. */
  #burn(window: number, t: number, edge: Edge): number | undefined {
    const over = this.#over(window, t, edge);
    return over === undefined || over.total <= 0 ? undefined : over.bad / over.total / this.#budget;
  }

  #events(window: number, t: number, edge: Edge): number | undefined {
    const { slo, windows, ruleInterval } = this.#options;
    if (slo.sli.kind !== 'threshold' && !isFromRecords(window, windows)) {
      const over = this.#over(window, t, edge);
      return over && over.total * window;
    }
    const { total, count } = this.#within(window, t, edge);
    if (count === 0) return undefined;
    return slo.sli.kind === 'threshold' ? total : total * ruleInterval;
  }

  /** Made when first asked for: windows that are read from the counters need none. */
  #sumsOf(edge: Edge): Sums {
    const known = this.#sums.get(edge);
    if (known !== undefined) return known;
    const made = sumsOf(this.#options, edge);
    this.#sums.set(edge, made);
    return made;
  }

  #over(window: number, t: number, edge: Edge): { bad: number; total: number } | undefined {
    const { slo, windows, input } = this.#options;
    if (slo.sli.kind !== 'threshold' && !isFromRecords(window, windows))
      return input.measure(t, window, edge);
    const { bad, total, count } = this.#within(window, t, edge);
    return count === 0 ? undefined : { bad: bad / count, total: total / count };
  }

  #within(window: number, t: number, edge: Edge) {
    const { step } = this.#options;
    const sums = this.#sumsOf(edge);
    const start = (t - window) / step;
    const before = Math.max(0, edge === 'closed' ? Math.ceil(start) : Math.floor(start) + 1);
    const upTo = Math.floor(t / step) + 1;
    const between = (all: readonly number[]) => (all[upTo] ?? 0) - (all[before] ?? 0);
    return { bad: between(sums.bad), total: between(sums.total), count: between(sums.count) };
  }
}

function compare(value: number | undefined, threshold: number): Verdict {
  if (value === undefined) return false;
  if (Math.abs(value - threshold) <= Math.abs(threshold) * MARGIN) return 'unclear';
  return value > threshold;
}

function sumsOf({ input, windows, step, end }: StateOptions, edge: Edge): Sums {
  const sums = { bad: [0], total: [0], count: [0] };
  const add = (all: number[], value: number) => all.push((all.at(-1) ?? 0) + value);
  for (let index = 0; index * step <= end; index++) {
    const recorded = input.measure(index * step, windows.base, edge);
    add(sums.bad, recorded?.bad ?? 0);
    add(sums.total, recorded?.total ?? 0);
    add(sums.count, recorded === undefined ? 0 : 1);
  }
  return sums;
}
