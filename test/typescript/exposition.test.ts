import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { runPromtool } from '../support/promtool.ts';
import { requireTool } from '../support/tools.ts';
import { edge, empty, shop } from './generated.ts';
import type { Metrics } from './golden/shop-metrics.ts';
import { parseExposition } from './parse-exposition.ts';

const { createMetrics } = shop;

const REQUEST = { model: 'bitnet-7b', status: 'success', endpoint: '/v1/completions' } as const;
const TEXT = 'text/plain; version=0.0.4; charset=utf-8';
const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

describe('What is exposed', () => {
  test('before anything happened are the series that objectives and alerts read, at zero', () => {
    const { series } = parseExposition(createMetrics().text());
    const keys = [...series.keys()].filter((key) => !key.startsWith('shop_metrics_'));
    expect(keys).toHaveLength(24);
    expect(keys.every((key) => key.startsWith('shop_requests_total{'))).toBe(true);
    expect(new Set(series.values())).toEqual(new Set([0]));
  });

  test('are all counters of the module itself, at zero, so that their first event is an increase', () => {
    const { series, types } = parseExposition(createMetrics().text());
    expect(types.get('shop_metrics_refused_total')).toBe('counter');
    for (const key of ['reason="error"', 'reason="timeout"']) {
      expect(series.get(`shop_metrics_collect_failures_total{${key}}`)).toBe(0);
    }
    for (const [reason, subject] of [
      ['label', 'shop_requests_total'],
      ['value', 'shop_restarts_total'],
      ['impossible', 'shop_errors_total'],
      ['overflow', 'tenant'],
      ['ended', 'inference'],
    ]) {
      expect(series.get(`shop_metrics_refused_total{reason="${reason}",subject="${subject}"}`)).toBe(0);
    }
  });

  test('is counted, sample by sample', async () => {
    const metrics = createMetrics();
    metrics.latencySeconds.observe({ model: 'bitnet-7b', batch_size: 1 }, 0.03, 'abc');
    metrics.requestsTotal.inc(REQUEST);
    for (const accept of ['', 'application/openmetrics-text']) {
      const { body, samples } = await metrics.expose(accept);
      expect(samples).toBe(parseExposition(body).series.size);
      expect(samples).toBeLessThanOrEqual(metrics.mostSamples);
    }
    const none = empty.createMetrics();
    expect((await none.expose()).samples).toBe(none.mostSamples);
  });

  test('is every other combination once it was touched, be it with zero', () => {
    const metrics = createMetrics();
    metrics.gpuMemoryPercentage.set({ device_id: 5 }, 0);
    metrics.restartsTotal.inc(0);
    const { series } = parseExposition(metrics.text());
    expect(series.get('shop_gpu_memory_percentage{device_id="5"}')).toBe(0);
    expect(series.get('shop_restarts_total{}')).toBe(0);
    expect(series.size - parseExposition(createMetrics().text()).series.size).toBe(2);
  });

  test('keeps the words of the spec, escaped for each format', () => {
    const placeholder = ['$', '{x}'].join('');
    const { help: text } = parseExposition(edge.createMetrics().text());
    expect(text.get('edge_class_total')).toBe(`Back\\\\slash, "quote" and */ end ${placeholder} \`y\`.`);
    const { help: openMetrics } = parseExposition(edge.createMetrics().openMetrics());
    expect(openMetrics.get('edge_class')).toBe(`Back\\\\slash, \\"quote\\" and */ end ${placeholder} \`y\`.`);
  });

  test('names the family of a counter without _total in OpenMetrics, and its unit', () => {
    const { types, units, isEnded } = parseExposition(createMetrics().openMetrics());
    expect(types.get('shop_requests')).toBe('counter');
    expect(units.get('shop_latency_seconds')).toBe('seconds');
    expect(units.has('shop_gpu_memory_percentage')).toBe(false);
    expect(isEnded).toBe(true);
  });

  test('calls a counter without the suffix of one unknown in OpenMetrics, which allows it no exemplar', () => {
    const metrics = edge.createMetrics();
    metrics.events.inc(1, 'trace');
    expect(parseExposition(metrics.text()).types.get('edge_events')).toBe('counter');
    const { types, series, exemplars } = parseExposition(metrics.openMetrics());
    expect(types.get('edge_events')).toBe('unknown');
    expect(series.get('edge_events{}')).toBe(1);
    expect(exemplars.size).toBe(0);
  });

  test('of a spec without metrics is well-formed', () => {
    const { series } = parseExposition(empty.createMetrics().text());
    expect([...series.keys()].filter((key) => !key.startsWith('empty_metrics_'))).toEqual([]);
    expect(parseExposition(empty.createMetrics().openMetrics()).isEnded).toBe(true);
  });

  test('has no sum of a histogram with negative values in OpenMetrics, where sums only grow', () => {
    const metrics = createMetrics();
    metrics.itlSeconds.observe(0.002);
    expect(parseExposition(metrics.openMetrics()).series.get('shop_itl_seconds_sum{}')).toBe(0.002);
    metrics.itlSeconds.observe(-1);
    metrics.ttftSeconds.observe({ model: 'bitnet-7b' }, 1);
    const { series } = parseExposition(metrics.openMetrics());
    expect(series.has('shop_itl_seconds_sum{}')).toBe(false);
    expect(series.get('shop_itl_seconds_count{}')).toBe(2);
    expect(series.get('shop_ttft_seconds_sum{model="bitnet-7b"}')).toBe(1);
    expect(parseExposition(metrics.text()).series.get('shop_itl_seconds_sum{}')).toBe(-0.998);
  });
});

describe('An exemplar', () => {
  test('stands at the bucket of its value and at its counter, in OpenMetrics alone', () => {
    const metrics = createMetrics();
    metrics.latencySeconds.observe({ model: 'bitnet-7b', batch_size: 1 }, 0.03, 'abc');
    metrics.requestsTotal.inc(REQUEST, 2, 'def');
    metrics.latencySeconds.with({ model: 'bitnet-7b', batch_size: 1 }).observe(0.04, 'newer');
    const { exemplars } = parseExposition(metrics.openMetrics());
    const bucket = exemplars.get('shop_latency_seconds_bucket{batch_size="1",le="0.05",model="bitnet-7b"}');
    expect(bucket).toMatch(/^\{trace_id="newer"\} 0\.04 \d+(\.\d+)?$/);
    const counter = exemplars.get(
      'shop_requests_total{endpoint="/v1/completions",model="bitnet-7b",status="success"}',
    );
    expect(counter).toMatch(/^\{trace_id="def"\} 2 \d+(\.\d+)?$/);
    expect(exemplars.size).toBe(2);
    expect(parseExposition(metrics.text()).exemplars.size).toBe(0);
  });

  test('comes from the run of an operation that was given a trace', () => {
    const metrics = createMetrics();
    const labels = { model: 'gpt2-small', endpoint: '/v1/completions', region: 'eu', batch_size: 1 } as const;
    metrics.inference.start(labels, 'trace-1').succeed();
    expect(metrics.openMetrics()).toMatch(/shop_requests_total\{.*\} 1 # \{trace_id="trace-1"\} 1 /);
  });

  test('is escaped, and left out when it is longer than OpenMetrics allows', () => {
    const metrics = createMetrics();
    metrics.restartsTotal.inc(1, 'quote " and \\ and \n break');
    expect(metrics.openMetrics()).toContain('# {trace_id="quote \\" and \\\\ and \\n break"}');
    metrics.reset();
    metrics.restartsTotal.inc(1, 'x'.repeat(120));
    expect(parseExposition(metrics.openMetrics()).exemplars.size).toBe(0);
  });
});

describe('The format follows the Accept header', () => {
  test.each([
    ['', TEXT],
    ['*/*', TEXT],
    ['text/plain', TEXT],
    ['text/html, application/json', TEXT],
    ['application/openmetrics-text', OPEN_METRICS],
    ['application/openmetrics-text; version=1.0.0', OPEN_METRICS],
    ['application/openmetrics-text; version="1.0.0"; charset=utf-8', OPEN_METRICS],
    ['text/plain, application/openmetrics-text', OPEN_METRICS],
    ['application/openmetrics-text; version=0.0.1', TEXT],
    ['application/openmetrics-text;q=0', TEXT],
    ['application/openmetrics-text;q=0.4,text/plain;version=0.0.4;q=0.5', TEXT],
    [
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      OPEN_METRICS,
    ],
    [
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
      OPEN_METRICS,
    ],
    [';;;q=,,=', TEXT],
  ])('%j gets %s', async (accept, expected) => {
    expect((await createMetrics().expose(accept)).contentType).toBe(expected);
  });
});

describe('The handler', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  const listen = async (metrics: Metrics): Promise<string> => {
    const started = createServer(metrics.handler);
    server = started;
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(started.address() as AddressInfo).port}/metrics`;
  };

  test('answers a scrape over HTTP', async () => {
    const metrics = createMetrics();
    metrics.queueDepth.set(3);
    const response = await fetch(await listen(metrics));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(TEXT);
    expect(await response.text()).toBe(metrics.text());
  });

  test('answers OpenMetrics, and HEAD without a body', async () => {
    const metrics = createMetrics();
    const url = await listen(metrics);
    const response = await fetch(url, { headers: { accept: 'application/openmetrics-text' } });
    expect(response.headers.get('content-type')).toBe(OPEN_METRICS);
    expect(await response.text()).toBe(metrics.openMetrics());
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  test('answers through a reply of Fastify', async () => {
    const metrics = createMetrics();
    const sent: unknown[] = [];
    const reply = {
      code: (status: number) => sent.push(status),
      header: (name: string, value: string) => sent.push(`${name}: ${value}`),
      send: (body?: string) => sent.push(body),
    };
    await metrics.handler({ headers: {}, method: 'GET' }, reply);
    expect(sent).toEqual([200, `Content-Type: ${TEXT}`, 'Vary: Accept, Accept-Encoding', metrics.text()]);
  });

  test('is not held up by a client that left', async () => {
    const metrics = createMetrics();
    const broken = {
      statusCode: 0,
      setHeader: () => undefined,
      end: () => {
        throw new Error('write after end');
      },
    };
    await expect(metrics.handler({ headers: {} }, broken)).resolves.toBeUndefined();
  });
});

const promtool = await requireTool('promtool');

describe.skipIf(promtool.skip)(promtool.title('promtool check metrics'), () => {
  test('accepts the text of a module that has recorded', async () => {
    const metrics = createMetrics();
    const run = metrics.inference.start({
      model: 'bitnet-7b',
      endpoint: '/v1/completions',
      region: 'eu',
      batch_size: 8,
    });
    run.firstToken();
    run.tokens(50, 'acme');
    run.succeed();
    metrics.gpuMemoryPercentage.set({ device_id: 0 }, 50);
    metrics.queueDepth.set(1);
    const check = await runPromtool(promtool.get(), ['check', 'metrics'], { input: metrics.text() });
    expect(check).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});
