import type { Label } from './label.ts';

/** What Prometheus adds to the series of the targets that expose a metric. */
export interface Target {
  /** Labels besides `job` and `instance`, in the order of the spec. */
  readonly labels: readonly Label[];
  /**
   * Label values that tell these targets from all others: the job, and each label of exactly one value. Every selector
   * over their series asks for them. Empty where others decide which targets are meant.
   */
  readonly scope: ReadonlyMap<string, string>;
  /** Names of the labels whose values are judged apart from each other. */
  readonly apart: readonly string[];
}

/** The target of a metric whose targets nobody describes. */
export const ANY_TARGET: Target = { labels: [], scope: new Map(), apart: [] };

/** The target as a metric with labels of its own sees it: a label of the metric, where it is kept, is not the target's. */
export function targetBeside({ labels, scope, apart }: Target, own: readonly Label[]): Target {
  const isOwn = new Set(own.map(({ name }) => name));
  return {
    labels: labels.filter(({ name }) => !isOwn.has(name)),
    scope: new Map([...scope].filter(([name]) => !isOwn.has(name))),
    apart: apart.filter((name) => !isOwn.has(name)),
  };
}

/** Every combination of the values of the labels judged apart; one without labels where there are none. */
export function combinationsApart({ labels, apart }: Target): ReadonlyMap<string, string>[] {
  return labels
    .filter(({ name }) => apart.includes(name))
    .reduce<ReadonlyMap<string, string>[]>(
      (all, { name, values = [] }) =>
        all.flatMap((one) => values.map((value) => new Map([...one, [name, value]]))),
      [new Map()],
    );
}
