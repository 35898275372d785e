import { relationOf } from '../../plan/selection.ts';
import type { LintRule } from '../rule.ts';

/** A threshold can only be counted at a bucket boundary. */
export const sloBoundaries: LintRule = {
  codes: ['slo/not-a-boundary'],
  *check({ document, model }) {
    for (const { id, sli, path } of model.slos) {
      if (sli.kind !== 'latency') continue;
      const { buckets, name, path: metric } = sli.of.metric;
      const { value, text } = sli.bound;
      if (buckets.some(({ le }) => le === value)) continue;
      const below = buckets.findLast(({ le }) => le < value)?.text;
      const above = buckets.find(({ le }) => le > value)?.text;
      const written = [...path, 'sli', 'below'];
      const at = document.has(written) ? written : [...path, 'objective'];
      const related = [{ place: document.locate([...metric, 'buckets'], 'key'), note: 'its buckets' }];
      const args = { slo: id, text, metric: name, below, above };
      yield document.finding('slo/not-a-boundary', at, args, { related });
    }
  },
};

/** The expression of an indicator keeps the labels that have an error budget each. */
export const sloLabels: LintRule = {
  codes: ['slo/lost-label'],
  needsWholeModel: true,
  *check({ document, model, catalogue }) {
    for (const { id, sli, by, path } of model.slos) {
      const kept = sli.kind === 'threshold' ? catalogue.labelsOf(sli.expr) : undefined;
      for (const [index, label] of kept === undefined ? [] : by.entries()) {
        // One that is judged apart has a finding of its own.
        if (kept?.has(label) || !document.has([...path, 'by', index])) continue;
        const args = { slo: id, label, known: [...(kept ?? [])] };
        yield document.finding('slo/lost-label', [...path, 'by', index], args);
      }
    }
  },
};

/** The good or bad events of an indicator are some of all events: not all of them, and no others. */
export const sloParts: LintRule = {
  codes: ['slo/not-a-part'],
  *check({ document, model }) {
    for (const { id, sli, path } of model.slos) {
      const part = sli.kind === 'events' ? (sli.bad ?? sli.good) : undefined;
      if (sli.kind !== 'events' || part === undefined) continue;
      const relation = relationOf(part, sli.total);
      if (relation === undefined || relation === 'part') continue;
      const args = { slo: id, kind: sli.bad === undefined ? 'good' : 'bad', relation } as const;
      const related = [{ place: document.locate([...path, 'sli', 'total']), note: 'all events' }];
      yield document.finding('slo/not-a-part', part.path, args, { related });
    }
  },
};
