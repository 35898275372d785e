import {
  boundaryValues,
  type DeclaredLabel,
  type LabelValues,
  type MetricCatalogue,
  type SeriesDeclaration,
} from '../../src/promql/catalogue.ts';

const TARGETS = 3;

function oneOf(...values: string[]): DeclaredLabel {
  return { values: { kind: 'closed', values } };
}

const MODELS = oneOf('bitnet-7b', 'llama-7b', 'llama-13b', 'gpt2-small');
const TARGET: Readonly<Record<string, DeclaredLabel>> = {
  job: oneOf('ryot'),
  instance: { values: { kind: 'open', atMost: TARGETS } },
};
const LATENCY_BUCKETS = [0.01, 0.05, 0.1, 0.5, 1, 2.5, 10];

type Metric = Pick<SeriesDeclaration, 'kind'> &
  Partial<SeriesDeclaration> & { own: Readonly<Record<string, DeclaredLabel>> };

function size(values: LabelValues): number {
  return values.kind === 'closed'
    ? values.values.length
    : values.kind === 'open'
      ? values.atMost
      : Number.NaN;
}

function declare(series: string, { own, ...rest }: Metric): SeriesDeclaration {
  const labels = { ...own, ...TARGET };
  const plain = Object.entries(labels).filter(([name]) => name !== 'le');
  const combinations = plain.reduce((product, [, label]) => product * size(label.values), 1);
  const buckets = rest.part === 'bucket' ? (rest.buckets?.length ?? 0) + 1 : 1;
  return {
    series,
    metric: series,
    origin: 'declared',
    part: 'value',
    labels: new Map(Object.entries(labels)),
    maxSeries: combinations * buckets,
    interval: 15,
    retention: 14 * 86_400,
    ...rest,
  };
}

function histogram(
  metric: string,
  unit: string,
  buckets: readonly number[],
  own: Metric['own'],
): SeriesDeclaration[] {
  const common = { metric, unit, buckets, kind: 'counter' as const };
  return [
    declare(`${metric}_bucket`, {
      ...common,
      part: 'bucket',
      own: { ...own, le: { values: boundaryValues(buckets) } },
    }),
    declare(`${metric}_sum`, { ...common, part: 'sum', own }),
    declare(`${metric}_count`, { ...common, part: 'count', own }),
  ];
}

export const DECLARATIONS: readonly SeriesDeclaration[] = [
  declare('ryot_inference_requests_total', {
    kind: 'counter',
    unit: 'requests',
    own: {
      model: MODELS,
      status: oneOf('success', 'error', 'timeout'),
      endpoint: oneOf('/v1/completions', '/v1/chat/completions'),
    },
  }),
  declare('ryot_inference_errors_total', {
    kind: 'counter',
    own: { model: MODELS, error_type: oneOf('oom', 'cuda_error') },
  }),
  declare('ryot_tokens_generated_total', {
    kind: 'counter',
    unit: 'tokens',
    own: { model: MODELS, tenant: { values: { kind: 'open', atMost: 50, pattern: '[a-z0-9-]{1,32}' } } },
  }),
  ...histogram('ryot_inference_latency_seconds', 'seconds', LATENCY_BUCKETS, { model: MODELS }),
  declare('ryot_active_inference_requests', {
    kind: 'gauge',
    unit: 'requests',
    range: { min: 0 },
    own: { model: MODELS },
  }),
  declare('ryot_gpu_memory_percentage', {
    kind: 'gauge',
    unit: 'percent',
    range: { min: 0, max: 100 },
    own: { model: MODELS, device_id: oneOf('0', '1') },
  }),
  declare('ryot_cache_hit_ratio', { kind: 'gauge', unit: 'ratio', range: { min: 0, max: 1 }, own: {} }),
  declare('ryot_model_loaded_timestamp_seconds', { kind: 'gauge', unit: 'seconds', own: { model: MODELS } }),
  declare('ryot_build_info', {
    kind: 'gauge',
    range: { min: 1, max: 1 },
    own: { revision: { values: { kind: 'open', atMost: 2 } } },
  }),
  declare('node_load1', {
    kind: 'gauge',
    origin: 'external',
    own: { zone: { values: { kind: 'closed', values: ['a', 'b'] }, optional: true } },
    maxSeries: 9,
  }),
  declare('up', { kind: 'gauge', origin: 'external', range: { min: 0, max: 1 }, own: {} }),
  // What programs of others expose.
  declare('redis_fragmentation_ratio', { kind: 'gauge', origin: 'external', unit: 'ratio', own: {} }),
  declare('node_disk_used_percent', { kind: 'gauge', origin: 'external', unit: 'percent', own: {} }),
  declare('db_wait', { kind: 'gauge', origin: 'external', unit: 'microseconds', own: {} }),
  declare('dcgm_last_seen', { kind: 'unknown', origin: 'external', unit: 'milliseconds', own: {} }),
  declare('dcgm_untyped', { kind: 'unknown', origin: 'external', own: {} }),
  declare('rpc_duration_seconds', {
    kind: 'gauge',
    part: 'quantile',
    origin: 'external',
    unit: 'seconds',
    own: { quantile: oneOf('0.5', '0.99'), method: oneOf('get', 'put') },
  }),
  ...['sum', 'count'].map((part) =>
    declare(`rpc_duration_seconds_${part}`, {
      metric: 'rpc_duration_seconds',
      kind: 'counter',
      part: part as 'sum' | 'count',
      origin: 'external',
      unit: 'seconds',
      own: { method: oneOf('get', 'put') },
    }),
  ),
  declare('native_seconds', {
    kind: 'counter',
    part: 'native',
    origin: 'external',
    unit: 'seconds',
    own: {},
  }),
  {
    ...declare('ryot:requests:sum', { kind: 'counter', aggregated: true, own: {} }),
    origin: 'recording',
    labels: new Map([['model', MODELS]]),
    maxSeries: 4,
    interval: 30,
  },
];

/** Part of the reference service's metrics, on three targets. */
/** A catalogue of these declarations; where a name repeats, the last one holds. */
export function catalogueOf(declarations: Iterable<SeriesDeclaration>): MetricCatalogue {
  const byName = new Map([...declarations].map((declaration) => [declaration.series, declaration]));
  return { lookup: (series) => byName.get(series), names: () => byName.keys() };
}

export const RYOT: MetricCatalogue = catalogueOf(DECLARATIONS);
