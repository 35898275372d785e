/** Whether something holds at an evaluation; `unclear` where the answer could depend on rounding or on range edges. */
export type Verdict = boolean | 'unclear';

/** Moments at which a timeline says for certain whether an alert fires. Seconds. */
export interface Moments {
  /** Last moment of silence before it fires, and the first at which it fires. */
  readonly silentBefore?: number;
  readonly fires?: number;
  /** Last moment at which it fires, and the first of silence after. */
  readonly stillFires?: number;
  readonly silentAfter?: number;
}

export interface Holding {
  /** Seconds. */
  readonly for: number;
  readonly keepFiringFor: number;
}

/**
 * Runs the state of an alert over evaluations every `step` seconds from 0 to `end`, as Prometheus does, and picks the
 * moments around the first firing. Unclear evaluations are taken both ways; only moments that come out the same are
 * picked.
 */
export function momentsOf(
  verdict: (t: number) => Verdict,
  end: number,
  step: number,
  holding: Holding,
): Moments {
  const times = Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step);
  const verdicts = times.map(verdict);
  const states = [true, false].map((guess) =>
    firing(
      verdicts.map((each) => (each === 'unclear' ? guess : each)),
      step,
      holding,
    ),
  );
  const sure = (index: number, expected: boolean) => states.every((state) => state[index] === expected);
  const first = times.findIndex((_, index) => sure(index, true));
  if (first === -1) return {};
  const before = times.findLastIndex((_, index) => index < first && sure(index, false));
  const after = times.findIndex((_, index) => index > first && sure(index, false));
  const last = times.findLastIndex(
    (_, index) => index < (after === -1 ? times.length : after) && sure(index, true),
  );
  const at = (index: number) => (index === -1 ? undefined : times[index]);
  return Object.fromEntries(
    Object.entries({
      silentBefore: at(before),
      fires: at(first),
      stillFires: at(last),
      silentAfter: at(after),
    }).filter(([, value]) => value !== undefined),
  );
}

/** @see https://github.com/prometheus/prometheus/blob/v2.42.0/rules/alerting.go (AlertingRule.Eval) */
function firing(holds: readonly boolean[], step: number, { for: hold, keepFiringFor }: Holding): boolean[] {
  let activeSince: number | undefined;
  let fires = false;
  let keptSince: number | undefined;
  return holds.map((held, index) => {
    const t = index * step;
    if (held) {
      activeSince ??= t;
      keptSince = undefined;
      fires ||= t - activeSince >= hold;
      return fires;
    }
    if (fires && keepFiringFor > 0) {
      keptSince ??= t;
      if (t - keptSince < keepFiringFor) return true;
    }
    activeSince = undefined;
    keptSince = undefined;
    fires = false;
    return false;
  });
}
