import { matcher, selector } from '../promql/build.ts';
import { print } from '../promql/print.ts';

/** What a series does for `count` samples: a counter grows by `value` each, a gauge stands at it. */
export interface Phase {
  readonly count: number;
  readonly value: number;
}

/** An input series of a test: piecewise linear, so that what rules make of it can be computed. */
export class Series {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly kind: 'counter' | 'gauge';
  readonly phases: readonly Phase[];

  constructor(
    name: string,
    labels: ReadonlyMap<string, string>,
    kind: 'counter' | 'gauge',
    phases: readonly Phase[],
  ) {
    this.name = name;
    this.labels = labels;
    this.kind = kind;
    this.phases = phases.filter(({ count }) => count > 0);
  }

  /** Value of the sample with this number; a counter is 0 at sample 0. The last phase goes on. */
  at(sample: number): number {
    let left = sample;
    let sum = 0;
    // By index: this is the innermost loop of every simulation.
    for (let index = 0; index < this.phases.length; index++) {
      const phase = this.phases[index];
      if (phase === undefined) break;
      const { count, value } = phase;
      const last = index === this.phases.length - 1;
      if (this.kind === 'gauge') {
        if (left < count || last) return value;
      } else if (left <= count || last) return sum + left * value;
      left -= count;
      sum += count * value;
    }
    return sum;
  }

  /** `name{label="value"}`. */
  get text(): string {
    return print(
      selector(
        this.name,
        [...this.labels].map(([label, value]) => matcher(label, '=', value)),
      ),
    );
  }

  /** The samples in promtool's notation: `0+5x10` is 0 and ten more, each 5 above the one before. */
  get values(): string {
    if (this.kind === 'gauge') return this.phases.map(({ count, value }) => run(value, 0, count)).join(' ');
    const parts: string[] = [];
    let sum = 0;
    for (const [index, { count, value }] of this.phases.entries()) {
      parts.push(index === 0 ? run(0, value, count + 1) : run(sum + value, value, count));
      // Added up one by one, as promtool does: a phase that began a float below would look like a counter reset.
      for (let sample = 0; sample < count; sample++) sum += value;
    }
    return parts.join(' ');
  }
}

function run(first: number, step: number, count: number): string {
  return count === 1 ? String(first) : `${first}+${step}x${count - 1}`;
}
