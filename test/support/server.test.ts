import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workdir } from '../toolchain/workdir.ts';
import { startServer } from './server.ts';
import { findServers, requireTool } from './tools.ts';

const folder = workdir({
  'prometheus.yml': 'global: { scrape_interval: 15s }\n',
  'alertmanager.yml': 'route: { receiver: default }\nreceivers: [{ name: default }]\n',
  'broken.yml': 'surprise: true\n',
});

function dataDir(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}

for (const name of ['prometheus', 'alertmanager'] as const) {
  const required = await requireTool(name);
  const servers = await findServers(name);
  describe.skipIf(required.skip)(required.title(name), () => {
    describe.each(servers)('$version', (tool) => {
      it('runs on a free port until it is stopped', async () => {
        const configFile = join(folder, `${name}.yml`);
        const first = await startServer(tool, { configFile, dataDir: dataDir(`${name}-${tool.version}-1`) });
        const second = await startServer(tool, { configFile, dataDir: dataDir(`${name}-${tool.version}-2`) });
        try {
          expect(first.url).not.toBe(second.url);
          expect((await fetch(`${first.url}/-/healthy`)).ok).toBe(true);
          expect((await fetch(`${second.url}/-/healthy`)).ok).toBe(true);
        } finally {
          await Promise.all([first.stop(), second.stop()]);
        }
        await expect(fetch(`${first.url}/-/healthy`)).rejects.toThrow();
        await first.stop();
      });

      it('fails with its log when the configuration is wrong', async () => {
        const options = {
          configFile: join(folder, 'broken.yml'),
          dataDir: dataDir(`${name}-${tool.version}-3`),
        };
        await expect(startServer(tool, options)).rejects.toThrow(
          /did not become ready:.*field surprise not found/s,
        );
      });
    });
  });
}

describe('a server that is no program', () => {
  it('fails at once', async () => {
    const tool = { name: 'prometheus', path: join(folder, 'absent'), version: '0' } as const;
    const options = { configFile: join(folder, 'prometheus.yml'), dataDir: dataDir('absent-data') };
    await expect(startServer(tool, options)).rejects.toThrow('ENOENT');
  });
});
