import type { Metric } from '../../model/metric.ts';
import { labelSummary, metricDoc, metricSummary } from '../instrumentation/documentation.ts';
import { cellExpression, cellSteps, type Layout, type Place } from '../instrumentation/layout.ts';
import { camelCase, Names, pascalCase, shortName } from '../instrumentation/names.ts';
import type { LabelCode } from './label-code.ts';
import { lookup } from './label-index.ts';
import { RESERVED_WORDS } from './reserved.ts';
import { decision, jsDoc, list, propertyKey, stringLiteral, WIDTH } from './source.ts';

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
  const base = shortName(metric.name, service);
  const pascal = pascalCase(base);
  const camel = camelCase(base);
  return {
    metric,
    labels: metric.labels.flatMap(({ name }) => labels.get(name) ?? []),
    place: layout.place(metric.name),
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
      doc: jsDoc([labelSummary(label.label)], 2),
      key: propertyKey(label.label.name),
      typeName: label.typeName,
    })),
    doc: jsDoc(metricDoc(metric)),
    cellFunction: labels.length > 0 ? cellFunction(code, layout) : '',
    cellCall: labels.length > 0 ? cellCall(code) : '',
    openLabels: openLabels(code),
    ownCell: labels.length > 0 ? 'this.cell(labels)' : String(code.place.first),
    labelsParameter: labels.length > 0 ? `labels: ${labelsType}, ` : '',
    onlyLabelsParameter: labels.length > 0 ? `labels: ${labelsType}` : '',
    bucketBody: decision(
      'value',
      metric.buckets.map(({ le }) => le),
      2,
    ),
    sumOffset: metric.buckets.length + 1,
    propertyDoc: jsDoc([metricSummary(metric)], 2),
    construct: `new ${className}(store)`,
    cellName,
  };
}

/** Names of the positions as parameters and locals. */
function positionNames(labels: readonly LabelCode[]): string[] {
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
  if (metric.impossible.length > 0) typed.unshift('store: Store');
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

function cellLines({ metric, place }: MetricCode, positions: readonly string[], layout: Layout): string[] {
  const impossible =
    metric.impossible.length > 0 ? `~${layout.refusal(metric.name, 'impossible')}` : undefined;
  const expression = cellExpression(metric, place, positions);
  const oneLine = impossible === undefined ? `  return ${expression};` : `  const cell = ${expression};`;
  const last = impossible === undefined ? 'cell' : `store.impossible[cell] === 1 ? ${impossible} : cell`;
  if (oneLine.length <= WIDTH) return impossible === undefined ? [oneLine] : [oneLine, `  return ${last};`];
  const [start, ...steps] = cellSteps(metric, place, positions);
  return [`  let cell = ${start};`, ...steps.map((step) => `  cell = ${step};`), `  return ${last};`];
}

function cellCall({ metric, labels, cellName }: MetricCode): string {
  const positions = labels.map((code) => {
    return lookup(code, 'this._store', `labels?.${code.label.name}`);
  });
  if (metric.impossible.length > 0) positions.unshift('this._store');
  return `return ${list(`${cellName}(`, positions, ')', 6, '      return ;'.length)};`;
}

/** Where the position of each open label stands in a cell. */
function openLabels({ labels, place }: MetricCode) {
  return labels.flatMap(({ label, open }, index) => {
    if (open === undefined) return [];
    const later = labels.slice(index + 1).reduce((product, code) => product * code.label.cardinality, 1);
    const from = place.first === 0 ? 'cell' : `(cell - ${place.first})`;
    const scaled = `Math.floor(${from} / ${later * place.stride})`;
    return { open, position: index === 0 ? scaled : `${scaled} % ${label.cardinality}` };
  });
}
