import type { LintRule } from '../rule.ts';

/** Every label is on some metric, every chapter holds one. */
export const unusedLabels: LintRule = {
  codes: ['unused/label', 'unused/group'],
  *check({ document, spec, model }) {
    const metrics = [...Object.values(spec.metrics), ...Object.values(spec.external)];
    const used = new Set(metrics.flatMap(({ labels }) => labels));
    for (const { name, path } of model.labels.values()) {
      if (!used.has(name)) yield document.finding('unused/label', path, { label: name }, { side: 'key' });
    }
    const groups = new Set(Object.values(spec.metrics).map(({ group }) => group));
    for (const group of Object.keys(spec.groups)) {
      if (!groups.has(group))
        yield document.finding('unused/group', ['groups', group], { group }, { side: 'key' });
    }
  },
};
