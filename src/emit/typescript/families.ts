import type { ZeroPattern } from '../../plan/zero.ts';
import { canonicalFloat } from '../../promql/number.ts';
import type { Layout, OwnFamily, Place } from '../instrumentation/layout.ts';
import type { MetricCode } from './metrics.ts';
import { list, numberList, propertyKey, stringLiteral, WIDTH } from './source.ts';

/** The families table: what the runtime knows of each metric. */
export function familyView(code: MetricCode, layout: Layout, zero: readonly ZeroPattern[]) {
  const { metric, labels, place } = code;
  const bounds = metric.buckets.map(({ le }) => le);
  const le = [...bounds, Number.POSITIVE_INFINITY].map((bound) => stringLiteral(canonicalFloat(bound)));
  const lines = [
    `name: ${stringLiteral(metric.name)}`,
    row('help', stringLiteral(metric.help)),
    `type: ${stringLiteral(metric.type)}`,
    ...(metric.unit === 'none' ? [] : [`unit: ${stringLiteral(metric.unit)}`]),
    ...(metric.acrossTargets === 'sum' ? [] : [`aggregator: ${stringLiteral(metric.acrossTargets)}`]),
    `labels: ${list(
      '[',
      labels.map(({ spaceName }) => spaceName),
      ']',
      4,
      '    labels: ,'.length,
    )}`,
    ...(metric.type === 'histogram'
      ? [`bounds: ${numberList(bounds, 4, 12)}`, `le: ${list('[', le, ']', 4, '    le: ,'.length)}`]
      : []),
    ...placeRows(place),
    ...patternRows('impossible', metric.impossible),
    ...patternRows('zero', zero),
    `refused: ${layout.refusal(metric.name, 'value')}`,
  ];
  return { rows: lines };
}

function row(key: string, value: string): string {
  const line = `${key}: ${value}`;
  // A string that would not fit on the next line either stays where it is.
  const isShorter = 4 + line.length + 1 <= WIDTH || value.length + 6 + 1 > WIDTH || key.length + 2 <= 6;
  return isShorter ? line : `${key}:\n      ${value}`;
}

function placeRows({ first, combinations, stride }: Place): string[] {
  return [`first: ${first}`, `combinations: ${combinations}`, ...(stride === 1 ? [] : [`stride: ${stride}`])];
}

function patternRows(key: string, patterns: readonly ZeroPattern[]): string[] {
  if (patterns.length === 0) return [];
  const items = patterns.map((pattern) => patternText(pattern, 6));
  const isPlural = patterns.every(({ size }) => size > 1);
  return [`${key}: ${rows(items, isPlural, 4 + key.length + 3)}`];
}

function patternText(pattern: ZeroPattern, indent: number): string {
  const items = [...pattern].map(([name, values]) => {
    const key = propertyKey(name);
    const literals = values.map(stringLiteral);
    return `${key}: ${list('[', literals, ']', indent + 2, indent + 2 + key.length + 3)}`;
  });
  return items.length === 0 ? '{}' : list('{', items, '}', indent, indent + 1);
}

/** The module's own families. */
export function ownFamilyView({ name, help, labels, series, ...place }: OwnFamily) {
  const spaces = labels.map((label) => `{ name: ${stringLiteral(label.name)}, size: 0, values: [] }`);
  const pairs = series.map((values) => `[${values.map(stringLiteral).join(', ')}]`);
  return {
    rows: [
      `name: ${stringLiteral(name)}`,
      row('help', stringLiteral(help)),
      `type: 'counter'`,
      `labels: ${rows(spaces, true, '    labels: ,'.length)}`,
      `series: ${rows(pairs, labels.length > 1, '    series: ,'.length)}`,
      ...placeRows(place),
      'zero: [{}]',
    ],
  };
}

/** A list of objects or lists: an item a line where all have several members, however short they are. */
function rows(items: readonly string[], isPlural: boolean, column: number): string {
  if (items.length < 2 || !isPlural) return list('[', items, ']', 4, column);
  return `[\n${items.map((item) => `      ${item},\n`).join('')}    ]`;
}
