import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { requireTool } from '../support/tools.ts';
import { createMetrics } from './golden/shop-metrics.ts';

const prometheus = await requireTool('prometheus');

async function freePort(): Promise<number> {
  const socket = createSocket();
  await new Promise<void>((resolve) => socket.listen(0, '127.0.0.1', resolve));
  const { port } = socket.address() as AddressInfo;
  await new Promise((resolve) => socket.close(resolve));
  return port;
}

/** Starts a Prometheus that scrapes one target each second; returns it with the address of its API. */
async function startPrometheus(
  folder: string,
  target: number,
): Promise<{ process: ChildProcess; api: string }> {
  const port = await freePort();
  const scrape = {
    job_name: 'shop',
    scrape_interval: '1s',
    static_configs: [{ targets: [`127.0.0.1:${target}`] }],
  };
  // JSON is YAML.
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify({ scrape_configs: [scrape] }));
  const child = spawn(
    prometheus.get().path,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--enable-feature=exemplar-storage',
    ],
    { stdio: 'ignore' },
  );
  return { process: child, api: `http://127.0.0.1:${port}/api/v1` };
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
    const metrics = createMetrics();
    metrics.latencySeconds.observe({ model: 'bitnet-7b', batch_size: 3 }, 0.7, 'trace-7');
    metrics.restartsTotal.inc(2);
    const accepted: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      accepted.push(request.headers.accept);
      void metrics.handler(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const folder = mkdtempSync(join(tmpdir(), 'ryot-metrics-prometheus-'));
    const { process: child, api } = await startPrometheus(folder, (server.address() as AddressInfo).port);
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
      child.kill();
      await new Promise((resolve) => child.on('exit', resolve));
      server.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
