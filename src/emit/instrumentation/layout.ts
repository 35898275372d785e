import type { Metric, OwnMetric } from '../../model/metric.ts';
import type { Model } from '../../model/model.ts';
import { ownMetrics, type RefusalReason } from '../../model/own-metrics.ts';

/** Where a metric's combinations lie in the value array. */
export interface Place {
  readonly first: number;
  /** Combinations, those declared impossible included. */
  readonly combinations: number;
  /** Cells of a combination: 1; for a histogram one a bucket, one for +Inf, one for the sum. */
  readonly stride: number;
}

export interface OwnFamily extends Place, OwnMetric {}

/** The value array of the module: every metric of the spec, then the module's own. */
export interface Layout {
  readonly cells: number;
  /** Samples that a scrape of the module has at most. */
  readonly mostSamples: number;
  /** Where a metric of the spec lies. */
  readonly place: (metric: string) => Place;
  readonly refused: OwnFamily;
  readonly collectFailures: OwnFamily;
  /** Cell that counts what was refused. */
  readonly refusal: (subject: string, reason: RefusalReason) => number;
}

export function layoutOf(model: Model): Layout {
  const places = new Map<string, Place>();
  let next = 0;
  for (const metric of model.metrics.values()) {
    const place = { first: next, combinations: product(metric), stride: strideOf(metric) };
    places.set(metric.name, place);
    next += place.combinations * place.stride;
  }
  const place = (metric: string) => {
    const found = places.get(metric);
    if (found === undefined) throw new Error(`${metric} has no place in the layout`);
    return found;
  };
  const own = ownMetrics(model);
  const refused = placed(own.refused, next);
  const collectFailures = placed(own.collectFailures, next + refused.combinations);
  const cells = new Map(
    refused.series.map(([subject, reason], index) => [`${subject} ${reason}`, next + index]),
  );
  const refusal = (subject: string, reason: RefusalReason) => {
    const cell = cells.get(`${subject} ${reason}`);
    if (cell === undefined) throw new Error(`nothing counts refusals of ${subject} by ${reason}`);
    return cell;
  };
  return {
    cells: collectFailures.first + collectFailures.combinations,
    mostSamples: [...model.metrics.values()].reduce(
      (sum, { seriesPerTarget }) => sum + seriesPerTarget,
      refused.combinations + collectFailures.combinations,
    ),
    place,
    refused,
    collectFailures,
    refusal,
  };
}

const product = ({ labels }: Metric) => labels.reduce((count, { cardinality }) => count * cardinality, 1);

const strideOf = ({ type, buckets }: Metric) => (type === 'histogram' ? buckets.length + 2 : 1);

function placed(metric: OwnMetric, first: number): OwnFamily {
  return { ...metric, first, combinations: metric.series.length, stride: 1 };
}

/** Expression for the first cell of a combination, in mixed radix: the last label counts fastest. */
export function cellExpression({ labels }: Metric, place: Place, positions: readonly string[]): string {
  if (positions.length === 0) return String(place.first);
  const combination = positions.reduce((sum, position, index) => {
    const size = labels[index]?.cardinality ?? 1;
    const product = index > 1 ? `(${sum}) * ${size}` : `${sum} * ${size}`;
    return `${product} + ${position}`;
  });
  return scale(combination, place);
}

/** The same in steps, each of which reads the last as `cell`. */
export function cellSteps({ labels }: Metric, place: Place, positions: readonly string[]): string[] {
  const [start = '0', ...rest] = positions;
  const scaled = scale('cell', place);
  return [
    start,
    ...rest.map((position, index) => `cell * ${labels[index + 1]?.cardinality ?? 1} + ${position}`),
    ...(scaled === 'cell' ? [] : [scaled]),
  ];
}

function scale(combination: string, { first, stride }: Place): string {
  const isTerm = /^\w+(\[\w+\])?$/.test(combination);
  const scaled = stride === 1 ? combination : `${isTerm ? combination : `(${combination})`} * ${stride}`;
  return first === 0 ? scaled : `${first} + ${scaled}`;
}
