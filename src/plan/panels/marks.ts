import type { Comparison } from '../../model/alert.ts';
import type { AnyMetric, Band, Level } from '../../model/metric.ts';
import type { MetricSelector } from '../../model/selector.ts';
import type { Urgency } from '../../model/team.ts';
import { alertsWhere, type PanelContext } from './context.ts';
import type { PanelPlan, RangeMeaning, Step } from './plan.ts';

/** How values are coloured, lined and worded. */
export type Marks = Pick<PanelPlan, 'steps' | 'limits' | 'meanings'>;

/** Colours of Grafana's own palette, which suit its dark and its light theme; the severest first. */
const LEVEL_COLOR = { critical: 'red', warning: 'orange', good: 'green', info: 'blue' } as const;
const SEVEREST_FIRST: readonly Level[] = ['critical', 'warning', 'good', 'info'];

export const URGENCY_COLOR: Readonly<Record<Urgency, string>> = {
  page: 'red',
  ticket: 'orange',
  info: 'blue',
};

/** `color` from -Infinity on, then the other steps. */
export function stepsFrom(color: string, ...others: readonly Step[]): Step[] {
  return [{ from: Number.NEGATIVE_INFINITY, color }, ...others];
}

/** No colours: for values that are neither good nor bad. */
export const NEUTRAL_STEPS: readonly Step[] = stepsFrom('text');

export function ascending(steps: readonly Step[]): Step[] {
  return steps.toSorted((a, b) => a.from - b.from);
}

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
function meaningsOfBands(bands: readonly Band[]): RangeMeaning[] {
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
export function stepsOfComparison({ op, threshold }: Comparison, urgency: Urgency): Step[] {
  const bad = URGENCY_COLOR[urgency];
  const [below, above] = op === '>' ? ['green', bad] : [bad, 'green'];
  return stepsFrom(below, { from: threshold.value, color: above });
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

/** Thresholds that the spec writes for one panel. */
export function marksOfThresholds(
  written: readonly { readonly from: number; readonly level: Level }[],
): Pick<Marks, 'steps' | 'limits'> {
  const sorted = ascending(written.map(({ from, level }) => ({ from, color: LEVEL_COLOR[level] })));
  const steps = stepsFrom('green', ...sorted);
  return { steps, limits: limitsOfSteps(steps) };
}

/** Good below the lowest limit; each limit begins a colour of its own. */
export function marksOfLimits(limits: readonly Step[]): Pick<Marks, 'steps' | 'limits'> {
  const sorted = ascending(limits);
  return { steps: stepsFrom('green', ...sorted), limits: sorted };
}

/**
 * Colours and lines of values of a metric: its bands; without any, the bound of an objective on its latency; without
 * one, the threshold of an alert on its value.
 */
export function valueMarks(context: PanelContext, { metric }: MetricSelector, form: string): Partial<Marks> {
  const { bands } = metric;
  if (bands.length > 0) {
    const steps = stepsOfBands(bands);
    // Text in place of numbers helps where there is no axis to read a number from.
    const meanings = form === 'states' || form === 'table' ? meaningsOfBands(bands) : [];
    return { steps, limits: limitsOfSteps(steps), meanings };
  }
  const bounds = context.model.slos.flatMap(({ sli }) =>
    sli.kind === 'latency' && sli.of.metric.name === metric.name ? [sli.bound.value] : [],
  );
  if (bounds.length > 0) return marksOfLimits(bounds.map((from) => ({ from, color: 'red' })));
  const sides = alertsWhere(
    context,
    (condition) =>
      condition.kind === 'metric' &&
      condition.measure === 'value' &&
      condition.dividedBy === undefined &&
      condition.of.metric.name === metric.name &&
      condition.of.text === metric.name,
  ).map(({ alert, condition }) => stepsOfComparison(condition.comparison, alert.severity.like));
  const [only] = sides;
  if (only === undefined) return {};
  if (sides.length > 1) return marksOfLimits(sides.flatMap((steps) => steps.slice(1)));
  return { steps: only, limits: limitsOfSteps(only) };
}

/** What values can occur, where the metric or its unit says so. */
export function rangeOf(metric: AnyMetric): { min?: number; max?: number } {
  const declared = metric.range;
  const top = metric.unit === 'ratio' ? 1 : metric.unit === 'percent' ? 100 : undefined;
  const max = declared.max ?? (metric.type === 'gauge' ? top : undefined);
  const min = declared.min ?? (metric.type === 'gauge' && max === undefined ? undefined : 0);
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}
