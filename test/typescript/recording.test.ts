import { describe, expect, test } from 'vitest';
import { specText } from './build-model.ts';
import { edge, shop } from './generated.ts';
import type { Model, Region } from './golden/shop-metrics.ts';
import { importModule } from './load-module.ts';
import { nonZero, parseExposition } from './parse-exposition.ts';

const { createMetrics, isDeviceId, isModel, isTenant } = shop;

const REQUEST = { model: 'bitnet-7b', status: 'success', endpoint: '/v1/completions' } as const;
const refused = (subject: string, reason: string) =>
  `shop_metrics_refused_total{reason="${reason}",subject="${subject}"}`;

describe('A counter', () => {
  test('adds one, or what it is given', () => {
    const metrics = createMetrics();
    metrics.requestsTotal.inc(REQUEST);
    metrics.requestsTotal.inc(REQUEST, 2.5);
    metrics.restartsTotal.inc();
    metrics.restartsTotal.inc(4);
    expect(nonZero(metrics.text())).toEqual({
      'shop_requests_total{endpoint="/v1/completions",model="bitnet-7b",status="success"}': 3.5,
      'shop_restarts_total{}': 5,
    });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -1, -0.001])('refuses %d and counts that', (by) => {
    const metrics = createMetrics();
    metrics.requestsTotal.inc(REQUEST, by);
    metrics.requestsTotal.with(REQUEST).inc(by);
    expect(nonZero(metrics.text())).toEqual({ [refused('shop_requests_total', 'value')]: 2 });
  });

  test('refuses what is no number at all', () => {
    const metrics = createMetrics();
    for (const by of ['5', null, {}, 5n]) metrics.requestsTotal.inc(REQUEST, by as unknown as number);
    expect(nonZero(metrics.text())).toEqual({ [refused('shop_requests_total', 'value')]: 4 });
  });
});

describe('A gauge', () => {
  test('is set, increased and decreased', () => {
    const metrics = createMetrics();
    metrics.queueDepth.set(7);
    metrics.queueDepth.dec(10);
    metrics.gpuMemoryPercentage.set({ device_id: 3 }, 81.5);
    const handle = metrics.gpuMemoryPercentage.with({ device_id: 4 });
    handle.set(10);
    handle.inc();
    handle.dec(3);
    expect(nonZero(metrics.text())).toEqual({
      'shop_queue_depth{}': -3,
      'shop_gpu_memory_percentage{device_id="3"}': 81.5,
      'shop_gpu_memory_percentage{device_id="4"}': 8,
    });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuses %d', (value) => {
    const metrics = createMetrics();
    metrics.queueDepth.set(value);
    metrics.queueDepth.inc(value);
    metrics.queueDepth.dec(value);
    expect(nonZero(metrics.text())).toEqual({ [refused('shop_queue_depth', 'value')]: 3 });
  });
});

describe('A label value outside its bound', () => {
  test('without an overflow value is dropped, and counted at the metric', () => {
    const metrics = createMetrics();
    const stranger = { ...REQUEST, model: 'gpt-5' as Model };
    metrics.requestsTotal.inc(stranger);
    const handle = metrics.requestsTotal.with(stranger);
    handle.inc();
    handle.inc();
    expect(nonZero(metrics.text())).toEqual({ [refused('shop_requests_total', 'label')]: 3 });
  });

  test('that is missing altogether is dropped, too', () => {
    const metrics = createMetrics();
    metrics.requestsTotal.inc({ model: 'bitnet-7b' } as unknown as typeof REQUEST);
    expect(nonZero(metrics.text())).toEqual({ [refused('shop_requests_total', 'label')]: 1 });
  });

  test('is dropped where there are no labels at all', () => {
    const metrics = createMetrics();
    const increase = metrics.requestsTotal as unknown as { inc(): void };
    increase.inc();
    expect(nonZero(metrics.text())).toEqual({ [refused('shop_requests_total', 'label')]: 1 });
  });

  test('with an overflow value is recorded as that, and counted at the label', () => {
    const metrics = createMetrics();
    metrics.activeRequests.inc({ model: 'bitnet-7b', region: 'mars' as Region });
    metrics.activeRequests.inc({ model: 'bitnet-7b', region: 'elsewhere' });
    expect(nonZero(metrics.text())).toEqual({
      'shop_active_requests{model="bitnet-7b",region="elsewhere"}': 2,
      [refused('region', 'overflow')]: 1,
    });
  });

  test.each([0, 0.99, -1, Number.NaN])('of an interval label is dropped: %d', (size) => {
    const metrics = createMetrics();
    metrics.latencySeconds.observe({ model: 'bitnet-7b', batch_size: size }, 1);
    expect(nonZero(metrics.text())).toEqual({ [refused('shop_latency_seconds', 'label')]: 1 });
  });

  test.each([-1, 8, 1.5, Number.NaN])('of an integer label is dropped: %d', (device) => {
    const metrics = createMetrics();
    metrics.gpuMemoryPercentage.set({ device_id: device as 1 }, 1);
    expect(nonZero(metrics.text())).toEqual({ [refused('shop_gpu_memory_percentage', 'label')]: 1 });
  });
});

test('Numbers fall into the interval whose inclusive upper bound is next', () => {
  const metrics = createMetrics();
  for (const size of [1, 2, 4, 5, 8, 9, 16, 17, 32, 33, 1e9]) {
    metrics.latencySeconds.observe({ model: 'bitnet-7b', batch_size: size }, 0.001);
  }
  const { series } = parseExposition(metrics.text());
  const counts = ['1', '2-4', '5-8', '9-16', '17-32', '33+'].map((interval) =>
    series.get(`shop_latency_seconds_count{batch_size="${interval}",model="bitnet-7b"}`),
  );
  expect(counts).toEqual([1, 2, 2, 2, 2, 2]);
});

describe('An open set', () => {
  test('takes values up to its ceiling, the overflow value among them', () => {
    const metrics = createMetrics();
    for (const tenant of ['a', 'b', 'c', 'd', 'e', 'f', 'a'])
      metrics.tokensTotal.inc({ model: 'bitnet-7b', tenant });
    expect(nonZero(metrics.text())).toEqual({
      'shop_tokens_total{model="bitnet-7b",tenant="a"}': 2,
      'shop_tokens_total{model="bitnet-7b",tenant="b"}': 1,
      'shop_tokens_total{model="bitnet-7b",tenant="c"}': 1,
      'shop_tokens_total{model="bitnet-7b",tenant="d"}': 1,
      'shop_tokens_total{model="bitnet-7b",tenant="other"}': 2,
      [refused('tenant', 'overflow')]: 2,
    });
  });

  test('without an overflow value drops what comes beyond its ceiling', () => {
    const metrics = createMetrics();
    for (const cluster of ['c1', 'c2', 'c3', 'c4', 'c5', 'c1'])
      metrics.clusterJobsTotal.inc({ cluster, region: 'eu' });
    expect(nonZero(metrics.text())).toEqual({
      'shop_cluster_jobs_total{cluster="c1",region="eu"}': 2,
      'shop_cluster_jobs_total{cluster="c2",region="eu"}': 1,
      'shop_cluster_jobs_total{cluster="c3",region="eu"}': 1,
      [refused('shop_cluster_jobs_total', 'label')]: 2,
    });
  });

  test.each(['', 'UPPER', 'a b', 'x'.repeat(33), 'a\n', undefined, 7])(
    'refuses %j, which does not match',
    (tenant) => {
      const metrics = createMetrics();
      metrics.tokensTotal.inc({ model: 'bitnet-7b', tenant: tenant as string });
      expect(nonZero(metrics.text())).toEqual({
        'shop_tokens_total{model="bitnet-7b",tenant="other"}': 1,
        [refused('tenant', 'overflow')]: 1,
      });
    },
  );
});

test('A combination that the spec declares impossible is refused and never exposed', () => {
  const metrics = createMetrics();
  metrics.errorsTotal.inc({ status: 'success', error_type: 'oom' });
  metrics.errorsTotal.inc({ status: 'error', error_type: 'none' });
  metrics.errorsTotal.inc({ status: 'error', error_type: 'oom' });
  metrics.errorsTotal.inc({ status: 'success', error_type: 'none' });
  expect(nonZero(metrics.text())).toEqual({
    'shop_errors_total{error_type="oom",status="error"}': 1,
    'shop_errors_total{error_type="none",status="success"}': 1,
    [refused('shop_errors_total', 'impossible')]: 2,
  });
});

test('A timer observes the seconds between its start and its end', () => {
  let now = 1000;
  const metrics = createMetrics({ now: () => now });
  const end = metrics.latencySeconds.startTimer({ model: 'llama-7b', batch_size: 2 });
  now += 30;
  expect(end()).toBe(0.03);
  const endPlain = metrics.itlSeconds.startTimer();
  now += 5;
  expect(endPlain()).toBe(0.005);
  const { series } = parseExposition(metrics.text());
  expect(series.get('shop_latency_seconds_sum{batch_size="2-4",model="llama-7b"}')).toBe(0.03);
  expect(series.get('shop_latency_seconds_bucket{batch_size="2-4",le="0.025",model="llama-7b"}')).toBe(0);
  expect(series.get('shop_latency_seconds_bucket{batch_size="2-4",le="0.05",model="llama-7b"}')).toBe(1);
  expect(series.get('shop_itl_seconds_sum{}')).toBe(0.005);
});

test('Reset forgets values and values of open sets, and keeps what is there from the start', () => {
  const metrics = createMetrics();
  const fresh = metrics.text();
  metrics.requestsTotal.inc(REQUEST);
  metrics.latencySeconds.observe({ model: 'bitnet-7b', batch_size: 2 }, 1, 'trace');
  for (const tenant of ['a', 'b', 'c', 'd', 'e']) metrics.tokensTotal.inc({ model: 'bitnet-7b', tenant });
  expect(metrics.text()).not.toBe(fresh);
  metrics.reset();
  expect(metrics.text()).toBe(fresh);
  metrics.tokensTotal.inc({ model: 'bitnet-7b', tenant: 'late' });
  expect(metrics.text()).toContain('tenant="late"');
});

test('Two sets of metrics are independent', () => {
  const [one, other] = [createMetrics(), createMetrics()];
  one.queueDepth.set(1);
  expect(nonZero(other.text())).toEqual({});
});

test('Guards narrow what comes from outside', () => {
  expect(['bitnet-7b', 'BITNET', undefined, 7].map(isModel)).toEqual([true, false, false, false]);
  expect([0, 7, 8, 1.5, '1', Number.NaN].map(isDeviceId)).toEqual([true, true, false, false, false, false]);
  expect(['acme', 'other', 'ACME', '', 7].map(isTenant)).toEqual([true, true, false, false, false]);
});

describe('Names and values that an ordinary spec does not have', () => {
  test('label values with quotes, backslashes and line breaks are told apart and escaped', () => {
    const metrics = edge.createMetrics();
    metrics.classTotal.inc({ class: "it's", map: 'a', error: 'x' });
    metrics.classTotal.inc({ class: 'a "quote"', map: 'a', error: 'x' }, 2);
    metrics.classTotal.inc({ class: 'back\\slash', map: 'a', error: 'x' }, 3);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a label value that would be code in a template literal
    metrics.classTotal.inc({ class: '`${tick}`', map: 'a', error: 'x' }, 4);
    metrics.classTotal.inc({ class: 'line\nbreak', map: 'a', error: 'x' }, 5);
    expect(nonZero(metrics.text())).toEqual({
      'edge_class_total{class="it\'s",error="x",map="a"}': 1,
      'edge_class_total{class="a \\"quote\\"",error="x",map="a"}': 2,
      'edge_class_total{class="back\\\\slash",error="x",map="a"}': 3,
      'edge_class_total{class="`${tick}`",error="x",map="a"}': 4,
      'edge_class_total{class="line\\nbreak",error="x",map="a"}': 5,
    });
  });

  test('bounds of every kind have their overflow value', () => {
    const metrics = edge.createMetrics();
    metrics.level.set({ level: -3, share: 0.5 }, 1);
    metrics.level.set({ level: 'beyond', share: 'strange' }, 2);
    metrics.level.set({ level: 9 as 3, share: -1 }, 3);
    metrics.regionTotal.inc({ region: 'r18', many: 'm17' });
    metrics.regionTotal.inc({ region: 'nowhere' as 'other', many: 'm01' });
    expect(nonZero(metrics.text())).toMatchObject({
      'edge_level{level="-3",share="0-0.5"}': 1,
      'edge_level{level="beyond",share="strange"}': 3,
      'edge_region_total{many="m17",region="r18"}': 1,
      'edge_region_total{many="m01",region="other"}': 1,
    });
  });
});

test('Reset leaves what handles and runs refer to in its place, also for values of open sets', () => {
  const metrics = createMetrics();
  const acme = metrics.tokensTotal.with({ model: 'bitnet-7b', tenant: 'acme' });
  metrics.tokensTotal.inc({ model: 'bitnet-7b', tenant: 'gone' });
  acme.inc();
  metrics.reset();
  for (const tenant of ['b', 'c', 'd', 'e']) metrics.tokensTotal.inc({ model: 'bitnet-7b', tenant });
  acme.inc(5);
  expect(nonZero(metrics.text())).toEqual({
    'shop_tokens_total{model="bitnet-7b",tenant="acme"}': 5,
    'shop_tokens_total{model="bitnet-7b",tenant="b"}': 1,
    'shop_tokens_total{model="bitnet-7b",tenant="c"}': 1,
    'shop_tokens_total{model="bitnet-7b",tenant="d"}': 1,
    'shop_tokens_total{model="bitnet-7b",tenant="other"}': 1,
    [refused('tenant', 'overflow')]: 1,
  });

  const edges = edge.createMetrics();
  const run = edges.loading.start({ port: 8000, host: 'a' });
  edges.reset();
  edges.hostsTotal.inc({ host: 'b', zone: 'eu-1' });
  run.finished();
  expect(nonZero(edges.text())).toMatchObject({
    'edge_hosts_total{host="a",zone="eu-1"}': 1,
    'edge_hosts_total{host="b",zone="eu-1"}': 1,
  });
});

test.each(['\ud83d', 'a\udc00'])('Half of a surrogate pair is not text, and refused: %j', async (zone) => {
  const { createMetrics: create } = await importModule<typeof edge>(
    specText('edge.yaml').replace('"(eu|us)-[0-9]"', '".{1,4}"'),
  );
  const metrics = create();
  metrics.hostsTotal.inc({ host: 'a', zone });
  metrics.hostsTotal.inc({ host: 'a', zone: '😀' });
  expect(nonZero(metrics.text())).toMatchObject({
    'edge_hosts_total{host="a",zone="elsewhere"}': 1,
    'edge_hosts_total{host="a",zone="😀"}': 1,
  });
});

describe('A counter or gauge never leaves the numbers', () => {
  test('what would make it infinite is refused', () => {
    const metrics = createMetrics();
    metrics.restartsTotal.inc(Number.MAX_VALUE);
    metrics.restartsTotal.inc(Number.MAX_VALUE);
    metrics.queueDepth.set(-Number.MAX_VALUE);
    metrics.queueDepth.dec(Number.MAX_VALUE);
    expect(nonZero(metrics.text())).toEqual({
      'shop_restarts_total{}': Number.MAX_VALUE,
      'shop_queue_depth{}': -Number.MAX_VALUE,
      [refused('shop_restarts_total', 'value')]: 1,
      [refused('shop_queue_depth', 'value')]: 1,
    });
  });

  test('the sum of a histogram stays at its end, and its count is right', () => {
    const metrics = createMetrics();
    for (let i = 0; i < 3; i++) metrics.itlSeconds.observe(Number.MAX_VALUE);
    const { series } = parseExposition(metrics.text());
    expect(series.get('shop_itl_seconds_sum{}')).toBe(Number.MAX_VALUE);
    expect(series.get('shop_itl_seconds_count{}')).toBe(3);
  });
});

describe('Combinations that are impossible for values of an open label', async () => {
  const { createMetrics: create } = await importModule<OpenModule>(`version: 1
service: { name: open, title: Open, owner: { team: t } }
labels:
  constructor: { at_most: 4, pattern: "[a-z]{1,9}", unknown: other }
  toString: { at_most: 3, pattern: "[a-z]{1,9}" }
  kind: { values: [x, y] }
metrics:
  open_jobs_total:
    type: counter
    help: Jobs.
    labels: [constructor, toString, kind]
    impossible: [{ constructor: [one, other], kind: x }, { constructor: two, toString: two }]
outputs: { typescript: { file: open.ts } }
`);

  test.each([false, true])(
    'are refused and never exposed, whichever value arrives first (%s)',
    (isReversed) => {
      const metrics = create();
      const values = ['one', 'two', 'three', 'four', 'other'];
      for (let round = 0; round < 2; round++) {
        for (const value of isReversed ? [...values].reverse() : values) {
          for (const text of ['two', 'one']) {
            for (const kind of ['x', 'y'])
              metrics.jobsTotal.inc({ constructor: value, toString: text, kind });
          }
        }
        const { series } = parseExposition(metrics.text());
        const jobs = [...series].filter(([key]) => key.startsWith('open_jobs_total{'));
        expect(jobs.every(([key]) => !/constructor="(one|other)",kind="x"/.test(key))).toBe(true);
        expect(jobs.every(([key]) => !/constructor="two".*toString="two"/.test(key))).toBe(true);
        // Three values beside the overflow value, which stands for the one that arrives last.
        expect(jobs).toHaveLength(isReversed ? 12 : 10);
        const impossible = 'open_metrics_refused_total{reason="impossible",subject="open_jobs_total"}';
        const recorded = jobs.reduce((sum, [, value]) => sum + value, 0);
        expect([recorded, series.get(impossible)]).toEqual(isReversed ? [14, 6] : [12, 8]);
        metrics.reset();
      }
    },
  );
});

interface OpenModule {
  createMetrics(): {
    readonly jobsTotal: { inc(labels: Readonly<Record<'constructor' | 'toString' | 'kind', string>>): void };
    text(): string;
    reset(): void;
  };
}
