import type { ExternalMetric, Metric } from '../../model/metric.ts';
import type { LintRule } from '../rule.ts';
import { seriesRead } from '../series-read.ts';

/** What is exposed, recorded or declared external is read by something that people see. */
export const unusedSeries: LintRule = {
  codes: ['unused/metric', 'unused/recording', 'unused/external'],
  needsWholeModel: true,
  *check({ document, model }) {
    const read = seriesRead(model);
    for (const metric of model.metrics.values()) {
      if (read.any(seriesOf(metric))) continue;
      const args = { metric: metric.name, series: metric.seriesTotal };
      yield document.finding('unused/metric', metric.path, args, { side: 'key' });
    }
    for (const metric of model.external.values()) {
      if (read.any(seriesOf(metric))) continue;
      yield document.finding('unused/external', metric.path, { metric: metric.name }, { side: 'key' });
    }
    for (const { record, path } of model.recordings) {
      if (!read.any([record])) yield document.finding('unused/recording', [...path, 'record'], { record });
    }
  },
};

function seriesOf({ name, type }: Metric | ExternalMetric): string[] {
  return type === 'histogram' ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
}
