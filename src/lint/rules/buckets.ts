import type { Finding } from '../../finding/finding.ts';
import type { Metric } from '../../model/metric.ts';
import type { SpecDocument } from '../../spec/document.ts';
import type { LintRule } from '../rule.ts';

/** A histogram has buckets, nothing else has, and they ascend within the values that occur. */
export const buckets: LintRule = {
  codes: ['bucket/missing', 'bucket/misplaced', 'bucket/order', 'bucket/duplicate', 'bucket/unreachable'],
  *check({ document, spec, model }) {
    for (const metric of model.metrics.values()) {
      const { name, type, path } = metric;
      const written = spec.metrics[name]?.buckets !== undefined;
      if (type !== 'histogram') {
        const args = { metric: name, type };
        if (written) yield document.finding('bucket/misplaced', [...path, 'buckets'], args, { side: 'key' });
      } else if (!written) {
        yield document.finding('bucket/missing', path, { metric: name }, { side: 'key' });
      } else {
        yield* sequence(document, metric);
        yield* reach(document, metric);
      }
    }
    for (const { name, type, path } of model.external.values()) {
      const written = spec.external[name]?.buckets !== undefined;
      if (type === 'histogram' || !written) continue;
      const args = { metric: name, type };
      yield document.finding('bucket/misplaced', [...path, 'buckets'], args, { side: 'key' });
    }
  },
};

function* sequence(document: SpecDocument, { name, buckets: list }: Metric): Iterable<Finding> {
  for (const [index, bucket] of list.entries()) {
    const previous = list[index - 1];
    const twin = list.slice(0, index).find(({ le }) => le === bucket.le);
    if (twin !== undefined) {
      const related = [{ place: document.locate(twin.path), note: 'the same boundary' }];
      const args = { metric: name, bound: bucket.text };
      yield document.finding('bucket/duplicate', bucket.path, args, { related });
    } else if (previous !== undefined && bucket.le < previous.le) {
      const args = { metric: name, bound: bucket.text, previous: previous.text };
      yield document.finding('bucket/order', bucket.path, args);
    }
  }
}

function* reach(document: SpecDocument, { name, buckets: list, range }: Metric): Iterable<Finding> {
  for (const { le, text, path } of list) {
    const [side, limit] =
      range.max !== undefined && le > range.max
        ? (['max', range.max] as const)
        : (['min', range.min ?? Number.NEGATIVE_INFINITY] as const);
    if (side === 'min' && le >= limit) continue;
    yield document.finding('bucket/unreachable', path, { metric: name, bound: text, side, limit });
  }
}
