import type { LintRule } from '../rule.ts';

/** A metric lists a label once; "drop" as a value does not go with `unknown: drop`. */
export const labelLists: LintRule = {
  codes: ['label/duplicate', 'label/overflow'],
  *check({ document, spec, model }) {
    for (const section of ['metrics', 'external'] as const) {
      for (const [metric, { labels }] of Object.entries(spec[section])) {
        for (const [index, label] of labels.entries()) {
          const first = labels.indexOf(label);
          if (first === index) continue;
          const path = [section, metric, 'labels'];
          const related = [{ place: document.locate([...path, first]), note: 'first listed here' }];
          yield document.finding('label/duplicate', [...path, index], { label, metric }, { related });
        }
      }
    }
    for (const { name, values, overflow, path } of model.labels.values()) {
      if (overflow !== undefined || !values?.includes('drop')) continue;
      yield document.finding('label/overflow', [...path, 'values'], { label: name });
    }
  },
};
