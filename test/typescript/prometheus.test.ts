import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type RunningServer, startServer } from '../support/server.ts';
import { requireTool } from '../support/tools.ts';
import { shop } from './generated.ts';

const prometheus = await requireTool('prometheus');

/** Starts a Prometheus that scrapes one target each second. */
async function startPrometheus(folder: string, target: number): Promise<RunningServer> {
  const scrape = {
    job_name: 'shop',
    scrape_interval: '1s',
    static_configs: [{ targets: [`127.0.0.1:${target}`] }],
  };
  const configFile = join(folder, 'prometheus.yml');
  // JSON is YAML.
  writeFileSync(configFile, JSON.stringify({ scrape_configs: [scrape] }));
  const args = ['--enable-feature=exemplar-storage'];
  return await startServer(prometheus.get(), { configFile, dataDir: join(folder, 'data'), args });
}

/** Asks until there is an answer with data; gives up with the last one. */
async function ask(url: string): Promise<unknown[]> {
  let found: unknown[] = [];
  for (let attempt = 0; attempt < 100 && found.length === 0; attempt++) {
    await sleep(200);
    const response = await fetch(url).catch(() => undefined);
    const body = (await response?.json().catch(() => undefined)) as
      | { data?: { result?: unknown[] } }
      | undefined;
    const data = body?.data;
    found = Array.isArray(data) ? data : (data?.result ?? []);
  }
  return found;
}

describe.skipIf(prometheus.skip)(prometheus.title('A running Prometheus'), () => {
  test('reads the OpenMetrics of the module: values, bounds, units and exemplars', async () => {
    const metrics = shop.createMetrics();
    metrics.latencySeconds.observe({ model: 'bitnet-7b', batch_size: 3 }, 0.7, 'trace-7');
    metrics.restartsTotal.inc(2);
    const accepted: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      accepted.push(request.headers.accept);
      void metrics.handler(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const folder = mkdtempSync(join(tmpdir(), 'ryot-metrics-prometheus-'));
    const running = await startPrometheus(folder, (server.address() as AddressInfo).port);
    const api = `${running.url}/api/v1`;
    try {
      const query = (text: string) => ask(`${api}/query?query=${encodeURIComponent(text)}`);
      expect(await query('shop_restarts_total')).toMatchObject([{ value: [expect.anything(), '2'] }]);
      expect(await query('shop_latency_seconds_bucket{le="1.0"}')).toMatchObject([
        { value: [expect.anything(), '1'] },
      ]);
      expect(await query('shop_requests_total')).toHaveLength(24);
      expect(await ask(`${api}/targets/metadata?metric=shop_latency_seconds`)).toMatchObject([
        { type: 'histogram', unit: 'seconds', help: 'Time from receipt of a request to its last token.' },
      ]);
      const range = `start=${Date.now() / 1000 - 600}&end=${Date.now() / 1000 + 600}`;
      expect(await ask(`${api}/query_exemplars?query=shop_latency_seconds_bucket&${range}`)).toMatchObject([
        { seriesLabels: { le: '1.0' }, exemplars: [{ labels: { trace_id: 'trace-7' }, value: '0.7' }] },
      ]);
      expect(accepted[0]).toContain('application/openmetrics-text');
    } finally {
      await running.stop();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
