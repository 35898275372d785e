import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { edge, shop } from './generated.ts';
import type { Endpoint, Model, Region, Status } from './golden/shop-metrics.ts';
import { nonZero } from './parse-exposition.ts';

const { createMetrics } = shop;

const COUNT = 1_000_000;

/** A cheap generator whose sequence is the same in every run. */
function randomizer(): () => number {
  let state = 42;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 4;
  };
}

test('A million recordings with random label values stay within the bounds, in series and in memory', () => {
  const metrics = createMetrics();
  const random = randomizer();
  const text = (): string => random().toString(36);
  const record = (count: number) => {
    for (let i = 0; i < count; i++) {
      metrics.requestsTotal.inc({
        model: text() as Model,
        status: text() as Status,
        endpoint: text() as Endpoint,
      });
      metrics.tokensTotal.inc({ model: 'bitnet-7b', tenant: text() });
      metrics.clusterJobsTotal.inc({ cluster: `c${random()}`, region: text() as Region });
      metrics.latencySeconds.observe({ model: 'llama-7b', batch_size: (random() % 60) - 10 }, random() / 1e8);
      metrics.gpuMemoryPercentage.set({ device_id: (random() % 100) as 0 }, random());
    }
  };
  record(COUNT / 10);
  const afterFirst = seriesOf(metrics.text());
  const heap = heapUsed();
  record((COUNT / 10) * 9);
  const afterAll = seriesOf(metrics.text());
  expect(afterAll).toEqual(afterFirst);
  expect(count(afterAll, 'shop_tokens_total')).toBe(5);
  expect(count(afterAll, 'shop_cluster_jobs_total')).toBe(3);
  expect(count(afterAll, 'shop_gpu_memory_percentage')).toBe(8);
  expect(count(afterAll, 'shop_latency_seconds_count')).toBe(6);
  expect(count(afterAll, 'shop_requests_total')).toBe(24);
  expect(heapUsed() - heap).toBeLessThan(512 * 1024);
});

test.each([
  ['an object that is no number', { toString: 1, valueOf: 1 }],
  ['a symbol', Symbol('size')],
  ['a text', '7'],
  ['nothing', null],
])('%s for a number is refused and counted, and does not throw', (_, wrong) => {
  const metrics = createMetrics();
  const number = wrong as never;
  metrics.latencySeconds.observe({ model: 'llama-7b', batch_size: number }, 0.1);
  metrics.latencySeconds.observe({ model: 'llama-7b', batch_size: 1 }, number);
  metrics.gpuMemoryPercentage.dec({ device_id: 0 }, number);
  metrics.gpuMemoryPercentage.with({ device_id: 0 }).dec(number);
  metrics.requestsTotal.inc({ model: 'llama-7b', status: 'success', endpoint: '/v1/completions' }, number);
  const refused = (subject: string, reason: string) =>
    `shop_metrics_refused_total{reason="${reason}",subject="${subject}"}`;
  expect(nonZero(metrics.text())).toEqual({
    [refused('shop_latency_seconds', 'label')]: 1,
    [refused('shop_latency_seconds', 'value')]: 1,
    [refused('shop_gpu_memory_percentage', 'value')]: 2,
    [refused('shop_requests_total', 'value')]: 1,
  });
});

test('A getter that throws is a missing label: nothing throws, nothing is half recorded', () => {
  const trap = <Labels extends object>(labels: Labels, label: keyof Labels): Labels =>
    Object.defineProperty({ ...labels }, label, {
      get: () => {
        throw new Error('trap');
      },
    });
  const metrics = createMetrics();
  const request = { model: 'llama-7b', endpoint: '/v1/completions', region: 'eu', batch_size: 1 } as const;
  metrics.errorsTotal.inc(trap({ status: 'error', error_type: 'oom' }, 'error_type'));
  metrics.errorsTotal.with(trap({ status: 'error', error_type: 'oom' }, 'status')).inc();
  metrics.latencySeconds.startTimer(trap({ model: 'llama-7b', batch_size: 1 }, 'batch_size'))();
  metrics.inference.start(trap(request, 'region')).succeed();
  const refused = (subject: string) => `shop_metrics_refused_total{reason="label",subject="${subject}"}`;
  const found = nonZero(metrics.text());
  expect(found).toMatchObject({ [refused('shop_errors_total')]: 2, [refused('shop_requests_total')]: 1 });
  expect(Object.keys(found).every((series) => series.startsWith('shop_metrics_'))).toBe(true);

  const edges = edge.createMetrics();
  edges.inferenceOperation.start().done(trap({ class: "it's", error: 'x' }, 'error'));
  expect(nonZero(edges.text())).toMatchObject({
    'edge_module_metrics_refused_total{reason="label",subject="edge_class_total"}': 1,
  });
});

const seriesOf = (text: string) =>
  text.split('\n').flatMap((line) => (line.startsWith('#') ? [] : [line.split(' ')[0]]));

const count = (series: readonly (string | undefined)[], name: string) =>
  series.filter((line) => line === name || line?.startsWith(`${name}{`)).length;

/** Bytes in use after a collection. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
