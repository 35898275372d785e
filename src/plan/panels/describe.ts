import type { ExternalMetric, Metric } from '../../model/metric.ts';
import { markdown } from './escape.ts';

/** Help, use and rationale of a metric, and what its bands mean, as Markdown. */
export function describeMetric(metric: Metric | ExternalMetric): string {
  if (metric.origin === 'external') {
    return paragraphs([markdown(metric.help ?? ''), 'Exposed by others than the service itself.']);
  }
  const use = metric.use === undefined ? '' : `**Use:** ${markdown(metric.use)}`;
  return paragraphs([markdown(metric.help), use, markdown(metric.rationale ?? '')]);
}

/** Those that say something, as paragraphs. */
export function paragraphs(texts: readonly string[]): string {
  return texts
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .join('\n\n');
}
