import type { ExternalMetric, Metric } from '../../model/metric.ts';
import { seriesNames } from '../../plan/reads.ts';
import type { LintRule } from '../rule.ts';
import { seriesRead } from '../series-read.ts';

/** What is exposed, recorded or declared external is read by something that people see. */
export const unusedSeries: LintRule = {
  codes: ['unused/metric', 'unused/recording', 'unused/external'],
  needsWholeModel: true,
  *check({ document, model, plan }) {
    const isRead = seriesRead(model, plan);
    for (const metric of model.metrics.values()) {
      if (isRead(namesOf(metric))) continue;
      const args = { metric: metric.name, series: metric.seriesTotal };
      yield document.finding('unused/metric', metric.path, args, { side: 'key' });
    }
    for (const metric of model.external.values()) {
      if (isRead(namesOf(metric))) continue;
      yield document.finding('unused/external', metric.path, { metric: metric.name }, { side: 'key' });
    }
    for (const { record, path } of model.recordings) {
      if (!isRead([record])) yield document.finding('unused/recording', [...path, 'record'], { record });
    }
  },
};

/** Panels name a histogram as a whole, expressions its series. */
function namesOf(metric: Metric | ExternalMetric): string[] {
  return [metric.name, ...seriesNames(metric)];
}
