// The same metrics in prom-client and in the OpenTelemetry SDK.
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export const LATENCY = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const TTFT = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const BATCH = [1, 4, 8, 16, 32];

const METRICS = [
  ['requests', Counter, 'bench_inference_requests_total', ['model', 'status', 'endpoint']],
  ['tokens', Counter, 'bench_tokens_generated_total', ['model', 'token_type']],
  ['latency', Histogram, 'bench_inference_latency_seconds', ['model', 'batch_size'], LATENCY],
  ['ttft', Histogram, 'bench_ttft_latency_seconds', ['model'], TTFT],
  ['batch', Histogram, 'bench_batch_size_distribution', ['model', 'request_type'], BATCH],
  ['active', Gauge, 'bench_active_inference_requests', ['model', 'request_type']],
];

export function promClient() {
  const registers = [new Registry()];
  return Object.fromEntries(
    METRICS.map(([key, Type, name, labelNames, buckets]) => [
      key,
      new Type({ name, help: name, labelNames, registers, ...(buckets && { buckets }) }),
    ]),
  );
}

/** 400 label combinations of a counter and of a histogram with 11 buckets. */
export function promClientWide() {
  const registry = new Registry();
  const registers = [registry];
  const labelNames = ['model', 'shard'];
  return {
    registry,
    total: new Counter({ name: 'bench_wide_total', help: 'w', labelNames, registers }),
    seconds: new Histogram({
      name: 'bench_wide_seconds',
      help: 'w',
      labelNames,
      buckets: LATENCY,
      registers,
    }),
  };
}

/** Without a reader the SDK would record nothing. */
class ManualReader extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
}

export function openTelemetry() {
  const meter = new MeterProvider({ readers: [new ManualReader()] }).getMeter('bench');
  const create = {
    Counter: (name) => meter.createCounter(name),
    Gauge: (name) => meter.createUpDownCounter(name),
    Histogram: (name, buckets) =>
      meter.createHistogram(name, { advice: { explicitBucketBoundaries: buckets } }),
  };
  return Object.fromEntries(
    METRICS.map(([key, Type, name, , buckets]) => [key, create[Type.name](name, buckets)]),
  );
}
