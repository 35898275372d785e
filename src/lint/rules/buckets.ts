import type { Finding } from '../../finding/finding.ts';
import type { AnyMetric } from '../../model/metric.ts';
import type { SpecDocument } from '../../spec/document.ts';
import type { LintRule } from '../rule.ts';
import { writtenMetrics } from '../written-metrics.ts';

/** A histogram has buckets, nothing else has, and they ascend within the values that occur. */
export const buckets: LintRule = {
  codes: ['bucket/missing', 'bucket/misplaced', 'bucket/order', 'bucket/duplicate', 'bucket/unreachable'],
  *check({ document, spec, model }) {
    const written = new Set(
      writtenMetrics(spec).flatMap(({ written: { buckets: list }, path }) =>
        list === undefined ? [] : JSON.stringify(path),
      ),
    );
    for (const metric of [...model.metrics.values(), ...model.external.values()]) {
      const { name, type, path, origin } = metric;
      const isWritten = written.has(JSON.stringify(path));
      if (isWritten && type === 'histogram') {
        yield* sequence(document, metric);
        yield* reach(document, metric);
      } else if (isWritten)
        yield document.finding(
          'bucket/misplaced',
          [...path, 'buckets'],
          { metric: name, type },
          { side: 'key' },
        );
      else if (type === 'histogram' && origin === 'declared')
        yield document.finding('bucket/missing', path, { metric: name }, { side: 'key' });
    }
  },
};

function* sequence(document: SpecDocument, { name, buckets: list }: AnyMetric): Iterable<Finding> {
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

function* reach(document: SpecDocument, { name, buckets: list, range }: AnyMetric): Iterable<Finding> {
  for (const { le, text, path } of list) {
    const [side, limit] =
      range.max !== undefined && le > range.max
        ? (['max', range.max] as const)
        : (['min', range.min ?? Number.NEGATIVE_INFINITY] as const);
    if (side === 'min' && le >= limit) continue;
    yield document.finding('bucket/unreachable', path, { metric: name, bound: text, side, limit });
  }
}
