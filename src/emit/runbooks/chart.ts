import type { Slo } from '../../model/slo.ts';
import { errorBudget, firingTiers } from '../../slo/tiers.ts';
import { decimal, duration, shortDuration } from './words.ts';

const FRAME = { width: 640, height: 300, left: 56, right: 500, top: 16, bottom: 262 } as const;
const TIMES = [60, 300, 1800, 3600, 6 * 3600, 86_400, 3 * 86_400, 30 * 86_400, 365 * 86_400];

/**
 * Burn rate against time to detection, both logarithmic, so that every tier is a straight line: at a constant burn rate
 * the long window has seen enough after factor x window / rate. Lengths in SVG units; null for an SLO without tiers.
 */
export function burnChart(slo: Slo, evaluation: number) {
  const tiers = firingTiers(slo);
  if (tiers.length === 0) return null;
  // Nothing burns faster than everything failing.
  const fastest = 1 / Number(errorBudget(slo));
  const slowest = Math.min(1, ...tiers.map(({ factor }) => factor));
  const longest = slo.window / slowest;
  const shortest = Math.max(evaluation, Math.min(...tiers.map(({ long, ratio }) => long * ratio)));
  const x = scale(slowest, fastest, FRAME.left, FRAME.right);
  const y = scale(Math.min(shortest, longest / 10), longest, FRAME.bottom, FRAME.top);
  const line = (kind: string, label: string, from: number, seconds: (rate: number) => number) => {
    const at = (rate: number) => `${round(x(rate))},${round(y(Math.max(seconds(rate), shortest)))}`;
    // Where the line meets the floor, it bends.
    const bend = (from * seconds(from)) / shortest;
    const corner = bend > from && bend < fastest ? [at(bend)] : [];
    const points = [at(from), ...corner, at(fastest)].join(' ');
    return {
      kind,
      points,
      label,
      x: FRAME.right + 6,
      y: round(y(Math.max(seconds(fastest), shortest))),
    };
  };
  const lines = [
    line('exhausted', 'budget exhausted', slowest, (rate) => slo.window / rate),
    ...tiers.map(({ severity, long, short, factor }) =>
      line(
        severity.like,
        `${severity.label} ${shortDuration(long)}/${shortDuration(short)}`,
        factor,
        (rate) => (factor * long) / rate,
      ),
    ),
  ];
  return {
    ...FRAME,
    xTicks: decades(slowest, fastest).map((rate) => ({ x: round(x(rate)), label: `${decimal(rate)}x` })),
    yTicks: TIMES.filter((time) => time >= shortest && time <= longest).map((time) => ({
      y: round(y(time)),
      label: shortDuration(time),
    })),
    lines: apart(lines),
    // The chart in a sentence a tier, for those who do not see it.
    description: tiers
      .map(
        ({ severity, factor, long, ratio }) =>
          `${severity.label} fires after ${duration(long)} at ${decimal(factor)} times the sustainable rate, after ${duration(Math.max(long * ratio, evaluation))} when everything fails`,
      )
      .join('; '),
  };
}

function scale(from: number, to: number, start: number, end: number): (value: number) => number {
  const span = Math.log(to / from) || 1;
  return (value) => start + ((end - start) * Math.log(value / from)) / span;
}

function decades(from: number, to: number): number[] {
  const powers = Array.from({ length: 13 }, (_, index) => 10 ** (index - 4));
  return [...new Set([...powers.filter((power) => power > from && power < to / 1.5), from, to])].toSorted(
    (a, b) => a - b,
  );
}

/** Labels at the ends of lines, moved down until none covers another. */
function apart<T extends { readonly y: number }>(lines: readonly T[]): T[] {
  const height = 15;
  let floor = 0;
  const placed = lines
    .toSorted((a, b) => a.y - b.y)
    .map((line) => {
      floor = Math.max(line.y, floor + height);
      return { ...line, y: floor };
    });
  const over = Math.max(0, floor - FRAME.bottom);
  return placed.map((line) => ({ ...line, y: round(line.y - over + 4) }));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
