import { type AnyMetric, hasCount, seriesNames } from '../../model/metric.ts';
import type { LintRule } from '../rule.ts';

/**
 * No two metrics claim one series. A histogram exposes `_bucket`, `_sum` and `_count`; in OpenMetrics the family of a
 * counter is its name without `_total`, so `x_total` and `x` cannot stand side by side.
 * @see https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md#metricfamily
 */
export const duplicateSeries: LintRule = {
  codes: ['duplicate/series'],
  *check({ document, model }) {
    const owners = new Map<string, AnyMetric>();
    for (const metric of [...model.metrics.values(), ...model.external.values()]) {
      for (const series of claimsOf(metric)) {
        const owner = owners.get(series);
        if (owner === undefined) {
          owners.set(series, metric);
          continue;
        }
        // The same name in `metrics` and `external` is a duplicate name.
        if (owner.name === metric.name) break;
        const related = [{ place: document.locate(owner.path, 'key'), note: `claimed by ${owner.name}` }];
        const args = { metric: metric.name, series, other: owner.name };
        yield document.finding('duplicate/series', metric.path, args, { related, side: 'key' });
        break;
      }
    }
  },
};

function claimsOf(metric: AnyMetric): string[] {
  const { name, type } = metric;
  if (hasCount(metric)) return [...new Set([name, ...seriesNames(metric)])];
  return type === 'counter' && name.endsWith('_total') ? [name, name.slice(0, -'_total'.length)] : [name];
}
