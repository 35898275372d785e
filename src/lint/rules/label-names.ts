import { isCamelCase, snakeCase } from '../names.ts';
import type { LintRule } from '../rule.ts';

const BELONGS = 'names that start with __ are internal to Prometheus';

/** @see https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels */
function reason(name: string): string | undefined {
  if (name.startsWith('__')) return BELONGS;
  if (name === 'le') return 'it holds the boundary of a histogram bucket';
  if (name === 'quantile') return 'it holds the quantile of a summary';
  if (name === 'job' || name === 'instance') return 'Prometheus sets it on every series it scrapes';
  return undefined;
}

/** Labels that Prometheus sets or reads itself cannot be declared or set; names are snake_case. */
export const labelNames: LintRule = {
  codes: ['label/reserved', 'label/camel-case'],
  *check({ document, model }) {
    for (const { name, path } of model.labels.values()) {
      const why = reason(name);
      if (why !== undefined)
        yield document.finding('label/reserved', path, { label: name, why }, { side: 'key' });
      else if (isCamelCase(name)) {
        const args = { label: name, snake: snakeCase(name) };
        yield document.finding('label/camel-case', path, args, { side: 'key' });
      }
    }
    for (const { labels, path } of model.alerts) {
      for (const label of labels.keys()) {
        if (!label.startsWith('__')) continue;
        const args = { label, why: BELONGS };
        yield document.finding('label/reserved', [...path, 'labels', label], args, { side: 'key' });
      }
    }
  },
};
