import type { ExternalMetric, Metric } from '../../model/metric.ts';
import type { MetricSelector } from '../../model/selector.ts';
import { alertsWhere, latencySlos, type PanelContext } from './context.ts';
import type { PanelPlan, Step } from './plan.ts';
import { limitsOfSteps, meaningsOfBands, stepsOfBands, stepsOfComparison } from './steps.ts';

/** How values are coloured, lined and worded. */
export type Marks = Pick<PanelPlan, 'steps' | 'limits' | 'meanings'>;

/**
 * Colours and lines of values of a metric: its bands; without any, the bound of an objective on its latency; without
 * one, the threshold of an alert on its value.
 */
export function valueMarks(context: PanelContext, of: MetricSelector, form: string): Partial<Marks> {
  const { metric } = of;
  const bands = metric.origin === 'declared' ? metric.bands : [];
  if (bands.length > 0) {
    const steps = stepsOfBands(bands);
    // Text in place of numbers helps where there is no axis to read a number from.
    const meanings = form === 'states' || form === 'table' ? meaningsOfBands(bands) : [];
    return { steps, limits: limitsOfSteps(steps), meanings };
  }
  const bounds = latencySlos(context, metric.name).flatMap(({ sli }) =>
    sli.kind === 'latency' ? [sli.bound.value] : [],
  );
  if (bounds.length > 0) return marked(bounds.map((from) => ({ from, color: 'red' })));
  const alerts = alertsWhere(
    context,
    (condition) =>
      condition.kind === 'metric' &&
      condition.measure === 'value' &&
      condition.dividedBy === undefined &&
      condition.of.metric.name === metric.name &&
      condition.of.matchers.length === 0,
  );
  const [only] = alerts;
  if (only === undefined) return {};
  if (alerts.length > 1) {
    return marked(
      alerts.map(({ alert, condition }) => ({
        from: condition.comparison.threshold.value,
        color: stepsOfComparison(condition.comparison, alert.severity)[1]?.color ?? 'red',
      })),
    );
  }
  const steps = stepsOfComparison(only.condition.comparison, only.alert.severity);
  return { steps, limits: limitsOfSteps(steps) };
}

function marked(limits: readonly Step[]): Pick<Marks, 'steps' | 'limits'> {
  const sorted = limits.toSorted((a, b) => a.from - b.from);
  return { steps: [{ from: Number.NEGATIVE_INFINITY, color: 'green' }, ...sorted], limits: sorted };
}

/** What values can occur, where the metric or its unit says so. */
export function rangeOf(metric: Metric | ExternalMetric): { min?: number; max?: number } {
  const top = { ratio: 1, percent: 100 } as Partial<Record<string, number>>;
  const declared = metric.origin === 'declared' ? metric.range : {};
  const max = declared.max ?? (metric.type === 'gauge' ? top[metric.unit] : undefined);
  const min = declared.min ?? (metric.type === 'gauge' && max === undefined ? undefined : 0);
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}
