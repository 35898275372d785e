import type { Comparison, Severity } from '../../model/alert.ts';
import type { Band, Level } from '../../model/metric.ts';
import { LEVEL_COLOR, NEUTRAL, SEVERITY_COLOR } from './colors.ts';
import type { RangeMeaning, Step } from './plan.ts';

const SEVEREST_FIRST: readonly Level[] = ['critical', 'warning', 'good', 'info'];

/** Bands as steps of colour: where bands overlap the severest shows, and what lies in no band is good. */
export function stepsOfBands(bands: readonly Band[]): Step[] {
  if (bands.length === 0) return [];
  const bounds = bands.flatMap(({ above, below }) => [above?.value, below?.value]);
  const starts = [...new Set(bounds.filter((bound) => bound !== undefined))].toSorted((a, b) => a - b);
  const steps: Step[] = [];
  for (const [index, from] of [Number.NEGATIVE_INFINITY, ...starts].entries()) {
    const color = LEVEL_COLOR[levelBetween(bands, from, starts[index] ?? Number.POSITIVE_INFINITY)];
    if (steps.at(-1)?.color !== color) steps.push({ from, color });
  }
  return steps;
}

function levelBetween(bands: readonly Band[], from: number, to: number): Level {
  const covering = bands.filter(
    ({ above, below }) =>
      (above?.value ?? Number.NEGATIVE_INFINITY) <= from && (below?.value ?? Number.POSITIVE_INFINITY) >= to,
  );
  return SEVEREST_FIRST.find((level) => covering.some((band) => band.level === level)) ?? 'good';
}

/** What the values of each band mean, the severest first where bands overlap. */
export function meaningsOfBands(bands: readonly Band[]): RangeMeaning[] {
  return bands
    .toSorted((a, b) => SEVEREST_FIRST.indexOf(a.level) - SEVEREST_FIRST.indexOf(b.level))
    .map(({ above, below, level, means }) => ({
      ...(above === undefined ? {} : { from: above.value }),
      ...(below === undefined ? {} : { to: below.value }),
      text: means,
      color: LEVEL_COLOR[level],
    }));
}

/** Colours on the two sides of an alert's threshold. */
export function stepsOfComparison({ op, threshold }: Comparison, severity: Severity): Step[] {
  const bad = SEVERITY_COLOR[severity];
  return [
    { from: Number.NEGATIVE_INFINITY, color: op === '>' ? 'green' : bad },
    { from: threshold.value, color: op === '>' ? bad : 'green' },
  ];
}

/** Where the colour changes, as lines across a time series in the colour of the worse side. */
export function limitsOfSteps(steps: readonly Step[]): Step[] {
  return steps.slice(1).map(({ from, color }, index) => {
    const before = steps[index]?.color ?? color;
    return { from, color: severityOf(before) < severityOf(color) ? before : color };
  });
}

function severityOf(color: string): number {
  const at = ['red', 'orange', 'yellow', 'blue'].indexOf(color);
  return at < 0 ? Number.POSITIVE_INFINITY : at;
}

/** No colours: for values that are neither good nor bad. */
export const NEUTRAL_STEPS: readonly Step[] = [{ from: Number.NEGATIVE_INFINITY, color: NEUTRAL }];
