import { isCamelCase, snakeCase } from '../names.ts';
import type { LintRule } from '../rule.ts';

/** @see https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels */
function reason(name: string): string | undefined {
  if (name.startsWith('__')) return 'names that begin with __ belong to Prometheus';
  if (name === 'le') return 'it holds the boundary of a histogram bucket';
  if (name === 'quantile') return 'it holds the quantile of a summary';
  if (name === 'job' || name === 'instance') return 'Prometheus sets it on every series that it scrapes';
  return undefined;
}

/** Labels that Prometheus sets or reads itself cannot be declared; names are snake_case. */
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
  },
};
