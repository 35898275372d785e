import { suggest } from '../../finding/suggest.ts';
import { selectorsIn } from '../../model/references.ts';
import type { MetricSelector, RecordSelector } from '../../model/selector.ts';
import type { LintContext, LintRule } from '../rule.ts';
import { writtenMetrics } from '../written-metrics.ts';

/** A result can only keep labels that what it is computed from has. */
export const labelReferences: LintRule = {
  codes: ['reference/label'],
  *check(context) {
    const written = new Map(
      writtenMetrics(context.spec).map((metric) => [
        JSON.stringify(metric.path),
        metric.written.labels.length,
      ]),
    );
    for (const { of, by, byPath } of selectorsIn(context.model)) {
      const labels = labelsOf(of, context, written);
      if (labels === undefined) continue;
      const added = ['job', 'instance', ...context.model.service.target.labels.map(({ name }) => name)];
      for (const [index, label] of by.entries()) {
        if (labels.includes(label) || added.includes(label)) continue;
        const subject = 'record' in of ? of.record : of.metric.name;
        const args = { label, subject, suggestion: suggest(label, labels), known: labels.join(', ') };
        yield context.document.finding('reference/label', [...byPath, index], args);
      }
    }
  },
};

/**
 * Labels of what a selector selects. Undefined for a recording by expression, whose labels are known by label flow alone,
 * and for a metric of which a label was left out, with a finding: the name may be that of the label.
 */
function labelsOf(
  selector: MetricSelector | RecordSelector,
  { model }: LintContext,
  written: ReadonlyMap<string, number>,
): readonly string[] | undefined {
  if ('record' in selector) {
    const definition = model.recordings.findLast(({ record }) => record === selector.record)?.definition;
    return definition === undefined || definition.kind === 'expr' ? undefined : definition.by;
  }
  const { metric } = selector;
  if (metric.origin === 'own') return metric.labels.map(({ name }) => name);
  return written.get(JSON.stringify(metric.path)) === metric.labels.length
    ? metric.labels.map(({ name }) => name)
    : undefined;
}
