import type { MetricType } from '../../model/metric.ts';
import { isCamelCase, snakeCase } from '../names.ts';
import type { LintRule } from '../rule.ts';

/**
 * The metrics of a service begin with its name, so that two services never claim the same one.
 * @see https://prometheus.io/docs/practices/naming/#metric-names
 */
export const metricPrefix: LintRule = {
  codes: ['metric/prefix'],
  *check({ document, model }) {
    const prefix = `${model.service.prefix}_`;
    for (const { name, path } of model.metrics.values()) {
      if (name.startsWith(prefix)) continue;
      yield document.finding('metric/prefix', path, { metric: name, prefix }, { side: 'key' });
    }
  },
};

const TYPES = ['counter', 'gauge', 'histogram', 'summary'] as const;

/** Metric names are snake_case, hold no colon and do not repeat their type. */
export const metricSpelling: LintRule = {
  codes: ['metric/type-in-name', 'metric/colon', 'metric/camel-case'],
  *check({ document, model }) {
    for (const { name, path } of model.metrics.values()) {
      const words = name.toLowerCase().split('_').slice(1);
      const type = TYPES.find((word) => words.includes(word));
      if (type !== undefined)
        yield document.finding('metric/type-in-name', path, { metric: name, type }, { side: 'key' });
      if (name.includes(':')) yield document.finding('metric/colon', path, { metric: name }, { side: 'key' });
      if (isCamelCase(name)) {
        const args = { metric: name, snake: snakeCase(name) };
        yield document.finding('metric/camel-case', path, args, { side: 'key' });
      }
    }
  },
};

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
