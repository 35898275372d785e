import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Model } from '../../src/model/model.ts';
import { type CheckedSpec, checkText, emit, emitTestRun } from '../../src/run.ts';
import type { Tool } from '../../src/toolchain/find.ts';
import { writeOut } from '../emit-prometheus/emitted.ts';
import { dashboardsOf, everyTarget } from '../grafana/dashboards.ts';
import { TODAY } from '../support/check.ts';
import { runPromtool } from '../support/promtool.ts';
import { freePort, type RunningServer, startServer } from '../support/server.ts';
import { findPromtools, findServers, requireTool } from '../support/tools.ts';

const SPEC = readFileSync(new URL('host.yaml', import.meta.url), 'utf8');
const EXPORTER = 'prometheus-node-exporter';

const { skip: withoutPrometheus } = await requireTool('prometheus');
const hasExporter = spawnSync(EXPORTER, ['--version']).status === 0;

test('the spec of other programs alone is silent without a waiver', () => {
  expect(checkText('host.yaml', SPEC, TODAY).findings).toEqual([]);
});

test('its rule tests pass', async () => {
  const checked = checkText('host.yaml', SPEC, TODAY);
  if (!checked.readable) throw new Error('the spec cannot be read');
  const run = await emitTestRun(checked);
  const folder = writeOut(new Map(run.map(({ path, content }) => [path, content])));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files = run.flatMap(({ path }) => (path.startsWith('tests/') ? join(folder, path) : []));
  expect(files.length).toBeGreaterThan(4);
  for (const promtool of await findPromtools())
    expect((await runPromtool(promtool, ['test', 'rules', ...files])).code, promtool.version).toBe(0);
}, 300_000);

if (withoutPrometheus || !hasExporter) {
  test(`a real Prometheus and ${EXPORTER}`, () => {
    if (process.env['CI'] === 'true') throw new Error(`CI does not skip: install ${EXPORTER} and prometheus`);
  });
} else {
  for (const server of await findServers('prometheus'))
    describe(`Prometheus ${server.version} over ${EXPORTER} and itself`, () => live(server));
}

async function prometheusFiles(checked: CheckedSpec): Promise<Map<string, string>> {
  const files = await emit(checked, new Map(), ['prometheus']);
  return new Map(files.map(({ path, content }) => [path, content]));
}

/** What a few seconds cannot show: what lies a day or a week back, alerts that do not fire, a budget that nothing spends. */
const NOT_YET = /offset|ALERTS|exhaustion/;

interface Rule {
  readonly name: string;
  readonly health: string;
  readonly state?: string;
  readonly lastError?: string;
}

function live(tool: Tool): void {
  let folder: string;
  let prometheus: RunningServer;
  let exporter: ChildProcess;
  let model: Model;

  beforeAll(async () => {
    const [own, node] = [await freePort(), await freePort()];
    const text = SPEC.replace('port: 9100', `port: ${node}`)
      .replace('port: 9090', `port: ${own}`)
      .replaceAll('[localhost]', '[127.0.0.1]')
      .replaceAll(/_interval: (15s|1m)/g, '_interval: 1s');
    const checked = checkText('host.yaml', text, TODAY);
    if (!checked.readable) throw new Error('the spec cannot be read');
    ({ model } = checked);
    folder = writeOut(await prometheusFiles(checked));
    exporter = spawn(EXPORTER, [`--web.listen-address=127.0.0.1:${node}`], { stdio: 'ignore' });
    await once(exporter, 'spawn');
    const configFile = join(folder, 'prometheus', 'prometheus.yml');
    prometheus = await startServer(tool, { configFile, dataDir: join(folder, 'data'), port: own });
    await until('both are scraped and every rule is evaluated', async () => {
      const up = await query('count(count_over_time(up[1m]) > 25)');
      return up[0]?.value[1] === '2' && (await rules()).every(({ health }) => health !== 'unknown');
    });
  }, 120_000);
  afterAll(async () => {
    exporter.kill('SIGKILL');
    await prometheus.stop();
    rmSync(folder, { recursive: true });
  });

  const get = async (path: string) => {
    const response = await fetch(`${prometheus.url}/api/v1/${path}`);
    return (await response.json()) as { status: string; error?: string; data: never };
  };
  const query = async (expr: string) => {
    const { status, error, data } = await get(`query?query=${encodeURIComponent(expr)}`);
    if (status !== 'success') throw new Error(`${expr}: ${error}`);
    return (data as { result: { value: [number, string] }[] }).result;
  };
  const rules = async () =>
    ((await get('rules')).data as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);

  test('every rule is healthy', async () => {
    const all = await rules();
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter(({ health }) => health !== 'ok')).toEqual([]);
  });

  test('every query of every panel is answered, and with a series', async () => {
    const silent: string[] = [];
    for (const { dashboard, panel, expr } of everyTarget(dashboardsOf(model)))
      if ((await query(expr)).length === 0 && !NOT_YET.test(expr))
        silent.push(`${dashboard}: ${panel}: ${expr}`);
    expect(silent).toEqual([]);
  }, 60_000);

  test('an alert tells when the exporter is gone, and only that one', async () => {
    const pending = async () =>
      (await rules())
        .filter(({ state }) => state === 'pending' || state === 'firing')
        .map(({ name }) => name);
    expect(await pending()).not.toContain('HostNodeExporterDown');
    exporter.kill('SIGKILL');
    await until('the alert is pending', async () => (await pending()).includes('HostNodeExporterDown'));
    expect(await pending()).not.toContain('HostPrometheusDown');
  }, 60_000);
}

/** Waits for what takes its time; the bound is for the case that it never comes. */
async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 90; waited++) {
    if (await isSo()) return;
    await sleep(1000);
  }
  throw new Error(`it never came true that ${what}`);
}
