import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { emitPrometheus } from '../../src/emit/prometheus/emit.ts';
import { planRules } from '../../src/plan/plan-rules.ts';
import { startServer } from '../support/server.ts';
import { findServers } from '../support/tools.ts';
import { modelOf } from '../typescript/build-model.ts';
import { describePython, program, writePackages } from './package.ts';

const RYOT = readFileSync(new URL('../../spec/ryot.yaml', import.meta.url), 'utf8');
const PROGRAM = fileURLToPath(new URL('programs/seed.py', import.meta.url));
const LABELS = 'job="ryot",model="bitnet-7b"';

/** What the design lists for one request, apart from buckets: a query and its value. */
const LISTED: readonly (readonly [string, number])[] = [
  [`ryot_inference_requests_total{${LABELS},status="success",endpoint="/v1/completions"}`, 1],
  [`ryot_tokens_generated_total{${LABELS},token_type="completion",generation_mode="streaming"}`, 50],
  [`ryot_ttft_latency_seconds_sum{${LABELS}}`, 0.005],
  [`ryot_ttft_latency_seconds_bucket{${LABELS},le="0.005"}`, 1],
  [`ryot_inference_latency_seconds_sum{${LABELS},batch_size="5-8"}`, 0.025],
  [`ryot_inference_latency_seconds_bucket{${LABELS},batch_size="5-8",le="0.01"}`, 0],
  [`ryot_inference_latency_seconds_bucket{${LABELS},batch_size="5-8",le="0.025"}`, 1],
  [`ryot_batch_size_distribution_sum{${LABELS},request_type="interactive"}`, 8],
  [`ryot_active_inference_requests{${LABELS},request_type="interactive"}`, 0],
  ['count(ryot_inference_requests_total > 0)', 1],
  ['count(ryot_tokens_generated_total > 0)', 1],
  ['count(ryot_ttft_latency_seconds_count > 0)', 1],
  ['count(ryot_inference_latency_seconds_count > 0)', 1],
  ['count(ryot_batch_size_distribution_count > 0)', 1],
  ['sum(ryot_metrics_refused_total)', 0],
];

/** The service; `port` is where it listens. */
async function startService(folder: string): Promise<{ process: ChildProcess; port: number }> {
  const env = { ...process.env, PYTHONPATH: folder };
  const child = spawn(program('python'), [PROGRAM], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { process: child, port: Number(line.toString()) };
}

interface Configuration {
  global: object;
  scrape_configs: { job_name: string; static_configs: unknown }[];
}

/** Writes the configuration and the rules of the spec, with one target, one second for every interval, and no network. */
function configure(folder: string, port: number): string {
  const model = modelOf(RYOT);
  let configFile = '';
  for (const { path, content } of emitPrometheus(model, planRules(model))) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content.replace(/^( +interval): \w+$/gm, '$1: 1s'));
    if (path.endsWith('/prometheus.yml')) configFile = file;
  }
  const { scrape_configs, ...rest } = parse(readFileSync(configFile, 'utf8')) as Configuration;
  const [own] = scrape_configs.filter(({ job_name }) => job_name === 'ryot');
  const target = { ...own, static_configs: [{ targets: [`127.0.0.1:${port}`] }] };
  const changed = {
    ...rest,
    global: { ...rest.global, scrape_interval: '1s', evaluation_interval: '1s' },
    scrape_configs: [target],
    alerting: undefined,
    remote_write: undefined,
    remote_read: undefined,
  };
  writeFileSync(configFile, stringify(changed));
  return configFile;
}

const servers = await findServers('prometheus');

describePython('One request of fifty tokens through FastAPI and uvicorn', () => {
  test.each(servers)(
    'is what the design lists in Prometheus $version with the rules of the spec',
    async (server) => {
      const folder = writePackages({ ryot_metrics: RYOT });
      const work = mkdtempSync(join(tmpdir(), 'ryot-metrics-seed-'));
      const service = await startService(folder);
      const configFile = configure(work, service.port);
      const running = await startServer(server, { configFile, dataDir: join(work, 'data') });
      const ask = async (path: string) =>
        ((await (await fetch(`${running.url}/api/v1/${path}`)).json()) as { data: never }).data;
      const query = async (expr: string) => {
        const { result } = (await ask(`query?query=${encodeURIComponent(expr)}`)) as {
          result: { value: [number, string] }[];
        };
        return result.map(({ value }) => Number(value[1]));
      };
      try {
        const before = LISTED[0]?.[0] ?? '';
        for (let tries = 0; tries < 100 && (await query(before))[0] !== 0; tries++) await sleep(200);
        expect(await query(before)).toEqual([0]);
        const answer = await fetch(`http://127.0.0.1:${service.port}/v1/completions`, { method: 'POST' });
        expect(await answer.text()).toBe('oneand 49 more');
        for (let tries = 0; tries < 100 && (await query(before))[0] !== 1; tries++) await sleep(200);
        for (const [expr, value] of LISTED) expect([expr, ...(await query(expr))]).toEqual([expr, value]);
        for (
          let tries = 0;
          tries < 100 && (await query('count({__name__=~".+:.+"})')).length === 0;
          tries++
        ) {
          await sleep(200);
        }
        const { groups } = (await ask('rules')) as {
          groups: { rules: { name: string; health: string }[] }[];
        };
        const rules = groups.flatMap((group) => group.rules);
        expect(rules.length).toBeGreaterThan(50);
        expect(rules.filter(({ health }) => health === 'err')).toEqual([]);
        const increase = 'sum(increase(ryot_inference_requests_total[1m])) > 0';
        for (let tries = 0; tries < 50 && (await query(increase)).length === 0; tries++) await sleep(200);
        expect(await query(increase)).toHaveLength(1);
      } finally {
        service.process.stdin?.end();
        await running.stop();
        rmSync(work, { recursive: true });
      }
    },
  );
});
