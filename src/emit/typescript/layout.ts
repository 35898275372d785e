import type { Metric } from '../../model/metric.ts';
import type { Model } from '../../model/model.ts';

/** Why a recording is refused, or changed. Part of the module's own metric. */
export type Reason = 'label' | 'impossible' | 'value' | 'overflow' | 'ended';

/** Where a metric's combinations lie in the value array. */
export interface Place {
  readonly first: number;
  /** Combinations, those declared impossible included. */
  readonly combinations: number;
  /** Cells of a combination: 1; for a histogram one a bucket, one for +Inf, one for the sum. */
  readonly stride: number;
}

export interface OwnFamily extends Place {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  /** Label values of each combination. */
  readonly series: readonly (readonly string[])[];
}

/** The value array of the module: every metric of the spec, then the module's own. */
export interface Layout {
  readonly cells: number;
  readonly places: ReadonlyMap<string, Place>;
  readonly refused: OwnFamily;
  readonly collectFailures: OwnFamily;
  /** Cell that counts what was refused. */
  readonly refusal: (subject: string, reason: Reason) => number;
}

export function layoutOf(model: Model): Layout {
  const places = new Map<string, Place>();
  let next = 0;
  for (const metric of model.metrics.values()) {
    const place = { first: next, combinations: product(metric), stride: strideOf(metric) };
    places.set(metric.name, place);
    next += place.combinations * place.stride;
  }
  const refusals = refusalsOf(model);
  const refused: OwnFamily = {
    name: ownName(model, 'metrics_refused_total'),
    help: 'Recordings that the instrumentation refused or changed, by metric, label or operation, and by reason.',
    labels: ['subject', 'reason'],
    series: refusals,
    first: next,
    combinations: refusals.length,
    stride: 1,
  };
  const collectFailures: OwnFamily = {
    name: ownName(model, 'metrics_collect_failures_total'),
    help: 'Callbacks that failed to give the values of a scrape, by reason.',
    labels: ['reason'],
    series: [['error'], ['timeout']],
    first: next + refusals.length,
    combinations: 2,
    stride: 1,
  };
  const cells = new Map(refusals.map(([subject, reason], index) => [`${subject} ${reason}`, next + index]));
  const refusal = (subject: string, reason: Reason) => {
    const cell = cells.get(`${subject} ${reason}`);
    if (cell === undefined) throw new Error(`nothing counts refusals of ${subject} by ${reason}`);
    return cell;
  };
  return { cells: next + refusals.length + 2, places, refused, collectFailures, refusal };
}

const product = ({ labels }: Metric) => labels.reduce((count, { cardinality }) => count * cardinality, 1);

const strideOf = ({ type, buckets }: Metric) => (type === 'histogram' ? buckets.length + 2 : 1);

/** Each subject with each reason that can occur for it. */
function refusalsOf({ metrics, labels, operations }: Model): (readonly [string, Reason])[] {
  const ofMetrics = [...metrics.values()].flatMap((metric): (readonly [string, Reason])[] => [
    ...(metric.labels.some(({ overflow }) => overflow === undefined)
      ? [[metric.name, 'label'] as const]
      : []),
    ...(metric.impossible.length > 0 ? [[metric.name, 'impossible'] as const] : []),
    [metric.name, 'value'],
  ]);
  const ofLabels = [...labels.values()].flatMap((label) =>
    label.overflow === undefined ? [] : [[label.name, 'overflow'] as const],
  );
  return [...ofMetrics, ...ofLabels, ...operations.map(({ name }) => [name, 'ended'] as const)];
}

/** A name under the prefix of the service that no metric of the spec has. */
function ownName({ service, metrics }: Model, suffix: string): string {
  let name = `${service.name}_${suffix}`;
  while (metrics.has(name)) name = `${service.name}_module_${name.slice(service.name.length + 1)}`;
  return name;
}
