import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { importModule } from './load-module.ts';
import { parseExposition } from './parse-exposition.ts';

interface RyotModule {
  createMetrics(options: { now: () => number }): {
    readonly inference: {
      start(labels: Readonly<Record<string, string | number>>): {
        firstToken(): void;
        tokens(amount: number): void;
        succeed(): void;
      };
    };
    readonly handler: RequestListener;
  };
}

/** The metrics that the design names for one request. */
const LISTED =
  /^ryot_(inference_requests_total|tokens_generated_total|ttft_latency_seconds|inference_latency_seconds|batch_size_distribution|active_inference_requests)(_bucket|_sum|_count)?\{/;

async function scrape(handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  const text = await response.text();
  server.close();
  return text;
}

test('One request of fifty tokens from bitnet-7b in a batch of 8 shows exactly what the design lists', async () => {
  const spec = readFileSync(new URL('../../spec/ryot.yaml', import.meta.url), 'utf8');
  const { createMetrics } = await importModule<RyotModule>(spec);
  let now = 0;
  const metrics = createMetrics({ now: () => now });
  const run = metrics.inference.start({
    model: 'bitnet-7b',
    endpoint: '/v1/completions',
    request_type: 'interactive',
    generation_mode: 'streaming',
    priority_level: 'normal',
    batch_size: 8,
  });
  const during = parseExposition(await scrape(metrics.handler)).series;
  const active = 'ryot_active_inference_requests{model="bitnet-7b",request_type="interactive"}';
  expect(during.get(active)).toBe(1);
  now = 5;
  run.firstToken();
  now = 15;
  run.tokens(49);
  now = 25;
  run.succeed();

  const { series } = parseExposition(await scrape(metrics.handler));
  const listed = [...series].filter(([key, value]) => LISTED.test(key) && value !== 0);
  const [buckets, others] = [true, false].map((isBucket) =>
    Object.fromEntries(listed.filter(([key]) => key.includes('_bucket{') === isBucket)),
  );
  expect(others).toEqual({
    'ryot_inference_requests_total{endpoint="/v1/completions",model="bitnet-7b",status="success"}': 1,
    'ryot_tokens_generated_total{generation_mode="streaming",model="bitnet-7b",token_type="completion"}': 50,
    'ryot_ttft_latency_seconds_sum{model="bitnet-7b"}': 0.005,
    'ryot_ttft_latency_seconds_count{model="bitnet-7b"}': 1,
    'ryot_inference_latency_seconds_sum{batch_size="5-8",model="bitnet-7b"}': 0.025,
    'ryot_inference_latency_seconds_count{batch_size="5-8",model="bitnet-7b"}': 1,
    'ryot_batch_size_distribution_sum{model="bitnet-7b",request_type="interactive"}': 8,
    'ryot_batch_size_distribution_count{model="bitnet-7b",request_type="interactive"}': 1,
  });
  // One observation each: it counts in the buckets from its own on, and in no other series.
  const reached = (metric: string, labels: string, bounds: readonly number[]) =>
    bounds.map((le) => [`ryot_${metric}_bucket{${labels.replace('LE', `le="${le}"`)}}`, 1] as const);
  expect(buckets).toEqual(
    Object.fromEntries([
      ...reached('ttft_latency_seconds', 'LE,model="bitnet-7b"', [
        0.005,
        0.01,
        0.025,
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        Infinity,
      ]),
      ...reached('inference_latency_seconds', 'batch_size="5-8",LE,model="bitnet-7b"', [
        0.025,
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
        30,
        Infinity,
      ]),
      ...reached('batch_size_distribution', 'LE,model="bitnet-7b",request_type="interactive"', [
        8,
        16,
        32,
        Infinity,
      ]),
    ]),
  );
  expect(series.get(active)).toBe(0);
});
