import type { Finding } from '../../finding/finding.ts';
import type { Model } from '../../model/model.ts';
import type { MetricSelector } from '../../model/selector.ts';
import type { SpecPath } from '../../spec/path.ts';
import { suggest } from '../../spec/suggest.ts';
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
      ...ofRecordings(context.model),
      ...ofSlos(context.model),
      ...ofAlerts(context.model),
      ...ofPanels(context.model),
    ]) {
      yield* unknownLabels(context, kept);
    }
  },
};

function* unknownLabels({ document, spec, model }: LintContext, kept: Kept): Iterable<Finding> {
  for (const [index, label] of kept.by.entries()) {
    if (kept.labels.includes(label) || TARGET_LABELS.includes(label)) continue;
    // Written, and left out of the model: its fault is reported where it is declared or listed.
    const left = Object.hasOwn(spec.labels, label) && !model.labels.has(label);
    if (left || (!model.labels.has(label) && isListed(spec, label))) continue;
    const args = {
      label,
      subject: kept.subject,
      suggestion: suggest(label, kept.labels),
      known: kept.labels.join(', '),
    };
    yield document.finding('reference/label', [...kept.path, index], args);
  }
}

function isListed({ metrics, external }: LintContext['spec'], label: string): boolean {
  return [...Object.values(metrics), ...Object.values(external)].some(({ labels }) => labels.includes(label));
}

function ofMetric({ metric }: MetricSelector, by: readonly string[], path: SpecPath): Kept {
  return { by, path, subject: metric.name, labels: metric.labels.map(({ name }) => name) };
}

function* ofRecordings({ recordings }: Model): Iterable<Kept> {
  for (const { definition, path } of recordings) {
    if (definition.kind === 'expr') continue;
    const at = [...path, definition.kind, 'by'];
    yield ofMetric(definition.of, definition.by, at);
    if (definition.kind === 'ratio') yield ofMetric(definition.to, definition.by, at);
  }
}

function* ofSlos({ slos }: Model): Iterable<Kept> {
  for (const { sli, by, path } of slos) {
    if (sli.kind === 'latency') yield ofMetric(sli.of, by, [...path, 'by']);
    if (sli.kind !== 'events') continue;
    for (const selector of [sli.bad, sli.good, sli.total]) {
      if (selector !== undefined) yield ofMetric(selector, by, [...path, 'by']);
    }
  }
}

function* ofAlerts({ alerts, recordings }: Model): Iterable<Kept> {
  for (const { condition, path } of alerts) {
    const at = [...path, 'when', 'by'];
    if (condition.kind === 'metric') {
      yield ofMetric(condition.of, condition.by, at);
      if (condition.dividedBy !== undefined) yield ofMetric(condition.dividedBy, condition.by, at);
    } else if (condition.kind === 'recording') {
      const kept = ofRecord(recordings, condition.of.record, condition.by, at);
      if (kept !== undefined) yield kept;
    }
  }
}

function* ofPanels({ dashboards, recordings }: Model): Iterable<Kept> {
  for (const panel of dashboards.flatMap(({ rows }) => rows.flatMap(({ panels }) => panels))) {
    if (panel.by === undefined) continue;
    const at = [...panel.path, 'by'];
    if (panel.source.kind === 'metric') yield ofMetric(panel.source.of, panel.by, at);
    if (panel.source.kind !== 'recording') continue;
    const kept = ofRecord(recordings, panel.source.of.record, panel.by, at);
    if (kept !== undefined) yield kept;
  }
}

/** Undefined for a recording by expression: what it keeps is known by label flow, not here. */
function ofRecord(
  recordings: Model['recordings'],
  name: string,
  by: readonly string[],
  path: SpecPath,
): Kept | undefined {
  const definition = recordings.find(({ record }) => record === name)?.definition;
  if (definition === undefined || definition.kind === 'expr') return undefined;
  return { by, path, subject: name, labels: definition.by };
}
