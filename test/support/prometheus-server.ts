import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tool } from '../../src/toolchain/find.ts';

/** One series of a query's result; the value is a number as Prometheus prints it. */
export interface ResultSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

/** A running Prometheus on the loopback interface, which scrapes nothing. */
export interface PrometheusServer {
  /** The series of an instant query, or why it has no result. */
  query(expr: string, time: number): Promise<{ series: readonly ResultSeries[] } | { error: string }>;
  stop(): Promise<void>;
}

/** Starts a Prometheus whose storage holds `openMetrics` (text with timestamps, without the `# EOF`). */
export async function startPrometheus(
  prometheus: Tool,
  promtool: Tool,
  openMetrics: string,
): Promise<PrometheusServer> {
  const dir = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const data = join(dir, 'data');
  writeFileSync(join(dir, 'samples.txt'), `${openMetrics}# EOF\n`);
  writeFileSync(join(dir, 'prometheus.yml'), '');
  const loaded = spawnSync(promtool.path, [
    'tsdb',
    'create-blocks-from',
    'openmetrics',
    join(dir, 'samples.txt'),
    data,
  ]);
  if (loaded.status !== 0) throw new Error(`promtool could not load the samples: ${loaded.stderr}`);
  const port = await freePort();
  const server = spawn(
    prometheus.path,
    [
      `--config.file=${join(dir, 'prometheus.yml')}`,
      `--storage.tsdb.path=${data}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
  const base = `http://127.0.0.1:${port}`;
  await untilReady(base);
  return {
    async query(expr, time) {
      const body = new URLSearchParams({ query: expr, time: String(time) });
      const response = await fetch(`${base}/api/v1/query`, { method: 'POST', body });
      const answer = (await response.json()) as {
        status: string;
        error?: string;
        data?: { resultType: string; result: ResultSeries[] };
      };
      if (answer.status !== 'success') return { error: answer.error ?? 'unknown' };
      // A scalar comes as one bare sample.
      return { series: answer.data?.resultType === 'vector' ? answer.data.result : [] };
    },
    async stop() {
      const ended = once(server, 'exit');
      server.kill();
      await ended;
      rmSync(dir, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

async function untilReady(base: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const ready = await fetch(`${base}/-/ready`).catch(() => undefined);
    if (ready?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Prometheus did not become ready');
}
