import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { specText } from './build-model.ts';
import { shop } from './generated.ts';
import { asJavaScript, moduleText } from './load-module.ts';
import { nonZero, parseExposition } from './parse-exposition.ts';

const { createMetrics, createSharedBuffer } = shop;
const REQUEST = { model: 'bitnet-7b', status: 'success', endpoint: '/v1/completions' } as const;

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
    // What comes first is when the memory was made, then the lock of the first open set.
    new Int32Array(buffer)[2] = 1;
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

  test('keep a value that is too long out of the memory of the next', () => {
    const buffer = createSharedBuffer(2);
    const [one, other] = [0, 1].map((thread) => createMetrics({ shared: { buffer, thread } }));
    const longest = `c${'1'.repeat(127)}`;
    for (const cluster of [`c${'2'.repeat(128)}`, longest, 'c3', 'c4']) {
      one?.clusterJobsTotal.inc({ cluster, region: 'eu' });
    }
    const expected = {
      ...Object.fromEntries(
        [longest, 'c3', 'c4'].map((value) => [`shop_cluster_jobs_total{cluster="${value}",region="eu"}`, 1]),
      ),
      'shop_metrics_refused_total{reason="label",subject="shop_cluster_jobs_total"}': 1,
    };
    expect(nonZero(one?.text() ?? '')).toEqual(expected);
    expect(nonZero(other?.text() ?? '')).toEqual(expected);
  });

  test('leave a series out while its label value is not there yet, and show it once it is', () => {
    const buffer = createSharedBuffer(2);
    const [one, other] = [0, 1].map((thread) => createMetrics({ shared: { buffer, thread } }));
    one?.clusterJobsTotal.inc({ cluster: 'c1', region: 'eu' });
    const [tenants, clusters] = [8, 8 + Math.ceil((6 * 4 + 4 * 256) / 8) * 8];
    expect(tenants).toBeLessThan(clusters);
    // As a processor may show the stores of another thread: the count of values last.
    const counts = new Int32Array(buffer, clusters, 2);
    expect(Atomics.exchange(counts, 1, 0)).toBe(1);
    expect(other?.text()).not.toContain('shop_cluster_jobs_total{');
    Atomics.store(counts, 1, 1);
    expect(nonZero(other?.text() ?? '')).toEqual({ 'shop_cluster_jobs_total{cluster="c1",region="eu"}': 1 });
  });
});

/** Open labels with room for every value that four workers think of, and more series than a scrape reads at once. */
const RACE = `version: 1
service: { name: race, title: Race, owner: { team: t } }
budgets: { combinations_per_metric: 100000, series_per_target: 10000000 }
labels:
  region: { at_most: 100, pattern: "r[0-9]{1,5}" }
  zone: { values: [a, b, c] }
metrics:
  race_jobs_total: { type: counter, help: Jobs., labels: [region, zone] }
  race_seconds: { type: histogram, help: Seconds., labels: [region], buckets: [1, 2] }
  race_depth: { type: gauge, help: Depth., labels: [region], across_targets: max }
outputs: { typescript: { file: race.ts } }
`;

interface RaceModule {
  createSharedBuffer(threads: number): SharedArrayBuffer;
  createMetrics(options: object): { text(): string };
}

test('Four threads that add label values while a fifth scrapes 500 times show no wrong line, and an exact sum', async () => {
  const address = await asJavaScript(moduleText(RACE));
  const { createMetrics: create, createSharedBuffer: share } = (await import(address.href)) as RaceModule;
  const [workers, values, scrapes] = [4, 100, 500];
  const buffer = share(workers + 1);
  // The scrape that goes on, and how many of them the workers have been through, together.
  const scrape = new Int32Array(new SharedArrayBuffer(8));
  const program = `
    import { parentPort, workerData } from 'node:worker_threads';
    import { createMetrics } from ${JSON.stringify(address.href)};
    const { buffer, thread, scrape } = workerData;
    const metrics = createMetrics({ shared: { buffer, thread } });
    parentPort.postMessage('ready');
    let count = 0;
    const record = (region) => {
      metrics.jobsTotal.inc({ region, zone: 'abc'[count % 3] });
      metrics.seconds.observe({ region }, 1.5);
      metrics.depth.set({ region }, 7);
      count += 1;
    };
    for (let seen = 0; seen < ${scrapes}; seen++) {
      // Wakes up with each scrape, and adds while that goes on.
      Atomics.wait(scrape, 0, seen);
      const newest = Math.floor((seen * ${values}) / ${scrapes});
      for (let i = 0; i < 20; i++) record('r' + ((i * (thread + 7)) % (newest + 1)));
      record('r' + newest);
      Atomics.add(scrape, 1, 1);
    }
    parentPort.postMessage(count);`;
  const counts: number[] = [];
  const ready: Promise<void>[] = [];
  const ended = Array.from({ length: workers }, (_, thread) => {
    const worker = new Worker(program, { eval: true, workerData: { buffer, thread, scrape } });
    ready.push(new Promise((resolve) => worker.once('message', () => resolve())));
    return new Promise<void>((resolve, reject) => {
      worker.on('error', reject).on('exit', () => resolve());
      worker.on('message', (count) => typeof count === 'number' && counts.push(count));
    });
  });
  const metrics = create({ shared: { buffer, thread: workers } });
  await Promise.all(ready);
  const wrong: string[] = [];
  const sizes = new Set<number>();
  for (let round = 1; round <= scrapes; round++) {
    Atomics.store(scrape, 0, round);
    Atomics.notify(scrape, 0);
    // Throws for a line that is none and for a series that comes twice.
    const { series } = parseExposition(metrics.text());
    for (const [key, value] of series) {
      const isOwn = key.startsWith('race_metrics_');
      if (!isOwn && !/region="r\d+"/.test(key)) wrong.push(key);
      if (key.startsWith('race_depth') && value !== 7) wrong.push(`${key} ${value}`);
    }
    sizes.add(series.size);
    // On a busy machine the workers may lag behind; they shall not do so for long.
    do await sleep(0);
    while (Atomics.load(scrape, 1) < (round - 5) * workers);
  }
  await Promise.all(ended);
  expect(wrong).toEqual([]);
  const { series } = parseExposition(metrics.text());
  const sum = [...series].reduce(
    (total, [key, value]) => total + (key.startsWith('race_jobs_total') ? value : 0),
    0,
  );
  expect(counts).toEqual(Array(workers).fill(21 * scrapes));
  expect(sum).toBe(workers * 21 * scrapes);
  expect([...series.keys()].filter((key) => key.startsWith('race_depth'))).toHaveLength(values);
  // The workers went on adding while it scraped.
  expect(sizes.size).toBeGreaterThan(20);
});
