import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tool } from '../../src/toolchain/find.ts';
import { startServer } from './server.ts';

/** One series of a query's result; the value is a number as Prometheus prints it. */
export interface ResultSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

/** A running Prometheus that scrapes nothing and holds what it was given. */
export interface LoadedPrometheus {
  /** The series of an instant query, or why it has no result. */
  query(expr: string, time: number): Promise<{ series: readonly ResultSeries[] } | { error: string }>;
  stop(): Promise<void>;
}

/** Starts a Prometheus whose storage holds `openMetrics` (text with timestamps, without the `# EOF`). */
export async function startLoadedPrometheus(
  prometheus: Tool,
  promtool: Tool,
  openMetrics: string,
): Promise<LoadedPrometheus> {
  const dir = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const [samples, configFile, dataDir] = ['samples.txt', 'prometheus.yml', 'data'].map((name) =>
    join(dir, name),
  ) as [string, string, string];
  writeFileSync(samples, `${openMetrics}# EOF\n`);
  writeFileSync(configFile, '');
  const loaded = spawnSync(promtool.path, ['tsdb', 'create-blocks-from', 'openmetrics', samples, dataDir]);
  if (loaded.status !== 0) throw new Error(`promtool could not load the samples: ${loaded.stderr}`);
  const args = ['--storage.tsdb.retention.time=100y'];
  const server = await startServer(prometheus, { configFile, dataDir, args });
  return {
    async query(expr, time) {
      const body = new URLSearchParams({ query: expr, time: String(time) });
      const response = await fetch(`${server.url}/api/v1/query`, { method: 'POST', body });
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
      await server.stop();
      rmSync(dir, { recursive: true });
    },
  };
}
