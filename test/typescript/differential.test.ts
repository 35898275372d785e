import fc from 'fast-check';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { shop } from './generated.ts';
import type { Metrics } from './golden/shop-metrics.ts';
import { parseExposition } from './parse-exposition.ts';

const { createMetrics, ENDPOINT_VALUES, MODEL_VALUES, REGION_VALUES, STATUS_VALUES } = shop;

const LATENCY = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const INTERVALS = ['1', '2-4', '5-8', '9-16', '17-32', '33+'];
const UPPER = [1, 4, 8, 16, 32];

/** The same metrics in prom-client, with what the spec's objectives read there from the start. */
function promClient(contentType: string) {
  const registry = new Registry();
  registry.setContentType(contentType as typeof Registry.PROMETHEUS_CONTENT_TYPE);
  const registers = [registry];
  const common = { help: 'x', registers };
  const requests = new Counter({
    name: 'shop_requests_total',
    labelNames: ['model', 'status', 'endpoint'],
    ...common,
  });
  for (const model of MODEL_VALUES) {
    for (const status of STATUS_VALUES) {
      for (const endpoint of ENDPOINT_VALUES) requests.inc({ model, status, endpoint }, 0);
    }
  }
  return {
    registry,
    requests,
    tokens: new Counter({ name: 'shop_tokens_total', labelNames: ['model', 'tenant'], ...common }),
    restarts: new Counter({ name: 'shop_restarts_total', ...common }),
    latency: new Histogram({
      name: 'shop_latency_seconds',
      labelNames: ['model', 'batch_size'],
      buckets: LATENCY,
      ...common,
    }),
    active: new Gauge({ name: 'shop_active_requests', labelNames: ['model', 'region'], ...common }),
    memory: new Gauge({ name: 'shop_gpu_memory_percentage', labelNames: ['device_id'], ...common }),
    /** Sums that OpenMetrics does not allow: values below zero are in them. */
    negative: new Set<string>(),
    queue: new Gauge({ name: 'shop_queue_depth', ...common }),
  };
}

type Prom = ReturnType<typeof promClient>;

/** One recording, made in both. */
type Step = (own: Metrics, prom: Prom) => void;

const model = fc.constantFrom(...MODEL_VALUES);
const amount = fc.oneof(
  fc.integer({ min: 0, max: 1000 }),
  fc.double({ min: 0, max: 1e12, noNaN: true, noDefaultInfinity: true }),
);
const observed = fc.oneof(
  fc.constantFrom(...LATENCY, 0, -0, Number.MIN_VALUE, Number.MAX_SAFE_INTEGER),
  fc.double({ min: -10, max: 100, noNaN: true }),
);
const level = fc.double({ min: -1e9, max: 1e9, noNaN: true });
const size = fc.integer({ min: 1, max: 100 });
const interval = (value: number) => INTERVALS[UPPER.filter((upper) => value > upper).length] ?? '';

const step: fc.Arbitrary<Step> = fc.oneof(
  fc
    .record({
      model,
      status: fc.constantFrom(...STATUS_VALUES),
      endpoint: fc.constantFrom(...ENDPOINT_VALUES),
    })
    .chain((labels) =>
      amount.map(
        (by): Step =>
          (own, prom) => {
            own.requestsTotal.inc(labels, by);
            prom.requests.inc(labels, by);
          },
      ),
    ),
  fc.tuple(model, fc.constantFrom('a', 'b', 'c', 'other'), amount).map(
    ([name, tenant, by]): Step =>
      (own, prom) => {
        own.tokensTotal.with({ model: name, tenant }).inc(by);
        prom.tokens.labels({ model: name, tenant }).inc(by);
      },
  ),
  amount.map(
    (by): Step =>
      (own, prom) => {
        own.restartsTotal.inc(by);
        prom.restarts.inc(by);
      },
  ),
  fc.tuple(model, size, observed).map(
    ([name, batch, value]): Step =>
      (own, prom) => {
        own.latencySeconds.observe({ model: name, batch_size: batch }, value);
        prom.latency.observe({ model: name, batch_size: interval(batch) }, value);
        if (value < 0)
          prom.negative.add(`shop_latency_seconds_sum{batch_size="${interval(batch)}",model="${name}"}`);
      },
  ),
  fc.tuple(model, fc.constantFrom(...REGION_VALUES), level).map(
    ([name, region, by]): Step =>
      (own, prom) => {
        own.activeRequests.inc({ model: name, region }, by);
        prom.active.inc({ model: name, region }, by);
      },
  ),
  fc.tuple(fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7), level).map(
    ([device, value]): Step =>
      (own, prom) => {
        own.gpuMemoryPercentage.set({ device_id: device as 0 }, value);
        prom.memory.set({ device_id: String(device) }, value);
      },
  ),
  level.map(
    (by): Step =>
      (own, prom) => {
        own.queueDepth.dec(by);
        prom.queue.dec(by);
      },
  ),
);

describe('The same recordings give the same scrape as prom-client', () => {
  test.each([
    ['Prometheus text', Registry.PROMETHEUS_CONTENT_TYPE, (metrics: Metrics) => metrics.text()],
    ['OpenMetrics', Registry.OPENMETRICS_CONTENT_TYPE, (metrics: Metrics) => metrics.openMetrics()],
  ] as const)('in %s', async (_, contentType, expose) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 200 }), async (steps) => {
        const own = createMetrics();
        const prom = promClient(contentType);
        // prom-client shows metrics without labels from the start.
        own.restartsTotal.inc(0);
        own.queueDepth.set(0);
        for (const run of steps) run(own, prom);
        const expected = parseExposition(await prom.registry.metrics());
        const actual = parseExposition(expose(own));
        const ofSpec = [...actual.series].filter(([key]) => !key.startsWith('shop_metrics_'));
        const allowed = [...expected.series].filter(([key]) => !expected.isEnded || !prom.negative.has(key));
        expect(new Map(ofSpec.sort())).toEqual(new Map(allowed.sort()));
        for (const [name, type] of expected.types) expect(actual.types.get(name)).toBe(type);
        expect(actual.isEnded).toBe(expected.isEnded);
      }),
      { numRuns: 60 },
    );
  });
});
