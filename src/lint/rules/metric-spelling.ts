import { isCamelCase, snakeCase } from '../names.ts';
import type { LintRule } from '../rule.ts';

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
