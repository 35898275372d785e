import type { Presence } from '../model/alert.ts';
import type { Label } from '../model/label.ts';
import { hasCount } from '../model/metric.ts';
import type { Service } from '../model/model.ts';
import { type Matcher, type MetricSelector, matchesAll } from '../model/selector.ts';
import { Series } from './series.ts';

/** Labels of a series. */
export type LabelSet = ReadonlyMap<string, string>;

/** Values that stand in for those of an open label. */
const STRANGERS = ['one', 'another', '1', ''];

/** Target of a sampled series, unless a selector asks for another. */
export const FIRST_INSTANCE = 'host-1:9090';
export const SECOND_INSTANCE = 'host-2:9090';

/** How many values of a label are tried. */
const TRIED = 64;

function valuesOf(label: Label): string[] {
  if (label.values !== undefined) return label.values.slice(0, TRIED);
  if (label.bound.kind === 'integers') return [String(label.bound.from), String(label.bound.to)];
  return ['one', 'another'];
}

/** Candidates for a label: what the spec declares, what the matchers name, and values that nobody names. */
function candidates(label: string, declared: Label | undefined, matchers: readonly Matcher[]): string[] {
  const named = matchers.filter((matcher) => matcher.label === label).flatMap(witnesses);
  const known = declared === undefined ? [] : valuesOf(declared);
  return [...new Set([...known, ...named, ...(declared === undefined ? STRANGERS : [])])];
}

/** Values that a matcher may be meant for: its own, or the alternatives of a simple regexp. */
function witnesses({ op, value }: Matcher): string[] {
  if (op === '=' || op === '!=') return [value];
  const alternatives = value
    .replace(/^\^|\$$/g, '')
    .replace(/^\((?:\?:)?(.*)\)$/, '$1')
    .split('|');
  return alternatives.map((text) =>
    text
      .replace(/\.[*+]/g, 'x')
      .replace(/\[0-9\]\+|\\d\+/g, '1')
      .replace(/\\(.)/g, '$1'),
  );
}

interface SampleWish {
  readonly service: Service;
  /** Selector that the series must match. */
  readonly of: MetricSelector;
  /** Matchers that it must match, and sets of which it must match none. */
  readonly also?: readonly Matcher[];
  readonly not?: readonly (readonly Matcher[])[];
}

/**
 * Labels of a series as a target exposes it that `of` picks and `not` does not; undefined where there are none, or none
 * that can be found.
 */
export function sampleLabels({
  service,
  of,
  also = [],
  not = [],
}: SampleWish): Map<string, string> | undefined {
  const wanted = [...of.matchers, ...also];
  return search(
    of,
    service,
    [...wanted, ...not.flat()],
    (labels) => matchesAll(wanted, labels) && !not.some((matchers) => matchesAll(matchers, labels)),
  );
}

/** How many alternatives of the regular expressions of a selector are told apart. */
const MOST_ALTERNATIVES = 4;

/**
 * `labels`, and a set for each other value that a regular expression of the selector names, as far as the spec declares
 * it: a rule that has lost one of them must show. Labels in `by` stay as they are. Without regular expressions, and where
 * the target is free, the same labels on two targets, so that what combines them shows.
 */
export function labelSetsOf(
  labels: LabelSet,
  { metric, matchers }: MetricSelector,
  by: readonly string[],
  fits: (labels: LabelSet) => boolean = () => true,
): readonly LabelSet[] {
  const declared = new Map(metric.labels.map((label) => [label.name, label.values]));
  const others = matchers
    .filter(({ label, op }) => op === '=~' && !by.includes(label))
    .flatMap((matcher) =>
      witnesses(matcher)
        .filter((value) => value !== labels.get(matcher.label))
        .filter((value) => declared.get(matcher.label)?.includes(value) ?? true)
        .map((value) => withLabel(labels, matcher.label, value)),
    )
    .filter((each) => matchesAll(matchers, each) && fits(each))
    .slice(0, MOST_ALTERNATIVES - 1);
  if (by.includes('instance') || matchers.some(({ label }) => label === 'instance'))
    return [labels, ...others];
  const elsewhere = others.length === 0 ? [labels] : others;
  return [labels, ...elsewhere.map((each) => withLabel(each, 'instance', SECOND_INSTANCE))];
}

/** Label sets of the series that one selector is meant for. */
export interface Sampled {
  readonly of: MetricSelector;
  readonly sets: readonly LabelSet[];
}

/** Series of a part of events and of all: together they are the whole, as far as they are of the same metrics. */
interface PartAndRest {
  readonly part: readonly (Sampled & { readonly inWhole: boolean })[];
  /** Those of the whole that are not of the part. */
  readonly rest: readonly Sampled[];
  /** Labels of the one result. */
  readonly labels: LabelSet;
}

/** Label sets of a part and a whole that are alike in `by`; undefined where none can be found. */
export function partAndRest(
  service: Service,
  parts: readonly MetricSelector[],
  wholes: readonly MetricSelector[],
  by: readonly string[],
): PartAndRest | undefined {
  let labels: LabelSet | undefined;
  const alike = () =>
    labels === undefined
      ? []
      : by.map((label) => ({ label, op: '=' as const, value: labels?.get(label) ?? '' }));
  const part = parts.map((of) => {
    // Where several are of its metric, the first that has a series in common with it.
    const own = wholes.filter(({ metric }) => metric.name === of.metric.name);
    for (const { matchers } of own.length === 0 ? [{ matchers: [] }] : own) {
      const counted = sampleLabels({ service, of, also: [...matchers, ...alike()] });
      if (counted === undefined) continue;
      labels ??= pick(counted, by);
      const sets = labelSetsOf(counted, of, by, (each) => matchesAll(matchers, each));
      return { of, sets, inWhole: own.length > 0 };
    }
    return undefined;
  });
  const rest = wholes.flatMap((of) => {
    const not = parts.filter(({ metric }) => metric.name === of.metric.name);
    const others = sampleLabels({ service, of, also: alike(), not: not.map(({ matchers }) => matchers) });
    const inRest = (each: LabelSet) => !not.some(({ matchers }) => matchesAll(matchers, each));
    return others === undefined ? [] : [{ of, sets: labelSetsOf(others, of, by, inRest) }];
  });
  const found = part.filter((each) => each !== undefined);
  return labels === undefined || found.length < parts.length || rest.length === 0
    ? undefined
    : { part: found, rest, labels };
}

/** Labels of a series of the same metric that no selector picks. */
export function otherLabels(
  service: Service,
  of: MetricSelector,
  all: readonly MetricSelector[] = [of],
): Map<string, string> | undefined {
  const own = all.filter(({ metric }) => metric.name === of.metric.name).map(({ matchers }) => matchers);
  return own.some((matchers) => matchers.length === 0)
    ? undefined
    : search(of, service, own.flat(), (labels) => !own.some((matchers) => matchesAll(matchers, labels)));
}

function search(
  of: MetricSelector,
  service: Service,
  matchers: readonly Matcher[],
  fits: (labels: LabelSet) => boolean,
): Map<string, string> | undefined {
  const declared = new Map(of.metric.labels.map((label) => [label.name, label]));
  const labels = new Map<string, string>([
    ['job', of.metric.target.scope.get('job') ?? service.job],
    ['instance', FIRST_INSTANCE],
    ...of.metric.target.labels.map((label): [string, string] => [label.name, valuesOf(label)[0] ?? '']),
    ...of.metric.labels.map((label): [string, string] => [label.name, valuesOf(label)[0] ?? '']),
  ]);
  const open = [...new Set(matchers.map(({ label }) => label))];
  const walk = (index: number): boolean => {
    const label = open[index];
    if (label === undefined) return fits(labels);
    return candidates(label, declared.get(label), matchers).some((value) => {
      if (value === '') labels.delete(label);
      else labels.set(label, value);
      return walk(index + 1);
    });
  };
  return walk(0) ? labels : undefined;
}

/** A value that stands in for any of a label. */
export function standIn(label: string): string {
  return `a-${label.replaceAll('_', '-')}`;
}

/** The labels with one changed. */
export function withLabel(labels: LabelSet, name: string, value: string): Map<string, string> {
  return new Map([...labels, [name, value]]);
}

/**
 * The series by which a target shows that it is there, as promtool reads it: its `up`, or what it pushes, which counts
 * something by reason.
 */
export function presenceSeries(
  { arrives, series }: Presence,
  target: LabelSet,
  reason: 'error' | 'timeout' = 'error',
): string {
  const labels = arrives === 'scrape' ? target : withLabel(target, 'reason', reason);
  return new Series(series, labels, 'gauge', []).text;
}

/** Only these labels, those that are missing left out. */
export function pick(labels: LabelSet, names: readonly string[]): Map<string, string> {
  return new Map(
    names.flatMap((name): [string, string][] => {
      const value = labels.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** The name under which a selector's events are counted, or its gauge stands. */
export function seriesName({ metric }: MetricSelector): string {
  return hasCount(metric) ? `${metric.name}_count` : metric.name;
}
