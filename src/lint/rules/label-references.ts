import type { Finding } from '../../finding/finding.ts';
import { suggest } from '../../finding/suggest.ts';
import type { Model } from '../../model/model.ts';
import type { RecordingDefinition } from '../../model/recording.ts';
import type { MetricSelector } from '../../model/selector.ts';
import type { SpecPath } from '../../spec/path.ts';
import type { LintContext, LintRule } from '../rule.ts';

/** Labels that Prometheus adds to every scraped series. */
const TARGET_LABELS = ['job', 'instance'];

/** A list of labels that a result keeps, and what it is kept of. */
interface Kept {
  readonly by: readonly string[];
  readonly path: SpecPath;
  readonly subject: string;
  readonly labels: readonly string[];
}

/** A result can only keep labels that what it is computed from has. */
export const labelReferences: LintRule = {
  codes: ['reference/label'],
  *check(context) {
    for (const kept of [
      ...ofRecordings(context),
      ...ofSlos(context),
      ...ofAlerts(context),
      ...ofPanels(context),
    ]) {
      yield* unknownLabels(context, kept);
    }
  },
};

function* unknownLabels({ document }: LintContext, kept: Kept): Iterable<Finding> {
  for (const [index, label] of kept.by.entries()) {
    if (kept.labels.includes(label) || TARGET_LABELS.includes(label)) continue;
    const args = {
      label,
      subject: kept.subject,
      suggestion: suggest(label, kept.labels),
      known: kept.labels.join(', '),
    };
    yield document.finding('reference/label', [...kept.path, index], args);
  }
}

/** Nothing for a metric of which a label was left out, with a finding: the name may be that of the label. */
function* ofMetric(
  { spec }: LintContext,
  { metric }: MetricSelector,
  by: readonly string[],
  path: SpecPath,
): Iterable<Kept> {
  const written = metric.origin === 'declared' ? spec.metrics[metric.name] : spec.external[metric.name];
  if (written?.labels.length !== metric.labels.length) return;
  yield { by, path, subject: metric.name, labels: metric.labels.map(({ name }) => name) };
}

function* ofRecordings(context: LintContext): Iterable<Kept> {
  for (const { definition, path } of context.model.recordings) {
    if (definition.kind === 'expr') continue;
    const at = [...path, definition.kind, 'by'];
    yield* ofMetric(context, definition.of, definition.by, at);
    if (definition.kind === 'ratio') yield* ofMetric(context, definition.to, definition.by, at);
  }
}

function* ofSlos(context: LintContext): Iterable<Kept> {
  for (const { sli, by, path } of context.model.slos) {
    const at = [...path, 'by'];
    if (sli.kind === 'latency') yield* ofMetric(context, sli.of, by, at);
    if (sli.kind !== 'events') continue;
    for (const selector of [sli.bad, sli.good, sli.total]) {
      if (selector !== undefined) yield* ofMetric(context, selector, by, at);
    }
  }
}

function* ofAlerts(context: LintContext): Iterable<Kept> {
  const records = recordsOf(context.model);
  for (const { condition, path } of context.model.alerts) {
    const at = [...path, 'when', 'by'];
    if (condition.kind === 'metric') {
      yield* ofMetric(context, condition.of, condition.by, at);
      if (condition.dividedBy !== undefined) yield* ofMetric(context, condition.dividedBy, condition.by, at);
    } else if (condition.kind === 'recording') {
      yield* ofRecord(records, condition.of.record, condition.by, at);
    }
  }
}

function* ofPanels(context: LintContext): Iterable<Kept> {
  const { dashboards } = context.model;
  const records = recordsOf(context.model);
  for (const panel of dashboards.flatMap(({ rows }) => rows.flatMap(({ panels }) => panels))) {
    if (panel.by === undefined) continue;
    const at = [...panel.path, 'by'];
    if (panel.source.kind === 'metric') yield* ofMetric(context, panel.source.of, panel.by, at);
    if (panel.source.kind === 'recording') yield* ofRecord(records, panel.source.of.record, panel.by, at);
  }
}

type Records = ReadonlyMap<string, RecordingDefinition>;

function recordsOf({ recordings }: Model): Records {
  return new Map(recordings.map(({ record, definition }) => [record, definition]));
}

/** Nothing for a recording by expression: what it keeps is known by label flow, not here. */
function* ofRecord(records: Records, name: string, by: readonly string[], path: SpecPath): Iterable<Kept> {
  const definition = records.get(name);
  if (definition === undefined || definition.kind === 'expr') return;
  yield { by, path, subject: name, labels: definition.by };
}
