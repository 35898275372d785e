import type { MetricSelector } from '../../model/selector.ts';
import { isSliced } from '../../model/slo.ts';
import { overlap, relationOf } from '../../plan/selection.ts';
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
      const kept = isSliced(sli) ? catalogue.labelsOf(sli.expr) : undefined;
      for (const [index, label] of kept === undefined ? [] : by.entries()) {
        // One that is judged apart has a finding of its own.
        if (kept?.has(label) || !document.has([...path, 'by', index])) continue;
        const args = { slo: id, label, known: [...(kept ?? [])] };
        yield document.finding('slo/lost-label', [...path, 'by', index], args);
      }
    }
  },
};

/** The good or bad events of an indicator are some of all events: not all of them, no others, and none of them twice. */
export const sloParts: LintRule = {
  codes: ['slo/not-a-part', 'slo/unrelated', 'slo/counted-twice'],
  *check({ document, model }) {
    for (const { id, sli, path } of model.slos) {
      if (sli.kind !== 'events') continue;
      const { part, total, counts } = sli;
      const note = (text: string) => ({
        related: [{ place: document.locate([...path, 'sli', 'total']), note: text }],
      });
      for (const [first, second] of pairsCountedTwice(part, total)) {
        const args = { slo: id, text: second.text, other: first.text };
        const related = [{ place: document.locate(first.path), note: 'the other' }];
        yield document.finding('slo/counted-twice', second.path, args, { related });
      }
      const everything = total.every((whole) => part.some((each) => relationOf(each, whole) === 'same'));
      for (const each of part) {
        const own = total.filter(({ metric }) => metric.name === each.metric.name);
        if (own.length === 0 && !sli.countedInTotal) {
          const args = { slo: id, kind: counts, text: each.text, total: total.map(({ text }) => text) };
          yield document.finding('slo/unrelated', each.path, args, note('all events'));
        }
        const outside = own.length > 0 && own.every((whole) => relationOf(each, whole) === 'outside');
        if (!outside && !everything) continue;
        const args = { slo: id, kind: counts, relation: outside ? 'outside' : 'same' } as const;
        yield document.finding('slo/not-a-part', each.path, args, note('all events'));
      }
    }
  },
};

/** Selectors of one side that pick series in common: their events would be added twice. */
function pairsCountedTwice(...sides: readonly (readonly MetricSelector[])[]) {
  return sides.flatMap((side) =>
    side.flatMap((first, index) =>
      side
        .slice(index + 1)
        .filter((second) => overlap(first, second))
        .map((second) => [first, second] as const),
    ),
  );
}
