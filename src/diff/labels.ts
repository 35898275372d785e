import { plural } from '../finding/prose.ts';
import { combinationsOf } from '../model/cardinality.ts';
import type { Label } from '../model/label.ts';
import type { Metric } from '../model/metric.ts';
import { valueTest } from '../promql/label-values.ts';
import { breaking, type Change, info, quoted, warning } from './change.ts';
import { matchersOn, namesValue, type Query, readersOf } from './readers.ts';
import { meaning } from './same.ts';
import type { Side } from './side.ts';

/** What a change of the bound of labels means; `queries` are those of the old spec. */
export function* valueChanges(before: Side, after: Side, queries: readonly Query[]): Iterable<Change> {
  for (const now of after.model.labels.values()) {
    const old = before.model.labels.get(now.name);
    if (old === undefined || meaning(old.bound) + old.overflow === meaning(now.bound) + now.overflow)
      continue;
    const metrics = [...before.model.metrics.values()].filter(({ labels }) => labels.includes(old));
    if (old.values === undefined || now.values === undefined) yield boundChange({ old, now, metrics });
    else yield* listChanges(before, queries, old.values, now.values, { old, now, metrics });
  }
}

interface Changed {
  readonly old: Label;
  readonly now: Label;
  /** Those that have the label. */
  readonly metrics: readonly Metric[];
}

function* listChanges(
  before: Side,
  queries: readonly Query[],
  had: readonly string[],
  has: readonly string[],
  changed: Changed,
): Iterable<Change> {
  const label = changed.now.name;
  const object = (value: string) => `labels.${label}.${value}`;
  const naming = (value: string) =>
    readersOf(queries, (query) =>
      matchersOn(before, query, label).some((matcher) => namesValue(matcher, value, had)),
    );
  for (const value of had.filter((known) => !has.includes(known))) {
    const affected = naming(value);
    const message = `the label ${quoted(label)} loses the value ${quoted(value)}`;
    if (affected.length > 0)
      yield breaking('value-removed', object(value), `${message}, which queries match`, affected);
    else yield warning('value-removed', object(value), message);
  }
  const added = has.filter((known) => !had.includes(known));
  const cost = added.length === 0 ? '' : costOf(changed);
  for (const value of added) {
    const message = `the label ${quoted(label)} gains the value ${quoted(value)}`;
    const taking = readersOf(queries, (query) =>
      matchersOn(before, query, label).some(
        (matcher) => !had.every(valueTest(matcher)) && valueTest(matcher)(value),
      ),
    );
    if (taking.length > 0)
      yield warning(
        'value-added',
        object(value),
        `${message}, which matchers that do not name it select${cost}`,
        taking,
      );
    else yield info('value-added', object(value), `${message}${cost}`);
  }
}

/** A label whose bound was open, or is from now on: its values cannot be listed. */
function boundChange(changed: Changed): Change {
  const { old, now } = changed;
  const message = `the bound of the label ${quoted(now.name)} changes from ${boundOf(old)} to ${boundOf(now)}`;
  const object = `labels.${now.name}`;
  const isWider =
    old.bound.kind !== 'open'
      ? old.bound.kind === 'values' &&
        old.bound.values.every(({ value }) => now.bound.kind === 'open' && now.bound.matcher.matches(value))
      : now.bound.kind === 'open' &&
        now.bound.pattern === old.bound.pattern &&
        now.bound.atMost >= old.bound.atMost &&
        old.overflow === now.overflow;
  return isWider
    ? info('bound-widened', object, `${message}${costOf(changed)}`)
    : warning('bound-narrowed', object, `${message}: values outside it are refused or counted as another`);
}

function boundOf({ bound, cardinality }: Label): string {
  return bound.kind === 'open' ? `${bound.atMost} of ${quoted(bound.pattern)}` : plural(cardinality, 'value');
}

/** Series of one target that a wider bound costs by itself. */
function costOf({ now, metrics }: Changed): string {
  const series = metrics.reduce((sum, metric) => {
    const labels = metric.labels.map((label) => (label.name === now.name ? now : label));
    const impossible = metric.impossible.map(
      (entry) =>
        new Map(
          [...entry].map(([name, values]) => [
            name,
            name === now.name ? values.filter((value) => now.values?.includes(value) ?? true) : values,
          ]),
        ),
    );
    return sum + combinationsOf(labels, impossible) * metric.seriesPerCombination - metric.seriesPerTarget;
  }, 0);
  return `; ${plural(metrics.length, 'metric')}, ${series < 0 ? '' : '+'}${series} series per target`;
}
