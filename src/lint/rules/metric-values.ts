import type { AnyMetric, Band } from '../../model/metric.ts';
import type { LintRule } from '../rule.ts';

/** Ranges are not empty; every band is an interval that values can reach. */
export const metricValues: LintRule = {
  codes: ['metric/range', 'metric/band'],
  *check({ document, model }) {
    for (const metric of [...model.metrics.values(), ...model.external.values()]) {
      const { name, path } = metric;
      const { min, max } = metric.range;
      if (min !== undefined && max !== undefined && min >= max) {
        yield document.finding('metric/range', [...path, 'range'], { metric: name, min, max });
        continue;
      }
      for (const [index, band] of metric.bands.entries()) {
        const problem = problemOf(band, metric);
        if (problem === undefined) continue;
        yield document.finding('metric/band', [...path, 'bands', index], { metric: name, problem });
      }
    }
  },
};

function problemOf({ above, below }: Band, { range }: AnyMetric): string | undefined {
  if (above === undefined && below === undefined) return 'has neither `above` nor `below`';
  if (above !== undefined && below !== undefined && above.value >= below.value)
    return `is empty: nothing is above ${above.text} and below ${below.text}`;
  if (above !== undefined && range.max !== undefined && above.value >= range.max)
    return `starts above ${above.text}, but no value exceeds ${range.max}`;
  if (below !== undefined && range.min !== undefined && below.value <= range.min)
    return `ends below ${below.text}, but no value is less than ${range.min}`;
  return undefined;
}
