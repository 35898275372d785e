import type { MetricType } from '../../model/metric.ts';
import type { LintRule } from '../rule.ts';

/** Suffixes that mark the series of a histogram or summary, and of OpenMetrics' time of creation. */
const RESERVED: readonly { readonly suffix: string; readonly allowed: readonly MetricType[] }[] = [
  { suffix: '_bucket', allowed: ['histogram'] },
  { suffix: '_count', allowed: ['histogram'] },
  { suffix: '_sum', allowed: ['histogram'] },
  { suffix: '_created', allowed: [] },
];

/**
 * A suffix tells the type: `_total` counts, `_bucket`, `_count` and `_sum` belong to a histogram.
 * @see https://github.com/prometheus/client_golang/tree/main/prometheus/testutil/promlint/validations
 */
export const metricSuffixes: LintRule = {
  codes: ['metric/counter-suffix', 'metric/total-suffix', 'metric/reserved-suffix'],
  *check({ document, model }) {
    for (const { name, type, path } of model.metrics.values()) {
      const reserved = RESERVED.find(
        ({ suffix, allowed }) => name.endsWith(suffix) && !allowed.includes(type),
      );
      if (reserved !== undefined) {
        const args = { metric: name, type, suffix: reserved.suffix };
        yield document.finding('metric/reserved-suffix', path, args, { side: 'key' });
      } else if (type === 'counter' && !name.endsWith('_total')) {
        yield document.finding('metric/counter-suffix', path, { metric: name }, { side: 'key' });
      } else if (type !== 'counter' && name.endsWith('_total')) {
        yield document.finding('metric/total-suffix', path, { metric: name, type }, { side: 'key' });
      }
    }
  },
};
