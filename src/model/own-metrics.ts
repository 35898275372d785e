import type { SpecPath } from '../spec/path.ts';
import type { Label } from './label.ts';
import type { OwnMetric } from './metric.ts';
import type { Model } from './model.ts';
import { prefixOf } from './service-name.ts';

/** Why a recording is refused, or changed. */
export type RefusalReason = 'label' | 'impossible' | 'value' | 'overflow' | 'ended';

const PRESENCE = 'metrics_collect_failures_total';

/** What the module's own metrics depend on. */
type Instrumented = Pick<Model, 'service' | 'metrics' | 'labels' | 'operations' | 'outputs'>;

/** What the spec says of the module; findings about its metrics and alert are located there. */
const modulePath = ({ outputs }: Instrumented): SpecPath =>
  outputs.typescript === undefined && outputs.python !== undefined
    ? ['outputs', 'python']
    : ['outputs', 'typescript'];

/** The spec asks for an instrumentation module, in whatever language. */
export const hasModule = ({ typescript, python }: Model['outputs']): boolean =>
  typescript !== undefined || python !== undefined;

/** What the instrumentation module counts of itself, bounded like everything else that it exposes. */
export function ownMetrics(of: Instrumented) {
  return {
    refused: counter(of, {
      name: 'metrics_refused_total',
      help: 'Recordings that the instrumentation refused or changed, by metric, label or operation, and by reason.',
      labels: {
        subject: 'What refused the recording: a metric, a label or an operation.',
        reason: 'Why it was refused or changed.',
      },
      series: refusalsOf(of),
    }),
    collectFailures: counter(of, {
      name: PRESENCE,
      help: 'Callbacks that failed to give the values of a scrape, by reason.',
      labels: { reason: 'Whether the callback failed or took too long.' },
      series: [['error'], ['timeout']],
    }),
  };
}

function counter(
  of: Instrumented,
  {
    name,
    help,
    labels,
    series,
  }: Pick<OwnMetric, 'name' | 'help' | 'series'> & { labels: Readonly<Record<string, string>> },
): OwnMetric {
  const path = modulePath(of);
  return {
    origin: 'own',
    name: ownName(of, name),
    type: 'counter',
    help,
    unit: 'none',
    labels: Object.entries(labels).map(([label, description], index) =>
      labelOf(label, description, new Set(series.flatMap((each) => each[index] ?? [])), path),
    ),
    target: of.service.target,
    impossible: [],
    buckets: [],
    bands: [],
    range: {},
    acrossTargets: 'sum',
    targets: of.service.targets,
    combinations: series.length,
    seriesPerCombination: 1,
    seriesPerTarget: series.length,
    seriesTotal: series.length * of.service.targets,
    series,
    path,
  };
}

function labelOf(name: string, description: string, distinct: ReadonlySet<string>, path: SpecPath): Label {
  const values = [...distinct];
  const bound = { kind: 'values', values: values.map((value) => ({ value })) } as const;
  return { name, description, bound, values, cardinality: values.length, path };
}

/** The counter that every target exposes as long as it runs, whatever the spec declares. */
export function presenceCounter(named: Named): string {
  return ownName(named, PRESENCE);
}

/** Each subject with each reason that can occur for it. */
function refusalsOf({ metrics, labels, operations }: Instrumented): (readonly [string, RefusalReason])[] {
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
  const prefix = prefixOf(service.name);
  let name = `${prefix}_${suffix}`;
  while (metrics.has(name)) name = `${prefix}_module_${name.slice(prefix.length + 1)}`;
  return name;
}
