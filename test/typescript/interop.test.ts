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
import { afterEach, describe, expect, test, vi } from 'vitest';
import { shop } from './generated.ts';
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
    descriptor: { description: 'Inference requests by outcome.', unit: '' },
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

  test('has several callbacks, each of which can be removed', async () => {
    const metrics = createMetrics();
    const [first, second] = ([0, 1] as const).map((device) =>
      metrics.gpuMemoryPercentage.collect((gauge) => gauge.set({ device_id: device }, 10 + device)),
    );
    const series = (device: number) => `shop_gpu_memory_percentage{device_id="${device}"}`;
    expect(nonZero((await metrics.expose()).body)).toEqual({ [series(0)]: 10, [series(1)]: 11 });
    first?.();
    first?.();
    expect(nonZero((await metrics.expose()).body)).toEqual({ [series(1)]: 11 });
    second?.();
    expect(nonZero((await metrics.expose()).body)).toEqual({});
    metrics.gpuMemoryPercentage.set({ device_id: 2 }, 12);
    expect(nonZero((await metrics.expose()).body)).toEqual({ [series(2)]: 12 });
  });

  test('shows what its other callbacks set when one of them fails', async () => {
    const metrics = createMetrics();
    metrics.gpuMemoryPercentage.collect((gauge) => gauge.with({ device_id: 0 }).inc(7));
    metrics.gpuMemoryPercentage.collect((gauge) => {
      gauge.set({ device_id: 1 }, 8);
      throw new Error('no GPU');
    });
    expect(nonZero((await metrics.expose()).body)).toEqual({
      'shop_gpu_memory_percentage{device_id="0"}': 7,
      [failures('error')]: 1,
    });
  });

  test('shows nothing of what arrives after the time-out, neither at once nor in a later scrape', async () => {
    const metrics = createMetrics();
    let arrive = () => {};
    let runs = 0;
    const stop = metrics.collect(
      [metrics.queueDepth, metrics.gpuMemoryPercentage],
      async (queue, memory) => {
        runs += 1;
        queue.set(1);
        await new Promise<void>((resolve) => {
          arrive = resolve;
        });
        queue.set(2);
        memory.set({ device_id: 0 }, 3);
      },
      { timeout: 5 },
    );
    // Another callback holds the second scrape up until the late values have arrived in it.
    let release = () => {};
    metrics.activeRequests.collect(() => new Promise<void>((resolve) => (release = resolve)), {
      timeout: 500,
    });
    const scrape = async (meanwhile: () => void) => {
      const exposition = metrics.expose();
      setTimeout(meanwhile, 50);
      setTimeout(() => release(), 80);
      return nonZero((await exposition).body);
    };
    expect(await scrape(() => {})).toEqual({ [failures('timeout')]: 1 });
    expect(await scrape(() => arrive())).toEqual({ [failures('timeout')]: 2 });
    expect(nonZero(metrics.text())).toEqual({ [failures('timeout')]: 2 });
    expect(await scrape(() => arrive())).toEqual({ [failures('timeout')]: 3 });
    expect(runs).toBe(2);
    stop();
  });

  test('is not set by a callback that was removed while it ran', async () => {
    const metrics = createMetrics();
    let finish = () => {};
    const stop = metrics.queueDepth.collect(async (gauge) => {
      gauge.set(5);
      await new Promise<void>((resolve) => (finish = resolve));
    });
    const exposition = metrics.expose();
    await Promise.resolve();
    stop();
    finish();
    expect(nonZero((await exposition).body)).toEqual({});
  });
});

describe('The start time that OpenTelemetry gets', () => {
  afterEach(() => vi.useRealTimers());

  /** Start and end of the points of a metric, in seconds since 1970. */
  const times = async (metrics: ReturnType<typeof createMetrics>, name: string) => {
    const { scopeMetrics } = (await metrics.otelProducer().collect()).resourceMetrics;
    const found = scopeMetrics
      .flatMap((scope) => scope.metrics)
      .find(({ descriptor }) => descriptor.name === name);
    const seconds = ([whole, nanoseconds]: [number, number]) => whole + nanoseconds / 1e9;
    return found?.dataPoints.map(({ startTime, endTime }) => [seconds(startTime), seconds(endTime)]);
  };

  test('is when the metrics were made, and when they were reset last', async () => {
    vi.useFakeTimers({ now: 1_000_250, toFake: ['Date'] });
    const metrics = createMetrics();
    metrics.restartsTotal.inc();
    metrics.queueDepth.set(1);
    vi.setSystemTime(2_000_500);
    expect(await times(metrics, 'shop_restarts_total')).toEqual([[1000.25, 2000.5]]);
    metrics.reset();
    metrics.restartsTotal.inc();
    vi.setSystemTime(3_000_000);
    expect(await times(metrics, 'shop_restarts_total')).toEqual([[2000.5, 3000]]);
  });

  test('is that of its own reset, where a registry resets one metric', async () => {
    vi.useFakeTimers({ now: 1_000_000, toFake: ['Date'] });
    const metrics = createMetrics();
    const registered: { name: string; reset(): void }[] = [];
    metrics.registerWith({ registerMetric: (metric: never) => registered.push(metric) });
    vi.setSystemTime(2_000_000);
    registered.find(({ name }) => name === 'shop_restarts_total')?.reset();
    for (const counter of [metrics.restartsTotal, metrics.queueDepth]) counter.inc();
    expect(await times(metrics, 'shop_restarts_total')).toEqual([[2000, 2000]]);
    expect(await times(metrics, 'shop_queue_depth')).toEqual([[1000, 2000]]);
  });

  test('is when the memory was made, where threads share it', async () => {
    vi.useFakeTimers({ now: 1_000_000, toFake: ['Date'] });
    const buffer = createSharedBuffer(2);
    vi.setSystemTime(2_000_000);
    const [first, second] = [0, 1].map((thread) => createMetrics({ shared: { buffer, thread } }));
    first?.restartsTotal.inc();
    expect(await times(second as typeof first & object, 'shop_restarts_total')).toEqual([[1000, 2000]]);
    vi.setSystemTime(3_000_000);
    first?.reset();
    second?.restartsTotal.inc();
    expect(await times(second as typeof first & object, 'shop_restarts_total')).toEqual([[3000, 3000]]);
  });
});
