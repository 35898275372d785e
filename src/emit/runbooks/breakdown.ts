import type { Label } from '../../model/label.ts';
import type { Recording } from '../../model/recording.ts';
import type { MetricSelector } from '../../model/selector.ts';
import { labelsOf as labelsOfCondition } from '../../plan/annotations.ts';
import type { Expr } from '../../promql/ast.ts';
import { type QueryView, queryView } from './links.ts';
import { alertPage } from './pages.ts';
import { badShare, labelsOf, measure, query, rateWindow, recorded } from './queries.ts';
import type { Ref, Site } from './site.ts';
import type { AlertEntry } from './usage.ts';
import { bound } from './words.ts';

/** One label to break an alert down by, with the query that does it. */
export interface BreakdownView {
  readonly label: Ref | null;
  readonly name: string;
  readonly description: string;
  readonly bound: string;
  readonly values: readonly LabelValueView[];
  /** Null where the alert tells the values apart itself. */
  readonly query: QueryView | null;
}

export interface LabelValueView {
  readonly value: string;
  readonly description: string;
}

/** Beyond this many, values are described by their bound; the label page lists them. */
const MOST_VALUES = 16;

export function breakdown(site: Site, entry: AlertEntry): BreakdownView[] {
  const split = splitOf(site, entry);
  if (split === undefined) return [];
  const { labels, kept, by } = split;
  const views = labels
    .filter((label) => !split.pinned.has(label))
    .flatMap((name) => {
      const label = site.model.labels.get(name);
      const expr = by([...new Set([...kept, name])]);
      if (label === undefined || expr === undefined) return [];
      return [viewOf(site, entry, label, kept.includes(name) ? undefined : expr)];
    });
  const servers = site.model.service.targets > 1 ? by([...kept, 'instance']) : undefined;
  if (servers === undefined || kept.includes('instance')) return views;
  const text = `${site.model.service.targets} scrape targets`;
  return [
    ...views,
    {
      label: null,
      name: 'instance',
      description: 'Which server it is.',
      bound: text,
      values: [],
      query: queryView(site.model.service, query(servers)),
    },
  ];
}

interface Split {
  readonly labels: readonly string[];
  /** Labels that the alert keeps. */
  readonly kept: readonly string[];
  /** Labels that have one value only where the alert looks. */
  readonly pinned: ReadonlySet<string>;
  readonly by: (labels: readonly string[]) => Expr | undefined;
}

function splitOf(site: Site, { alert, slo }: AlertEntry): Split | undefined {
  if (slo !== undefined) {
    const { sli } = slo;
    if (sli.kind === 'threshold') return undefined;
    const selectors = sli.kind === 'latency' ? [sli.of] : [sli.total, sli.bad ?? sli.good ?? sli.total];
    const window = rateWindow(site.model.service);
    return {
      labels: shared(selectors),
      kept: slo.by,
      // A share of bad events by the label that makes them bad would be 0 or 1.
      pinned: new Set(selectors.flatMap(({ matchers }) => matchers.map(({ label }) => label))),
      by: (labels) => badShare(sli, window, labels),
    };
  }
  const condition = alert?.condition;
  if (condition?.kind === 'metric') {
    return {
      labels: labelsOf(condition),
      kept: condition.by,
      pinned: pinnedBy([condition.of]),
      by: (labels) => measure(condition, labels),
    };
  }
  if (condition?.kind !== 'recording') return undefined;
  const recording = site.model.recordings.find(({ record }) => record === condition.of.record);
  return recording && splitOfRecording(recording, labelsOfCondition(site.model, condition));
}

function splitOfRecording(recording: Recording, kept: readonly string[]): Split | undefined {
  const { definition } = recording;
  if (definition.kind === 'expr') return undefined;
  const selectors = definition.kind === 'ratio' ? [definition.of, definition.to] : [definition.of];
  const differing = definition.kind === 'ratio' ? selectors.flatMap(({ matchers }) => matchers) : [];
  return {
    labels: shared(selectors),
    kept,
    pinned: new Set([...pinnedBy(selectors), ...differing.map(({ label }) => label)]),
    by: (labels) => recorded(recording, labels),
  };
}

function shared(selectors: readonly MetricSelector[]): string[] {
  const [first, ...others] = selectors.map(({ metric }) => metric.labels.map(({ name }) => name));
  return (first ?? []).filter((name) => others.every((labels) => labels.includes(name)));
}

function pinnedBy(selectors: readonly MetricSelector[]): Set<string> {
  return new Set(
    selectors.flatMap(({ matchers }) => matchers.filter(({ op }) => op === '=').map(({ label }) => label)),
  );
}

function viewOf(site: Site, entry: AlertEntry, label: Label, expr: Expr | undefined): BreakdownView {
  const values = valuesOf(label);
  return {
    label: site.label(alertPage(entry.name), label.name),
    name: label.name,
    description: label.description ?? '',
    bound: values.length > MOST_VALUES || values.length === 0 ? bound(label) : '',
    values: values.length > MOST_VALUES ? [] : values,
    query: expr === undefined ? null : queryView(site.model.service, query(expr)),
  };
}

/** The values that can occur, with what the spec says about them; empty for an open set. */
export function valuesOf(label: Label): LabelValueView[] {
  const described = new Map(
    label.bound.kind === 'values'
      ? label.bound.values.map(({ value, description }) => [value, description] as const)
      : [],
  );
  return (label.values ?? []).map((value) => ({
    value,
    description: described.get(value) ?? (value === label.overflow ? 'Any other value.' : ''),
  }));
}
