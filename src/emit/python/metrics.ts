import type { Metric } from '../../model/metric.ts';
import type { ZeroPattern } from '../../plan/zero.ts';
import { canonicalFloat } from '../../promql/number.ts';
import { metricDoc, metricSummary } from '../instrumentation/documentation.ts';
import {
  cellExpression,
  cellSteps,
  type Layout,
  type OwnFamily,
  type Place,
} from '../instrumentation/layout.ts';
import { Names, pascalCase, shortName, snakeCase, upperCase } from '../instrumentation/names.ts';
import { type LabelCode, labelParameters, quickPosition } from './labels.ts';
import { KEYWORDS, LOCALS } from './reserved.ts';
import {
  assign,
  bucketLine,
  defLines,
  docstring,
  floatLiteral,
  list,
  stringLiteral,
  tuple,
  WIDTH,
} from './source.ts';

/** How the package spells a metric. */
export interface MetricCode {
  readonly metric: Metric;
  readonly labels: readonly LabelCode[];
  readonly place: Place;
  /** Position among the families. */
  readonly index: number;
  /** Attribute of `metrics`. */
  readonly property: string;
  readonly className: string;
  readonly boundsName: string;
}

/** Claims the identifiers of a metric. */
export function metricCode(
  metric: Metric,
  index: number,
  service: string,
  labels: ReadonlyMap<string, LabelCode>,
  layout: Layout,
  names: Names,
  properties: Names,
): MetricCode {
  const base = shortName(metric.name, service);
  return {
    metric,
    labels: metric.labels.flatMap(({ name }) => labels.get(name) ?? []),
    place: layout.place(metric.name),
    index,
    property: properties.claim(snakeCase(base), `${snakeCase(base)}_metric`),
    className: names.claim(pascalCase(base), `${pascalCase(base)}Metric`),
    boundsName: names.claim(`${upperCase(base)}_BOUNDS`),
  };
}

/** What the recorders template shows of one metric. */
export function metricView(code: MetricCode, labels: ReadonlyMap<string, LabelCode>) {
  const { metric } = code;
  const parameters = labelParameters(metric.labels, labels, [...KEYWORDS, ...LOCALS]);
  const names = parameters.map(({ name }) => name);
  const typed = parameters.map(({ typed }) => typed);
  const isTimed = metric.type === 'histogram' && metric.unit === 'seconds';
  const trace = 'trace_id: str | None = None';
  const method = (name: string, positional: readonly string[], result = 'None') =>
    defLines(name, ['self', ...positional], typed, result);
  return {
    ...code,
    nameLiteral: stringLiteral(metric.name),
    doc: docstring(metricDoc(metric), 4),
    propertyDoc: docstring([metricSummary(metric)], 4),
    declaration: assign(code.property, code.className, 4, ': '),
    construction: assign(`self.${code.property}`, `${code.className}(store)`, 8),
    isCounter: metric.type === 'counter',
    isGauge: metric.type === 'gauge',
    isHistogram: metric.type === 'histogram',
    isTimed,
    isLabelled: names.length > 0,
    baseName: metric.type === 'gauge' ? 'GaugeRecorder' : 'Recorder',
    quickCell: quickCell(code, parameters, metric.type === 'gauge' ? 12 : 16),
    findCell: findCell(code, names),
    anyCell: `        return ${anyCell(names, 15)}`,
    hasImpossible: metric.impossible.length > 0,
    incCounter: method('inc', ['by: float = 1.0', trace]),
    incGauge: method('inc', ['by: float = 1.0']),
    decGauge: method('dec', ['by: float = 1.0']),
    set: method('set', ['value: float']),
    observe: method('observe', ['value: float', trace]),
    time: method('time', [trace], 'Timer'),
    labels: method('labels', [], handleName(metric)),
    cell: defLines('_cell', ['self', ...typed], [], 'int'),
    handleName: handleName(metric),
    bucketLine: bucketLine(`cell + bisect_left(${code.boundsName}, value)`, 16),
    sumOffset: metric.buckets.length + 1,
  };
}

function handleName({ type, unit }: Metric): string {
  if (type === 'counter') return 'CounterHandle';
  if (type === 'gauge') return 'GaugeHandle';
  return unit === 'seconds' ? 'TimedHistogramHandle' : 'HistogramHandle';
}

/** Looks every label up, and counts what is refused. */
const anyCell = (names: readonly string[], column: number) =>
  list('self._store.cell(', ['self.family', tuple(names)], ')', 8, column);

/** Statement that finds the cell of a combination in any case. Gauges are found in one place only. */
function findCell({ metric, place }: MetricCode, names: readonly string[]): string {
  if (names.length === 0) return `        cell = ${place.first}`;
  const found = metric.type === 'gauge' ? list('self._cell(', names, ')', 8, 15) : anyCell(names, 15);
  return `        cell = ${found}`;
}

/** Statements that find the cell at once; undefined where a label has no short way. */
function quickCell(
  { metric, place }: MetricCode,
  parameters: ReturnType<typeof labelParameters>,
  indent: number,
) {
  const locals = new Names([...LOCALS, ...parameters.map(({ name }) => name)]);
  const lookups: string[] = [];
  const positions: string[] = [];
  for (const { code, name } of parameters) {
    const position = quickPosition(code, name, 'self._store');
    if (position === undefined) return undefined;
    if (code.label.bound.kind !== 'ranges') {
      positions.push(position);
      continue;
    }
    const local = locals.claim(`${name}_at`);
    lookups.push(assign(local, position, indent));
    positions.push(local);
  }
  return [...lookups, ...cellLines(metric, place, positions, indent)].join('\n');
}

/** Statements that compute a cell into `cell`. */
export function cellLines(
  metric: Metric,
  place: Place,
  positions: readonly string[],
  indent: number,
): string[] {
  const pad = ' '.repeat(indent);
  const line = `${pad}cell = ${cellExpression(metric, place, positions)}`;
  if (positions.length < 2 || line.length <= WIDTH) return [line];
  return cellSteps(metric, place, positions).map((step) => `${pad}cell = ${step}`);
}

/** The row of a metric in the families table. */
export function familyView(
  { metric, labels, place, boundsName }: MetricCode,
  layout: Layout,
  zero: readonly ZeroPattern[],
) {
  const le = [...metric.buckets.map(({ le }) => le), Number.POSITIVE_INFINITY];
  const texts = le.map((bound) => stringLiteral(canonicalFloat(bound)));
  return {
    rows: [
      `name=${stringLiteral(metric.name)}`,
      `help=${stringLiteral(metric.help)}`,
      `type=${stringLiteral(metric.type)}`,
      `labels=${tuple(
        labels.map(({ labelName }) => labelName),
        8,
        '        labels=,'.length,
      )}`,
      ...placeRows(place),
      ...(metric.unit === 'none' ? [] : [`unit=${stringLiteral(metric.unit)}`]),
      ...(metric.acrossTargets === 'sum' ? [] : [`across=${stringLiteral(metric.acrossTargets)}`]),
      ...(metric.type === 'histogram' ? [`bounds=${boundsName}`, `le=${tuple(texts, 8, 12)}`] : []),
      ...patternRows('impossible', metric.impossible),
      ...patternRows('zero', zero),
      `refused_value=${layout.refusal(metric.name, 'value')}`,
      ...(metric.labels.some(({ overflow }) => overflow === undefined)
        ? [`refused_label=${layout.refusal(metric.name, 'label')}`]
        : []),
      ...(metric.impossible.length === 0
        ? []
        : [`refused_impossible=${layout.refusal(metric.name, 'impossible')}`]),
    ],
  };
}

/** The bounds of a histogram, as recordings read them. */
export function boundsStatement({ metric, boundsName }: MetricCode): string[] {
  if (metric.type !== 'histogram') return [];
  const head = `${boundsName}: Final = `;
  return [
    `${head}${tuple(
      metric.buckets.map(({ le }) => floatLiteral(le)),
      0,
      head.length,
    )}`,
  ];
}

function placeRows({ first, combinations, stride }: Place): string[] {
  return [`first=${first}`, `combinations=${combinations}`, ...(stride === 1 ? [] : [`stride=${stride}`])];
}

function patternRows(key: string, patterns: readonly ZeroPattern[]): string[] {
  if (patterns.length === 0) return [];
  const items = patterns.map((pattern) => {
    const entries = [...pattern].map(([name, values]) => {
      const head = `${stringLiteral(name)}: `;
      return `${head}${tuple(values.map(stringLiteral), 16, 17 + head.length)}`;
    });
    return entries.length === 0 ? '{}' : list('{', entries, '}', 12, 13);
  });
  return [`${key}=${tuple(items, 8, key.length + 10)}`];
}

/** The package's own families. */
export function ownFamilyView({ name, help, labels, series, ...place }: OwnFamily) {
  const own = labels.map((label) => `Label(${stringLiteral(label.name)}, 0, ())`);
  const pairs = series.map((values) => tuple(values.map(stringLiteral)));
  return {
    rows: [
      `name=${stringLiteral(name)}`,
      `help=${stringLiteral(help)}`,
      'type="counter"',
      `labels=${tuple(own, 8, '        labels=,'.length)}`,
      `series=${tuple(pairs, 8, '        series=,'.length)}`,
      ...placeRows(place),
    ],
  };
}
