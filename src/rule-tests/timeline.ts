import { EDGES, type Edge } from './series.ts';

/** Whether something holds at an evaluation; `unclear` where the answer could depend on rounding or on range edges. */
export type Verdict = boolean | 'unclear';

/** The verdict that both ways of reading the edges of ranges agree on. */
export function acrossEdges(verdict: (edge: Edge) => Verdict): Verdict {
  const [first = false, ...others] = EDGES.map(verdict);
  return others.every((other) => other === first) ? first : 'unclear';
}

/** A moment, in seconds, at which it is certain whether an alert fires. */
interface Moment {
  readonly at: number;
  readonly fires: boolean;
}

interface Holding {
  /** Seconds. */
  readonly for: number;
  readonly keepFiringFor: number;
}

/**
 * Runs the state of an alert over evaluations every `step` seconds from 0 to `end`, as Prometheus does, and picks the
 * moments around the first firing: the last of silence before, the first and the last of firing, the first of silence
 * after. Unclear evaluations are taken both ways; only moments that come out the same are picked. Empty if it never
 * fires for certain.
 */
export function momentsOf(
  verdict: (t: number) => Verdict,
  end: number,
  step: number,
  holding: Holding,
): Moment[] {
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
  if (first === -1) return [];
  const before = times.findLastIndex((_, index) => index < first && sure(index, false));
  const after = times.findIndex((_, index) => index > first && sure(index, false));
  const last = times.findLastIndex(
    (_, index) => index < (after === -1 ? times.length : after) && sure(index, true),
  );
  const moment = (index: number, fires: boolean) => {
    const at = times[index];
    return at === undefined ? [] : [{ at, fires }];
  };
  return [...moment(before, false), ...moment(first, true), ...moment(last, true), ...moment(after, false)];
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
