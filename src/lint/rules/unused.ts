import { type AnyMetric, seriesNames } from '../../model/metric.ts';
import type { Model } from '../../model/model.ts';
import { expressionsIn, panelsIn } from '../../model/references.ts';
import type { RulePlan } from '../../plan/plan.ts';
import { readsOfPanel, readsOfRule, readsOfText } from '../../plan/reads.ts';
import type { LintRule } from '../rule.ts';
import { writtenMetrics } from '../written-metrics.ts';

/** Every label is on some metric, every chapter holds one. */
export const unusedLabels: LintRule = {
  codes: ['unused/label', 'unused/group'],
  *check({ document, spec, model }) {
    const metrics = Object.values(spec.metrics);
    const used = new Set(writtenMetrics(spec).flatMap(({ written: { labels } }) => labels));
    const inSources = Object.entries(spec.sources).flatMap(([source, { labels }]) =>
      Object.keys(labels).map((name) => ({ name, path: ['sources', source, 'labels', name] })),
    );
    for (const { name, path } of [...model.labels.values(), ...inSources])
      if (!used.has(name)) yield document.finding('unused/label', path, { label: name }, { side: 'key' });
    const groups = new Set(metrics.map(({ group }) => group));
    for (const group of Object.keys(spec.groups))
      if (!groups.has(group))
        yield document.finding('unused/group', ['groups', group], { group }, { side: 'key' });
  },
};

/** What is exposed, recorded or declared external is read by something that people see. */
export const unusedSeries: LintRule = {
  codes: ['unused/metric', 'unused/recording', 'unused/external'],
  needsWholeModel: true,
  *check({ document, model, plan }) {
    const isRead = seriesRead(model, plan);
    for (const metric of model.metrics.values()) {
      if (isRead(namesOf(metric))) continue;
      const args = { metric: metric.name, series: metric.seriesTotal };
      yield document.finding('unused/metric', metric.path, args, { side: 'key' });
    }
    for (const { path, metrics, whole } of externalGroups(model)) {
      const unread = metrics.filter((metric) => !isRead(namesOf(metric)));
      // A source lists what may be read; what is never read at all is not one.
      if (unread.length === 0 || (whole && unread.length < metrics.length)) continue;
      const args = { metrics: unread.map(({ name }) => name) };
      yield document.finding('unused/external', whole ? path : (unread[0]?.path ?? path), args, {
        side: 'key',
      });
    }
    for (const { record, path } of model.recordings)
      if (!isRead([record])) yield document.finding('unused/recording', [...path, 'record'], { record });
  },
};

/** Metrics of others that are reported together; those of a source that an alert counts the targets of are in use. */
function externalGroups({ sources, external, alerts }: Model) {
  const metrics = [...external.values()];
  const counted = new Set(
    alerts.flatMap(({ condition }) => (condition.kind === 'down' ? condition.source : [])),
  );
  return [
    { path: ['external'], whole: false, metrics: metrics.filter(({ source }) => source === undefined) },
    ...sources
      .filter((source) => !counted.has(source))
      .map((source) => ({
        path: source.path,
        whole: true,
        metrics: metrics.filter((metric) => metric.source === source),
      })),
  ];
}

/** Panels name a histogram as a whole, expressions its series. */
function namesOf(metric: AnyMetric): string[] {
  return [metric.name, ...seriesNames(metric)];
}

/** Whether rules, panels or runbooks read a series of one of these names. */
function seriesRead(model: Model, { groups }: RulePlan): (names: readonly string[]) => boolean {
  const version = model.service.prometheus;
  const reads = [
    ...groups.flatMap(({ rules }) => rules.flatMap((rule) => readsOfRule(rule, version))),
    ...panelsIn(model).flatMap(({ source }) => readsOfPanel(source, version)),
  ];
  const words = new Set<string>();
  for (const { expr: text } of expressionsIn(model)) {
    const read = readsOfText(text, version);
    // Reported elsewhere. Until it parses, every word in it counts as read.
    if (read === undefined) for (const [word] of text.matchAll(/[a-zA-Z_:][\w:]*/g)) words.add(word);
    else reads.push(...read);
  }
  const named = new Set(reads.flatMap(({ name }) => name ?? []));
  const patterns = reads.filter(({ name }) => name === undefined);
  return (names) =>
    names.some((name) => words.has(name) || named.has(name) || patterns.some(({ hasName }) => hasName(name)));
}

/** Every team owns an alert or an objective, or the service. */
export const unusedOwners: LintRule = {
  codes: ['unused/owner'],
  needsWholeModel: true,
  *check({ document, model: { service, teams, alerts, slos } }) {
    const owners = new Set(
      [service, ...alerts, ...slos].map(({ owner }) => (typeof owner === 'string' ? owner : owner.name)),
    );
    for (const team of teams.keys())
      if (!owners.has(team))
        yield document.finding('unused/owner', ['teams', team], { team }, { side: 'key' });
  },
};
