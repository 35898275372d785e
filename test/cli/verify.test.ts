import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { startServer } from '../support/server.ts';
import { findServers } from '../support/tools.ts';
import { shop } from '../typescript/generated.ts';

const SPEC = readFileSync(new URL('../typescript/service.yaml', import.meta.url), 'utf8');

/** A folder with the spec of the module, and a program that exposes the module's metrics, altered by `alter`. */
async function running(alter: (page: string) => string = (page) => page) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'ryot-metrics.yaml'), SPEC);
  const metrics = shop.createMetrics();
  metrics.queueDepth.set(4);
  metrics.latencySeconds.observe({ model: 'llama-7b', batch_size: 5 }, 0.2);
  const accepts: (string | undefined)[] = [];
  const program = createServer(({ url, headers }, response) => {
    accepts.push(headers.accept);
    if (url !== '/metrics') response.writeHead(404).end();
    else response.setHeader('content-type', 'text/plain; version=0.0.4').end(alter(metrics.text()));
  }).listen(0, '127.0.0.1');
  await once(program, 'listening');
  onTestFinished(() => void program.close());
  const { port } = program.address() as AddressInfo;
  const verify = (...args: string[]) => runCli(['verify', ...args], { cwd: folder });
  return { folder, verify, address: `127.0.0.1:${port}`, accepts };
}

const asCounter = (page: string) =>
  page.replace('# TYPE shop_queue_depth gauge', '# TYPE shop_queue_depth counter');

describe('verify', () => {
  test('holds a page against the spec, with the exit codes and formats of lint', async () => {
    const { verify, address, accepts } = await running(asCounter);
    const url = `http://${address}/metrics`;
    const found = await verify(url);
    expect(found).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('error[scrape/type]: shop_queue_depth is exposed as counter'),
    });
    expect(found.stderr).toContain(`--> ${url}:`);
    expect(accepts[0]).toContain('version=0.0.4');
    const { summary, findings } = JSON.parse((await verify(url, '--format', 'json')).stdout);
    expect(summary.errors).toBe(1);
    expect(findings[0]).toMatchObject({ code: 'scrape/type', file: url });
    expect(JSON.parse((await verify(url, '--format', 'sarif')).stdout).runs[0].results[0]).toMatchObject({
      ruleId: 'scrape/type',
    });
    expect((await verify(url, '--format', 'github')).stdout).toMatch(/^::error file=.*title=scrape\/type::/m);
  });

  test('reads files, and fails for what is not seen only where that is required', async () => {
    const { folder, verify, address } = await running();
    const page = await (await fetch(`http://${address}/metrics`)).text();
    writeFileSync(join(folder, 'scrape.txt'), page);
    expect(await verify('scrape.txt')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('0 errors, 0 warnings'),
    });
    expect(await verify('ryot-metrics.yaml', 'scrape.txt', '--require')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('error[scrape/missing]: shop_ttft_seconds'),
    });
  });

  test('says what it cannot read, and never a password', async () => {
    const { verify, address, folder } = await running();
    expect(await verify(`http://me:secret@${address}/gone`)).toMatchObject({
      code: 2,
      stderr: `error: cannot read http://${address}/gone: HTTP 404 Not Found\n`,
    });
    expect(await verify(`http://me:secret@${address}`)).toMatchObject({
      code: 2,
      stderr: expect.not.stringContaining('secret'),
    });
    expect(await verify('http://127.0.0.1:9/metrics')).toMatchObject({ code: 2 });
    expect(await verify('gone.txt')).toMatchObject({ code: 2, stderr: expect.stringContaining('gone.txt') });
    expect(await verify('ryot-metrics.yaml')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('name at least one page'),
    });
    writeFileSync(join(folder, 'ryot-metrics.yaml'), 'version: 1\n');
    expect(await verify(`http://${address}/metrics`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the spec has errors'),
    });
  });
});

const servers = await findServers('prometheus');
if (servers.length === 0) test.todo('verify asks a Prometheus [skipped: prometheus is absent]');
else
  describe.each(servers)('Prometheus $version', (prometheus) => {
    /** A server that scrapes these addresses as the job, and has done so. */
    async function scraping(folder: string, targets: readonly string[]): Promise<string> {
      const configFile = join(folder, 'prometheus.yml');
      const dataDir = join(folder, 'data');
      mkdirSync(dataDir);
      const job = {
        job_name: 'shop',
        scrape_interval: '1s',
        scrape_timeout: '1s',
        static_configs: [{ targets, labels: { zone: 'a' } }],
      };
      writeFileSync(configFile, JSON.stringify({ scrape_configs: [job] }));
      const server = await startServer(prometheus, { configFile, dataDir });
      onTestFinished(() => server.stop());
      for (let tries = 0; tries < 200; tries++) {
        const answer = await (await fetch(`${server.url}/api/v1/targets?state=active`)).json();
        const active = (answer as { data: { activeTargets: { health: string }[] } }).data.activeTargets;
        if (active.length === targets.length && active.every(({ health }) => health !== 'unknown')) break;
        await sleep(100);
      }
      return server.url;
    }

    test('has what the spec says, its own labels left aside', async () => {
      const { folder, verify, address } = await running();
      const url = await scraping(folder, [address]);
      expect(await verify(url)).toMatchObject({
        code: 0,
        stderr: expect.stringContaining('0 errors, 0 warnings'),
      });
    });

    test('tells of targets that are down, of faults, and of a job that it does not have', async () => {
      const { folder, verify, address } = await running((page) =>
        asCounter(page).replaceAll('llama-7b', 'llama-8b'),
      );
      const url = await scraping(folder, [address, '127.0.0.1:9']);
      const { code, stderr } = await verify(url);
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /error\[scrape\/target\]: target 127\.0\.0\.1:9 is not up: .*connection refused/,
      );
      expect(stderr).toContain('error[scrape/type]: shop_queue_depth');
      expect(stderr).toMatch(
        /error\[scrape\/value\]: model of shop_latency_seconds has the value "llama-8b"/,
      );
      writeFileSync(join(folder, 'other.yaml'), SPEC.replace('name: shop', 'name: shop\n  job: other'));
      expect((await verify('other.yaml', url)).stderr).toContain('the server has no target of this job');
    });
  });
