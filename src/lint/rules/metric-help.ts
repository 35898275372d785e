import type { LintRule } from '../rule.ts';

/** Every metric says what it measures: HELP is what people read in Grafana and on `/metrics`. */
export const metricHelp: LintRule = {
  codes: ['metric/help'],
  *check({ document, model }) {
    for (const { name, help, path } of model.metrics.values()) {
      if (help === '') yield document.finding('metric/help', path, { metric: name }, { side: 'key' });
    }
  },
};
