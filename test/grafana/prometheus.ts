import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { stringify } from 'yaml';
import type { Model } from '../../src/model/model.ts';
import type { RulePlan } from '../../src/plan/plan.ts';
import type { Tool } from '../../src/toolchain/find.ts';
import { startServer } from '../support/server.ts';
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
  prometheus: Tool,
  model: Model,
  plan: RulePlan,
  scrapes: number,
): Promise<LivePrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'grafana-prometheus-'));
  const workloads = [await serveWorkload(model), await serveWorkload(model)];
  const configFile = configure(
    folder,
    model,
    plan,
    workloads.map(({ address }) => address),
  );
  const server = await startServer(prometheus, { configFile, dataDir: join(folder, 'data') });
  const live: LivePrometheus = {
    query: (expr, seconds, step) => queryRange(server.url, expr, seconds, step),
    async stop() {
      await server.stop();
      for (const { server: workload } of workloads) {
        workload.closeAllConnections();
        workload.close();
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await scraped(live, model, scrapes);
  } catch (error) {
    await live.stop();
    throw new Error(`Prometheus did not become ready: ${String(error)}\n${server.log()}`);
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
      // The workload exposes the metrics of the sources as well; they are read under the jobs of those.
      scrape_configs: [model.service, ...model.sources].map(({ job }) => ({
        job_name: job,
        static_configs: [{ targets }],
      })),
    }),
  );
  return config;
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

async function queryRange(url: string, expr: string, seconds: number, step: number): Promise<Series[]> {
  const end = Date.now() / 1000;
  const body = new URLSearchParams({
    query: expr,
    start: String(end - seconds),
    end: String(end),
    step: String(step),
  });
  const response = await fetch(`${url}/api/v1/query_range`, { method: 'POST', body });
  const answer = (await response.json()) as { status: string; error?: string; data: { result: Series[] } };
  if (answer.status !== 'success') throw new Error(`${expr}: ${answer.error}`);
  return answer.data.result;
}
