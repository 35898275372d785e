import { describe, expect, test } from 'vitest';
import { edge, shop } from './generated.ts';
import type { ErrorType } from './golden/shop-metrics.ts';
import { nonZero } from './parse-exposition.ts';

const { createMetrics } = shop;

const REQUEST = { model: 'bitnet-7b', endpoint: '/v1/completions', region: 'eu', batch_size: 8 } as const;

/** Metrics with a clock that stands still unless it is moved, in milliseconds. */
function withClock() {
  const clock = { now: 0 };
  return { clock, metrics: createMetrics({ now: () => clock.now }) };
}

/** Series that are not zero, bucket series left aside. */
const recorded = (text: string) =>
  Object.fromEntries(Object.entries(nonZero(text)).filter(([series]) => !series.includes('_bucket')));

describe('An operation', () => {
  test('records at its start, its marks and its outcome what the spec says', () => {
    const { clock, metrics } = withClock();
    const run = metrics.inference.start(REQUEST);
    expect(recorded(metrics.text())).toEqual({ 'shop_active_requests{model="bitnet-7b",region="eu"}': 1 });
    clock.now = 5;
    run.firstToken();
    run.tokens(10, 'acme');
    run.tokens(40, 'acme');
    clock.now = 25;
    run.succeed();
    expect(recorded(metrics.text())).toEqual({
      'shop_ttft_seconds_sum{model="bitnet-7b"}': 0.005,
      'shop_ttft_seconds_count{model="bitnet-7b"}': 1,
      'shop_tokens_total{model="bitnet-7b",tenant="acme"}': 50,
      'shop_good_total{model="bitnet-7b"}': 1,
      'shop_batch_size_sum{model="bitnet-7b"}': 8,
      'shop_batch_size_count{model="bitnet-7b"}': 1,
      'shop_latency_seconds_sum{batch_size="5-8",model="bitnet-7b"}': 0.025,
      'shop_latency_seconds_count{batch_size="5-8",model="bitnet-7b"}': 1,
      'shop_itl_seconds_sum{}': 0.0004,
      'shop_itl_seconds_count{}': 1,
      'shop_requests_total{endpoint="/v1/completions",model="bitnet-7b",status="success"}': 1,
    });
  });

  test('takes the labels of an outcome with it', () => {
    const { metrics } = withClock();
    metrics.inference.start(REQUEST).fail('oom');
    expect(recorded(metrics.text())).toMatchObject({
      'shop_errors_total{error_type="oom",status="error"}': 1,
      'shop_requests_total{endpoint="/v1/completions",model="bitnet-7b",status="error"}': 1,
    });
  });

  test('ends once: later ends and marks change nothing and are counted', () => {
    const { metrics } = withClock();
    const run = metrics.inference.start(REQUEST);
    run.timeout();
    const before = recorded(metrics.text());
    run.succeed();
    run.fail('oom');
    run.firstToken();
    run.tokens(5, 'acme');
    const ended = 'shop_metrics_refused_total{reason="ended",subject="inference"}';
    expect(recorded(metrics.text())).toEqual({ ...before, [ended]: 4 });
  });

  test('that is disposed of without an outcome ends as the spec says', () => {
    const { metrics } = withClock();
    metrics.inference.start(REQUEST)[Symbol.dispose]();
    expect(recorded(metrics.text())).toMatchObject({
      'shop_errors_total{error_type="cuda_error",status="error"}': 1,
      'shop_requests_total{endpoint="/v1/completions",model="bitnet-7b",status="error"}': 1,
    });
  });

  test('that is disposed of after its outcome counts once', () => {
    const { metrics } = withClock();
    const run = metrics.inference.start(REQUEST);
    run.succeed();
    const before = metrics.text();
    run[Symbol.dispose]();
    expect(metrics.text()).toBe(before);
  });

  test('runs beside others without touching them', () => {
    const { clock, metrics } = withClock();
    const first = metrics.inference.start(REQUEST);
    clock.now = 100;
    const second = metrics.inference.start({ ...REQUEST, model: 'llama-7b' });
    clock.now = 150;
    first.succeed();
    clock.now = 400;
    second.timeout();
    expect(recorded(metrics.text())).toMatchObject({
      'shop_latency_seconds_sum{batch_size="5-8",model="bitnet-7b"}': 0.15,
      'shop_latency_seconds_sum{batch_size="5-8",model="llama-7b"}': 0.3,
    });
    expect(recorded(metrics.text())).not.toHaveProperty(
      'shop_active_requests{model="bitnet-7b",region="eu"}',
    );
  });

  test('counts a mark that happens once only once', () => {
    const { clock, metrics } = withClock();
    const run = metrics.inference.start(REQUEST);
    clock.now = 5;
    run.firstToken();
    clock.now = 900;
    run.firstToken();
    expect(recorded(metrics.text())).toMatchObject({
      'shop_ttft_seconds_sum{model="bitnet-7b"}': 0.005,
      'shop_ttft_seconds_count{model="bitnet-7b"}': 1,
    });
  });

  test('with a start label outside its bound drops what needs the label, and keeps the rest', () => {
    const { metrics } = withClock();
    metrics.inference.start({ ...REQUEST, batch_size: -1 }).timeout();
    expect(recorded(metrics.text())).toMatchObject({
      'shop_requests_total{endpoint="/v1/completions",model="bitnet-7b",status="timeout"}': 1,
      'shop_metrics_refused_total{reason="label",subject="shop_latency_seconds"}': 1,
    });
  });

  test('refuses an amount that is no amount', () => {
    const { metrics } = withClock();
    const run = metrics.inference.start(REQUEST);
    run.tokens(Number.NaN, 'acme');
    run.tokens(-3, 'acme');
    run.fail('nonsense' as ErrorType);
    expect(recorded(metrics.text())).toMatchObject({
      'shop_metrics_refused_total{reason="value",subject="shop_tokens_total"}': 2,
      'shop_metrics_refused_total{reason="label",subject="shop_errors_total"}': 1,
    });
    expect(recorded(metrics.text())).not.toHaveProperty('shop_tokens_total{model="bitnet-7b",tenant="acme"}');
  });
});

describe('Goodput counts a run that met every target', () => {
  const good = 'shop_good_total{model="bitnet-7b"}';

  test.each([
    ['both met', 199, 999, 1],
    ['first token at its bound', 200, 999, undefined],
    ['whole request at its bound', 199, 1000, undefined],
  ])('%s', (_, firstToken, end, expected) => {
    const { clock, metrics } = withClock();
    const run = metrics.inference.start(REQUEST);
    clock.now = firstToken;
    run.firstToken();
    clock.now = end;
    run.succeed();
    expect(recorded(metrics.text())[good]).toBe(expected);
  });

  test('and a run without the mark that a target reads has not met it', () => {
    const { metrics } = withClock();
    metrics.inference.start(REQUEST).succeed();
    expect(recorded(metrics.text())[good]).toBeUndefined();
    expect(metrics.text()).not.toMatch(/^shop_(itl_seconds|metrics_refused.* [^0])/m);
  });
});

describe('Values that an operation knows', () => {
  const clock = { now: 0 };
  const start = () => {
    clock.now = 0;
    const metrics = edge.createMetrics({ now: () => clock.now });
    return { metrics, run: metrics.inferenceOperation.start() };
  };

  test('`since` the mark itself is the time since its last call', () => {
    const { metrics, run } = start();
    clock.now = 100;
    run.step();
    expect(metrics.text()).not.toMatch(/^edge_text /m);
    clock.now = 350;
    run.step();
    expect(recorded(metrics.text())).toMatchObject({ 'edge_text{}': 0.25 });
  });

  test('`total` sums amounts, and counts calls of a mark without one', () => {
    const { metrics, run } = start();
    run.step();
    run.chunk(7, 'a');
    run.chunk(2.5, 'b');
    // Refused where it is recorded, so it is no part of the sum either.
    run.chunk(-4, 'b');
    run.done({ class: "it's", error: 'x' });
    expect(recorded(metrics.text())).toMatchObject({ 'other_system_total{}': 10.5 });
  });

  test('conditions on amounts and times hold before anything is recorded', () => {
    const { metrics, run } = start();
    run.chunk(0, 'a');
    run.chunk(5, 'a');
    clock.now = 10_000;
    run.chunk(5, 'a');
    expect(recorded(metrics.text())).toMatchObject({ 'edge_single_count{map="a"}': 1 });
  });

  test('a quotient by nothing does not exist', () => {
    const { metrics, run } = start();
    run.constructor2();
    run.seen();
    run.step();
    clock.now = 1000;
    run.done({ class: "it's", error: 'x' });
    expect(metrics.text()).not.toMatch(/^edge_inference /m);
  });

  test('an overflow value is no number to record', () => {
    const { metrics, run } = start();
    run.default('strange');
    expect(recorded(metrics.text())).toMatchObject({
      'edge_module_metrics_refused_total{reason="value",subject="edge_level"}': 1,
    });
  });

  test('a run that is disposed of passes several labels to its outcome', () => {
    const { metrics, run } = start();
    run[Symbol.dispose]();
    expect(recorded(metrics.text())).toMatchObject({
      'edge_class_total{class="it\'s",error="x",map="a"}': 1,
    });
  });
});
