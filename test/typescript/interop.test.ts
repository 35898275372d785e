import { Worker } from 'node:worker_threads';
import {
  AggregationTemporality,
  DataPointType,
  type HistogramMetricData,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricProducer,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { AggregatorRegistry, collectDefaultMetrics, Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { specText } from './build-model.ts';
import { shop } from './generated.ts';
import { asJavaScript, moduleText } from './load-module.ts';
import { nonZero, parseExposition } from './parse-exposition.ts';

const { createMetrics, createSharedBuffer } = shop;

const REQUEST = { model: 'bitnet-7b', status: 'success', endpoint: '/v1/completions' } as const;

function recorded() {
  const metrics = createMetrics();
  metrics.requestsTotal.inc(REQUEST, 3, 'trace');
  metrics.latencySeconds.observe({ model: 'llama-7b', batch_size: 5 }, 0.2, 'trace');
  metrics.queueDepth.set(4);
  metrics.gpuMemoryPercentage.set({ device_id: 1 }, 40);
  return metrics;
}

describe('A registry of prom-client', () => {
  test('exposes the same series as the module, beside its default metrics', async () => {
    const metrics = recorded();
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    metrics.registerWith(registry);
    const text = await registry.metrics();
    expect(text).toContain('process_cpu_seconds_total');
    const scrape = parseExposition(text);
    for (const [series, value] of parseExposition(metrics.text()).series) {
      expect(scrape.series.get(series), series).toBe(value);
    }
  });

  test('adds its default labels', async () => {
    const registry = new Registry();
    registry.setDefaultLabels({ pod: 'p1' });
    recorded().registerWith(registry);
    for (let scrape = 0; scrape < 2; scrape++) {
      const { series } = parseExposition(await registry.metrics());
      expect(series.get('shop_queue_depth{pod="p1"}')).toBe(4);
      expect(series.get('shop_gpu_memory_percentage{device_id="1",pod="p1"}')).toBe(40);
    }
  });

  test('exposes OpenMetrics with exemplars', async () => {
    const metrics = recorded();
    const registry = new Registry();
    registry.setContentType(
      Registry.OPENMETRICS_CONTENT_TYPE as unknown as typeof Registry.PROMETHEUS_CONTENT_TYPE,
    );
    metrics.registerWith(registry);
    const theirs = parseExposition(await registry.metrics());
    const ours = parseExposition(metrics.openMetrics());
    expect(new Map([...theirs.series].sort())).toEqual(new Map([...ours.series].sort()));
    expect([...theirs.exemplars.keys()].sort()).toEqual([...ours.exemplars.keys()].sort());
    expect(theirs.isEnded).toBe(true);
  });

  test('gives JSON that cluster workers send, and aggregates it', async () => {
    const workers = await Promise.all(
      [recorded(), recorded()].map(async (metrics) => {
        const registry = new Registry();
        metrics.registerWith(registry);
        return JSON.parse(JSON.stringify(await registry.getMetricsAsJSON())) as object[];
      }),
    );
    const { series } = parseExposition(await AggregatorRegistry.aggregate(workers).metrics());
    expect(
      series.get('shop_requests_total{endpoint="/v1/completions",model="bitnet-7b",status="success"}'),
    ).toBe(6);
    expect(series.get('shop_latency_seconds_count{batch_size="5-8",model="llama-7b"}')).toBe(2);
    expect(series.get('shop_latency_seconds_bucket{batch_size="5-8",le="0.25",model="llama-7b"}')).toBe(2);
    expect(series.get('shop_queue_depth{}')).toBe(8);
    // The spec has percentages of several targets averaged.
    expect(series.get('shop_gpu_memory_percentage{device_id="1"}')).toBe(40);
  });

  test('resets the values', async () => {
    const metrics = recorded();
    const registry = new Registry();
    metrics.registerWith(registry);
    registry.resetMetrics();
    expect(nonZero(await registry.metrics())).toEqual({});
    expect(metrics.text()).toBe(createMetrics().text());
  });

  test('merges with another', async () => {
    const [one, other] = [new Registry(), new Registry()];
    recorded().registerWith(one);
    collectDefaultMetrics({ register: other });
    const text = await Registry.merge([one, other]).metrics();
    expect(text).toContain('shop_queue_depth 4');
    expect(text).toContain('process_cpu_seconds_total');
  });

  test('runs the callbacks of gauges once a scrape', async () => {
    const metrics = createMetrics();
    let runs = 0;
    metrics.queueDepth.collect(async (gauge) => {
      runs += 1;
      await Promise.resolve();
      gauge.set(runs);
    });
    const registry = new Registry();
    metrics.registerWith(registry);
    expect(await registry.metrics()).toContain('\nshop_queue_depth 1\n');
    expect(await registry.metrics()).toContain('\nshop_queue_depth 2\n');
  });
});

test('A reader of the OpenTelemetry SDK exports what the module recorded', async () => {
  const metrics = recorded();
  const producer: MetricProducer = metrics.otelProducer();
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, metricProducers: [producer] });
  const provider = new MeterProvider({ readers: [reader] });
  await provider.forceFlush();
  const scopes = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
  const found = new Map(
    scopes
      .filter(({ scope }) => scope.name === 'shop')
      .flatMap((scope) => scope.metrics.map((metric) => [metric.descriptor.name, metric])),
  );
  const counter = found.get('shop_requests_total');
  expect(counter).toMatchObject({
    dataPointType: DataPointType.SUM,
    isMonotonic: true,
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    descriptor: { description: 'Inference requests by outcome.', unit: 'requests' },
  });
  expect(counter?.dataPoints).toHaveLength(24);
  expect(counter?.dataPoints.find(({ value }) => value === 3)?.attributes).toEqual(REQUEST);
  const histogram = found.get('shop_latency_seconds') as HistogramMetricData;
  expect(histogram.dataPointType).toBe(DataPointType.HISTOGRAM);
  expect(histogram.dataPoints[0]?.value).toEqual({
    buckets: {
      boundaries: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      counts: [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0],
    },
    sum: 0.2,
    count: 1,
  });
  expect(found.get('shop_queue_depth')).toMatchObject({
    dataPointType: DataPointType.GAUGE,
    dataPoints: [{ value: 4 }],
  });
  await provider.shutdown();
});

describe('A gauge that is read at scrape time', () => {
  const failures = (reason: string) => `shop_metrics_collect_failures_total{reason="${reason}"}`;

  test('shows what its callback set, and nothing that it set before', async () => {
    const metrics = createMetrics();
    let device = 0;
    metrics.gpuMemoryPercentage.collect((gauge) => {
      gauge.set({ device_id: device as 0 }, 50 + device);
      device += 1;
    });
    expect(nonZero((await metrics.expose()).body)).toEqual({
      'shop_gpu_memory_percentage{device_id="0"}': 50,
    });
    expect(nonZero((await metrics.expose()).body)).toEqual({
      'shop_gpu_memory_percentage{device_id="1"}': 51,
    });
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('no GPU');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no GPU'))],
  ])('is left out of the scrape when its callback %s, which is counted', async (_, fail) => {
    const metrics = createMetrics();
    let broken = false;
    metrics.queueDepth.collect((gauge) => {
      gauge.set(9);
      return broken ? fail() : undefined;
    });
    expect(nonZero((await metrics.expose()).body)).toEqual({ 'shop_queue_depth{}': 9 });
    broken = true;
    expect(nonZero((await metrics.expose()).body)).toEqual({ [failures('error')]: 1 });
  });

  test('does not hold up a scrape beyond its time-out, and is not started again meanwhile', async () => {
    const metrics = createMetrics();
    let runs = 0;
    let finish = () => {};
    metrics.queueDepth.collect(
      (gauge) => {
        runs += 1;
        return new Promise<void>((resolve) => {
          finish = () => {
            gauge.set(5);
            resolve();
          };
        });
      },
      { timeout: 5 },
    );
    metrics.restartsTotal.inc();
    expect(nonZero((await metrics.expose()).body)).toEqual({
      'shop_restarts_total{}': 1,
      [failures('timeout')]: 1,
    });
    expect(nonZero((await metrics.expose()).body)).toEqual({
      'shop_restarts_total{}': 1,
      [failures('timeout')]: 2,
    });
    expect(runs).toBe(1);
    finish();
    await Promise.resolve();
    const next = metrics.expose();
    finish();
    expect(nonZero((await next).body)).toMatchObject({ 'shop_queue_depth{}': 5 });
    expect(runs).toBe(2);
  });

  test('shares its callback with others, and scrapes at the same time share one run', async () => {
    const metrics = createMetrics();
    let runs = 0;
    metrics.collect([metrics.queueDepth, metrics.gpuMemoryPercentage], async () => {
      runs += 1;
      await Promise.resolve();
      metrics.queueDepth.set(1);
      metrics.gpuMemoryPercentage.set({ device_id: 2 }, 2);
    });
    const [one, other] = await Promise.all([metrics.expose(), metrics.expose()]);
    expect(one.body).toBe(other.body);
    expect(runs).toBe(1);
    expect(nonZero(one.body)).toEqual({
      'shop_queue_depth{}': 1,
      'shop_gpu_memory_percentage{device_id="2"}': 2,
    });
  });
});

describe('Threads that share memory', () => {
  const program = (module: URL) => `
    import { parentPort, workerData } from 'node:worker_threads';
    import { createMetrics } from ${JSON.stringify(module.href)};
    const { buffer, thread } = workerData;
    const metrics = createMetrics({ shared: { buffer, thread } });
    for (let i = 0; i < 10_000; i++) {
      metrics.requestsTotal.inc({ model: 'bitnet-7b', status: 'success', endpoint: '/v1/completions' });
      metrics.latencySeconds.observe({ model: 'bitnet-7b', batch_size: 1 }, 0.02);
      metrics.tokensTotal.inc({ model: 'bitnet-7b', tenant: 't' + ((i * (thread + 7)) % 40) });
      metrics.activeRequests.inc({ model: 'bitnet-7b', region: 'eu' });
    }
    metrics.gpuMemoryPercentage.set({ device_id: 0 }, thread * 10);
    parentPort.postMessage('done');`;

  test('record side by side, and one scrape shows the sum', async () => {
    const module = await asJavaScript(moduleText(specText('service.yaml')));
    const buffer = createSharedBuffer(4);
    const metrics = createMetrics({ shared: { buffer, thread: 0 } });
    metrics.requestsTotal.inc(REQUEST, 0.5);
    await Promise.all(
      [1, 2, 3].map((thread) => {
        const worker = new Worker(program(module), { eval: true, workerData: { buffer, thread } });
        return new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject));
      }),
    );
    const { series } = parseExposition(metrics.text());
    expect(
      series.get('shop_requests_total{endpoint="/v1/completions",model="bitnet-7b",status="success"}'),
    ).toBe(30_000.5);
    expect(series.get('shop_latency_seconds_count{batch_size="1",model="bitnet-7b"}')).toBe(30_000);
    expect(series.get('shop_active_requests{model="bitnet-7b",region="eu"}')).toBe(30_000);
    // The spec has percentages averaged.
    expect(series.get('shop_gpu_memory_percentage{device_id="0"}')).toBe(20);
    const tenants = [...series].filter(([key]) => key.startsWith('shop_tokens_total{'));
    expect(tenants).toHaveLength(5);
    expect(tenants.reduce((sum, [, value]) => sum + value, 0)).toBe(30_000);
  });

  test('go on with the values they know when one ended while it held the lock of an open set', () => {
    const buffer = createSharedBuffer(2);
    const metrics = createMetrics({ shared: { buffer, thread: 0 } });
    metrics.tokensTotal.inc({ model: 'bitnet-7b', tenant: 'known' });
    new Int32Array(buffer)[0] = 1;
    for (const tenant of ['known', 'new', 'newer']) metrics.tokensTotal.inc({ model: 'bitnet-7b', tenant });
    expect(nonZero(metrics.text())).toEqual({
      'shop_tokens_total{model="bitnet-7b",tenant="known"}': 2,
      'shop_tokens_total{model="bitnet-7b",tenant="other"}': 2,
      'shop_metrics_refused_total{reason="overflow",subject="tenant"}': 2,
    });
  });

  test('each need a slice of memory that this module laid out', () => {
    const buffer = createSharedBuffer(2);
    expect(() => createMetrics({ shared: { buffer, thread: 2 } })).toThrow(/Thread 2 has no slice/);
    expect(() => createMetrics({ shared: { buffer: new SharedArrayBuffer(64), thread: 0 } })).toThrow(
      /createSharedBuffer/,
    );
  });
});
