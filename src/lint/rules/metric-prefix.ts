import type { LintRule } from '../rule.ts';

/**
 * The metrics of a service begin with its name, so that two services never claim the same one.
 * @see https://prometheus.io/docs/practices/naming/#metric-names
 */
export const metricPrefix: LintRule = {
  codes: ['metric/prefix'],
  *check({ document, model }) {
    const prefix = `${model.service.name}_`;
    for (const { name, path } of model.metrics.values()) {
      if (name.startsWith(prefix)) continue;
      yield document.finding('metric/prefix', path, { metric: name, prefix }, { side: 'key' });
    }
  },
};
