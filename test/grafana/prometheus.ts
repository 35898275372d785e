import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { stringify } from 'yaml';
import type { Model } from '../../src/model/model.ts';
import type { RulePlan } from '../../src/rules/plan.ts';
import { serveWorkload } from './exposition.ts';

export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  /** Seconds and value, oldest first. */
  readonly values: readonly (readonly [number, string])[];
}

/** A Prometheus that scrapes the workload of a model and runs its rules, both every second. */
export interface LivePrometheus {
  /** Series of the last `seconds`, one point every `step` seconds. Throws what Prometheus answers. */
  query(expr: string, seconds: number, step: number): Promise<Series[]>;
  stop(): Promise<void>;
}

const ATTEMPTS = 120;

/** Ready once `scrapes` scrapes of both targets, and the rules over them, are there. */
export async function startPrometheus(
  binary: string,
  model: Model,
  plan: RulePlan,
  scrapes: number,
): Promise<LivePrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'grafana-prometheus-'));
  const workloads = [await serveWorkload(model), await serveWorkload(model)];
  const config = configure(
    folder,
    model,
    plan,
    workloads.map(({ address }) => address),
  );
  const port = await freePort();
  const child = spawn(
    binary,
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const log: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => log.push(chunk.toString()));
  const live: LivePrometheus = {
    query: (expr, seconds, step) => queryRange(port, expr, seconds, step),
    async stop() {
      await stopped(child);
      for (const { server } of workloads) {
        server.closeAllConnections();
        server.close();
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await scraped(live, model, scrapes);
  } catch (error) {
    await live.stop();
    throw new Error(`Prometheus did not become ready: ${String(error)}\n${log.slice(-20).join('')}`);
  }
  return live;
}

function configure(folder: string, model: Model, plan: RulePlan, targets: readonly string[]): string {
  const groups = plan.groups.map(({ name, rules }) => ({
    name,
    interval: '1s',
    rules: rules.map((rule) => ({
      ...(rule.kind === 'record' ? { record: rule.record } : { alert: rule.alert }),
      expr: rule.expr,
      labels: Object.fromEntries(rule.labels),
    })),
  }));
  writeFileSync(join(folder, 'rules.yml'), stringify({ groups }));
  const config = join(folder, 'prometheus.yml');
  writeFileSync(
    config,
    stringify({
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: ['rules.yml'],
      scrape_configs: [{ job_name: model.service.job, static_configs: [{ targets }] }],
    }),
  );
  return config;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

async function scraped(live: LivePrometheus, { service }: Model, scrapes: number): Promise<void> {
  let last: unknown = 'nothing was scraped';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      const up = await live.query(`min(count_over_time(up{job="${service.job}"}[10m]))`, 0, 1);
      if (Number(up[0]?.values.at(-1)?.[1] ?? 0) >= scrapes) return;
    } catch (error) {
      last = error;
    }
    await setTimeout(1000);
  }
  throw last;
}

async function queryRange(port: number, expr: string, seconds: number, step: number): Promise<Series[]> {
  const end = Date.now() / 1000;
  const body = new URLSearchParams({
    query: expr,
    start: String(end - seconds),
    end: String(end),
    step: String(step),
  });
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/query_range`, { method: 'POST', body });
  const answer = (await response.json()) as { status: string; error?: string; data: { result: Series[] } };
  if (answer.status !== 'success') throw new Error(`${expr}: ${answer.error}`);
  return answer.data.result;
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
