import Big from 'big.js';
import { listed, plural } from '../../finding/prose.ts';
import type { Label } from '../../model/label.ts';
import { type Aggregation, type AnyMetric, type Band, hasCount, type Metric } from '../../model/metric.ts';
import type { Urgency } from '../../model/team.ts';
import type { Unit } from '../../model/unit.ts';
import { formatDuration } from '../../spec/scalars.ts';

import { asCode } from './escape.ts';

const UNITS_OF_TIME: readonly (readonly [name: string, seconds: number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** Seconds in words: `90` is "1 minute 30 seconds". At most the two largest units; below a second in milliseconds. */
export function duration(seconds: number): string {
  if (seconds < 1) return plural(decimal(seconds * 1000), 'millisecond');
  let rest = Math.round(seconds);
  const words: string[] = [];
  for (const [name, size] of UNITS_OF_TIME) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) words.push(plural(String(count), name));
    if (words.length === 2) break;
  }
  return words.join(' ');
}

/** `5m`, as queries and the spec write it. */
export const shortDuration = formatDuration;

/** At most `digits` significant digits, in plain notation without trailing zeros. */
export function decimal(value: number | Big, digits = 4): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  const number = new Big(value);
  if (number.eq(0)) return '0';
  return new Big(number.toPrecision(digits)).toFixed();
}

/** 2340 as "2,340". */
export function grouped(count: number): string {
  return String(count).replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));
}

/** Items of an ordered list, from 1: templates cannot count. */
export function numbered<T extends object>(items: readonly T[]): (T & { readonly number: number })[] {
  return items.map((item, index) => ({ number: index + 1, ...item }));
}

/** 0.1234 as "12.3%". */
export function percent(share: number): string {
  return `${decimal(share * 100, 3)}%`;
}

export function codeList(items: readonly string[]): string {
  return listed(items.map(asCode));
}

export const URGENCY: Readonly<Record<Urgency, string>> = {
  page: 'Pages the on-call engineer at any hour.',
  ticket: 'Needs action within working hours.',
  info: 'For information; needs no action.',
};

export const REDUCED: Readonly<Record<Aggregation, string>> = {
  sum: 'sum',
  average: 'mean',
  min: 'lowest value',
  max: 'highest value',
};

const UNIT_WORDS: Readonly<Partial<Record<Unit, string>>> = {
  none: '',
  ratio: 'ratio, 0 to 1',
  percent: 'percent, 0 to 100',
  celsius: 'degrees Celsius',
};

/** The unit for people; empty where there is none. */
export function unit(name: Unit): string {
  return UNIT_WORDS[name] ?? name.replaceAll('_', ' ').replace(/ per /, ' per ');
}

/** What values a label can take, in words; the values themselves are listed elsewhere. */
export function bound({ bound: of, overflow }: Label): string {
  const other = overflow === undefined ? '' : `; any other value becomes ${asCode(overflow)}`;
  switch (of.kind) {
    case 'values':
      return `${plural(of.values.length, 'value')}${other}`;
    case 'ranges':
      return `${plural(of.names.length, 'range')} of numbers${other}`;
    case 'integers':
      return `whole numbers from ${of.from} to ${of.to}${other}`;
    case 'open':
      return `at most ${plural(of.atMost, 'value')} that match ${asCode(of.pattern)}${other}`;
  }
}

/** The values that can occur, with what the spec says about them; empty for an open set. */
export function valuesOf({ bound: of, values = [], overflow }: Label) {
  const described = new Map(
    of.kind === 'values' ? of.values.map(({ value, description }) => [value, description]) : [],
  );
  return values.map((value) => ({
    value,
    description: described.get(value) ?? (value === overflow ? 'Any other value.' : ''),
  }));
}

/** "above 0.9", "below 10", "10 to 25". */
export function interval({ above, below }: Pick<Band, 'above' | 'below'>): string {
  if (above !== undefined && below !== undefined) return `${above.text} to ${below.text}`;
  return above === undefined ? `below ${below?.text ?? ''}` : `above ${above.text}`;
}

/** How many series a metric has and why: "24 label combinations x 14 = 336". */
export function seriesWords(metric: AnyMetric): string {
  const combinations = plural(grouped(metric.combinations), 'label combination');
  if (!hasCount(metric)) return `${combinations}, one series each`;
  const parts = metric.seriesPerCombination - (metric.type === 'histogram' ? 3 : 2);
  const names = metric.type === 'histogram' ? `${parts} buckets, +Inf` : plural(parts, 'quantile');
  return `${combinations} x ${metric.seriesPerCombination} (${names}, sum, count) = ${grouped(metric.seriesPerTarget)} series`;
}

/** The limits of a metric's own budget. */
export function budgetOf({ combinations, buckets }: NonNullable<Metric['budget']>): string {
  return listed([
    ...(combinations === undefined ? [] : [plural(grouped(combinations), 'label combination')]),
    ...(buckets === undefined ? [] : [plural(buckets, 'bucket')]),
  ]);
}
