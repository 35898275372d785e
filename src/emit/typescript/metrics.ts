import { canonicalFloat } from '../../model/canonical-float.ts';
import type { Band, Metric } from '../../model/metric.ts';
import type { Unit } from '../../model/unit.ts';
import { decision } from './decision.ts';
import { type LabelCode, lookup } from './labels.ts';
import type { Layout, OwnFamily, Place } from './layout.ts';
import { camelCase, Names, pascalCase, RESERVED_WORDS } from './names.ts';
import { jsDoc, list, numberList, propertyKey, stringLiteral, WIDTH } from './source.ts';
import type { ZeroPattern } from './zero.ts';

/** How the module spells a metric. */
export interface MetricCode {
  readonly metric: Metric;
  readonly labels: readonly LabelCode[];
  readonly place: Place;
  /** Property of `metrics`. */
  readonly property: string;
  readonly className: string;
  readonly labelsType: string;
  readonly handleName: string;
  /** Function from the positions of the labels to a cell. */
  readonly cellName: string;
  readonly observeName: string;
  readonly bucketName: string;
}

/** Claims the identifiers of a metric. `properties` are those of the `metrics` object. */
export function metricCode(
  metric: Metric,
  service: string,
  labels: ReadonlyMap<string, LabelCode>,
  layout: Layout,
  names: Names,
  properties: Names,
): MetricCode {
  const short = metric.name.startsWith(`${service}_`) ? metric.name.slice(service.length + 1) : metric.name;
  const base = /^[a-zA-Z]/.test(short) ? short : metric.name;
  const pascal = pascalCase(base);
  const camel = camelCase(base);
  const place = layout.places.get(metric.name);
  if (place === undefined) throw new Error(`${metric.name} has no place in the layout`);
  return {
    metric,
    labels: metric.labels.flatMap(({ name }) => labels.get(name) ?? []),
    place,
    property: properties.claim(camel, `${camel}Metric`),
    className: names.claim(pascal, `${pascal}Metric`),
    labelsType: names.claim(`${pascal}Labels`),
    handleName: metric.type === 'histogram' ? names.claim(`${pascal}Handle`) : handles[metric.type],
    cellName: names.claim(`${camel}Cell`),
    observeName: names.claim(`observe${pascal}`),
    bucketName: names.claim(`${camel}Bucket`),
  };
}

const handles = { counter: 'CounterHandle', gauge: 'GaugeHandle' } as const;

/** What the metrics template shows of one metric. */
export function metricView(code: MetricCode, layout: Layout) {
  const { metric, labels, className, labelsType, cellName } = code;
  const isTimed = metric.type === 'histogram' && metric.unit === 'seconds';
  return {
    ...code,
    name: metric.name,
    nameLiteral: stringLiteral(metric.name),
    isCounter: metric.type === 'counter',
    isGauge: metric.type === 'gauge',
    isHistogram: metric.type === 'histogram',
    isTimed,
    isLabelled: labels.length > 0,
    labelsDoc: jsDoc([`Labels of \`${metric.name}\`.`]),
    labelFields: labels.map((label) => ({
      doc: jsDoc([label.label.description ?? `One of the values of \`${label.label.name}\`.`], 2),
      key: propertyKey(label.label.name),
      typeName: label.typeName,
    })),
    doc: jsDoc(metricDoc(metric)),
    cellFunction: labels.length > 0 ? cellFunction(code, layout) : '',
    cellCall: labels.length > 0 ? cellCall(code) : '',
    ownCell: labels.length > 0 ? 'this.cell(labels)' : String(code.place.first),
    labelsParameter: labels.length > 0 ? `labels: ${labelsType}, ` : '',
    onlyLabelsParameter: labels.length > 0 ? `labels: ${labelsType}` : '',
    bucketBody: decision(
      'value',
      metric.buckets.map(({ le }) => le),
      2,
    ),
    sumOffset: metric.buckets.length + 1,
    family: familyName(code),
    propertyDoc: jsDoc([metric.help === '' ? `\`${metric.name}\`.` : metric.help], 2),
    construct: `new ${className}(store)`,
    cellName,
  };
}

const familyName = ({ metric }: MetricCode) => stringLiteral(metric.name);

/** Hover text: help, use, rationale, what buckets and bands mean. */
export function metricDoc(metric: Metric): string[] {
  const paragraphs = [
    metric.help === '' ? `\`${metric.name}\`.` : metric.help,
    '',
    `\`${metric.name}\`: ${metric.type}${unitDoc(metric.unit)}${rangeDoc(metric)}.`,
  ];
  if (metric.use !== undefined) paragraphs.push('', `Use: ${metric.use}`);
  if (metric.rationale !== undefined) paragraphs.push('', `Rationale: ${metric.rationale}`);
  const buckets = metric.buckets.filter(({ means }) => means !== undefined);
  if (buckets.length > 0) paragraphs.push('', 'Buckets:');
  paragraphs.push(...buckets.map(({ text, means }) => `- ${text}: ${means}`));
  if (metric.bands.length > 0) paragraphs.push('', 'Values:');
  paragraphs.push(...metric.bands.map((band) => `- ${bandDoc(band)}: ${band.means} (${band.level})`));
  return paragraphs;
}

const unitDoc = (unit: Unit) => (unit === 'none' ? '' : ` in ${unit.replaceAll('_', ' ')}`);

function rangeDoc({ range: { min, max } }: Metric): string {
  if (min !== undefined && max !== undefined) return `, from ${min} to ${max}`;
  if (min !== undefined) return `, from ${min}`;
  return max === undefined ? '' : `, up to ${max}`;
}

function bandDoc({ above, below }: Band): string {
  const sides = [
    ...(above === undefined ? [] : [`above ${above.text}`]),
    ...(below === undefined ? [] : [`below ${below.text}`]),
  ];
  return sides.join(' and ');
}

/** Names of the positions as parameters and locals. */
export function positionNames(labels: readonly LabelCode[]): string[] {
  const names = new Names([...RESERVED_WORDS, 'cell', 'store', 'labels']);
  return labels.map(({ label }) => {
    const camel = camelCase(label.name);
    return names.claim(camel, `${camel}Position`);
  });
}

function cellFunction(code: MetricCode, layout: Layout): string {
  const { metric, labels, cellName } = code;
  const positions = positionNames(labels);
  const head = `function ${cellName}`;
  const tail = '): number {';
  const typed = positions.map((name) => `${name}: number`);
  const parameters = list('(', typed, ')', 0, head.length + tail.length - 1);
  const dropping = positions.filter((_, index) => labels[index]?.drops);
  const lines: string[] = [];
  if (dropping.length > 0) {
    const any = dropping.length === 1 ? `${dropping[0]} < 0` : `(${dropping.join(' | ')}) < 0`;
    lines.push(...guardLine(any, `~${layout.refusal(metric.name, 'label')}`));
  }
  lines.push(...cellLines(code, positions, layout));
  return [`${head}${parameters}: number {`, ...lines, '}'].join('\n');
}

function guardLine(test: string, result: string): string[] {
  const line = `  if (${test}) return ${result};`;
  return line.length <= WIDTH ? [line] : [`  if (${test})`, `    return ${result};`];
}

function cellLines(
  { metric, labels, place }: MetricCode,
  positions: readonly string[],
  layout: Layout,
): string[] {
  const impossible =
    metric.impossible.length > 0 ? `~${layout.refusal(metric.name, 'impossible')}` : undefined;
  const expression = cellExpression(place, labels, positions);
  const oneLine = impossible === undefined ? `  return ${expression};` : `  const cell = ${expression};`;
  const last = impossible === undefined ? 'cell' : `IMPOSSIBLE[cell] === 1 ? ${impossible} : cell`;
  if (oneLine.length <= WIDTH) return impossible === undefined ? [oneLine] : [oneLine, `  return ${last};`];
  const steps = labels.slice(1).map(({ label }, index) => {
    return `  cell = cell * ${label.cardinality} + ${positions[index + 1]};`;
  });
  const scaled = scale('cell', place);
  return [
    `  let cell = ${positions[0]};`,
    ...steps,
    ...(scaled === 'cell' ? [] : [`  cell = ${scaled};`]),
    `  return ${last};`,
  ];
}

/** Mixed radix: the last label counts fastest, as the exposition lists them. */
function cellExpression(place: Place, labels: readonly LabelCode[], positions: readonly string[]): string {
  const combination = positions.reduce((sum, position, index) => {
    const size = labels[index]?.label.cardinality ?? 1;
    const product = index > 1 ? `(${sum}) * ${size}` : `${sum} * ${size}`;
    return `${product} + ${position}`;
  });
  return scale(combination, place);
}

function scale(combination: string, { first, stride }: Place): string {
  const isTerm = /^\w+$/.test(combination);
  const scaled = stride === 1 ? combination : `${isTerm ? combination : `(${combination})`} * ${stride}`;
  return first === 0 ? scaled : `${first} + ${scaled}`;
}

function cellCall({ labels, cellName }: MetricCode): string {
  const positions = labels.map((code) => {
    return lookup(code, 'this._store', `labels?.${code.label.name}`);
  });
  return `return ${list(`${cellName}(`, positions, ')', 4, '    return ;'.length)};`;
}

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
  const spaces = labels.map((label) => `{ name: ${stringLiteral(label)}, size: 0, values: [] }`);
  const pairs = series.map((values) => `[${values.map(stringLiteral).join(', ')}]`);
  return {
    rows: [
      `name: ${stringLiteral(name)}`,
      row('help', stringLiteral(help)),
      `type: 'counter'`,
      `labels: ${rows(spaces, true, '    labels: ,'.length)}`,
      `series: ${rows(pairs, labels.length > 1, '    series: ,'.length)}`,
      ...placeRows(place),
    ],
  };
}

/** A list of objects or lists: an item a line where all have several members, however short they are. */
function rows(items: readonly string[], isPlural: boolean, column: number): string {
  if (items.length < 2 || !isPlural) return list('[', items, ']', 4, column);
  return `[\n${items.map((item) => `      ${item},\n`).join('')}    ]`;
}
