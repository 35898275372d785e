import type { Model } from './model.ts';

/** Why a recording is refused, or changed. */
export type RefusalReason = 'label' | 'impossible' | 'value' | 'overflow' | 'ended';

/** A counter that the instrumentation module keeps of itself. */
export interface OwnMetric {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  /** Label values of each series that can exist. */
  readonly series: readonly (readonly string[])[];
}

interface OwnMetrics {
  readonly refused: OwnMetric;
  readonly collectFailures: OwnMetric;
}

/** What the instrumentation module counts of itself, bounded like everything else that it exposes. */
export function ownMetrics(model: Model): OwnMetrics {
  return {
    refused: {
      name: ownName(model, 'metrics_refused_total'),
      help: 'Recordings that the instrumentation refused or changed, by metric, label or operation, and by reason.',
      labels: ['subject', 'reason'],
      series: refusalsOf(model),
    },
    collectFailures: {
      name: presenceCounter(model),
      help: 'Callbacks that failed to give the values of a scrape, by reason.',
      labels: ['reason'],
      series: [['error'], ['timeout']],
    },
  };
}

/** The own metrics that targets expose: none where the spec asks for no module. */
export function exposedOwnMetrics(model: Model): readonly OwnMetric[] {
  if (model.outputs.typescript === undefined) return [];
  const { refused, collectFailures } = ownMetrics(model);
  return [refused, collectFailures];
}

/** The counter that every target exposes as long as it runs, whatever the spec declares. */
export function presenceCounter(named: Named): string {
  return ownName(named, 'metrics_collect_failures_total');
}

/** Each subject with each reason that can occur for it. */
function refusalsOf({ metrics, labels, operations }: Model): (readonly [string, RefusalReason])[] {
  const ofMetrics = [...metrics.values()].flatMap((metric): (readonly [string, RefusalReason])[] => [
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

interface Named {
  readonly service: Pick<Model['service'], 'name'>;
  readonly metrics: Model['metrics'];
}

/** A name under the prefix of the service that no metric of the spec has. */
function ownName({ service, metrics }: Named, suffix: string): string {
  let name = `${service.name}_${suffix}`;
  while (metrics.has(name)) name = `${service.name}_module_${name.slice(service.name.length + 1)}`;
  return name;
}
