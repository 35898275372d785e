import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findTool } from '../../src/toolchain/find.ts';
import { requireTool } from '../support/tools.ts';
import { workdir } from './workdir.ts';

const says = (line: string) => `#!/bin/sh\necho '${line}'\n`;

const folder = workdir({
  promtool: says('promtool, version 9.8.7 (branch: none)'),
  'other-promtool': says('promtool, version 1.2.3 (branch: none)'),
  'prometheus-alertmanager': says('alertmanager, version 0.25.0 (branch: none)'),
  amtool: '#!/bin/sh\necho "amtool, version 0.20.0 (branch: none)" >&2\n',
  'not-promtool': says('amtool, version 0.25.0 (branch: none)'),
  failing: '#!/bin/sh\nexit 1\n',
  garbage: 'no program at all',
  'not-executable': says('promtool, version 1.2.3 (branch: none)'),
});
for (const name of ['promtool', 'other-promtool', 'prometheus-alertmanager', 'amtool'])
  chmodSync(join(folder, name), 0o755);
for (const name of ['not-promtool', 'failing', 'garbage']) chmodSync(join(folder, name), 0o755);
mkdirSync(join(folder, 'first', 'promtool'), { recursive: true });

const found = (name: string, path: string, version: string) => ({
  found: true,
  tool: { name, path: join(folder, path), version },
});

describe('finding a tool', () => {
  it('takes the explicit path before the variable, and the variable before the search path', async () => {
    const env = { PATH: folder, PROMTOOL: join(folder, 'other-promtool') };
    expect(await findTool('promtool', { env, explicit: join(folder, 'promtool') })).toEqual(
      found('promtool', 'promtool', '9.8.7'),
    );
    expect(await findTool('promtool', { env })).toEqual(found('promtool', 'other-promtool', '1.2.3'));
    expect(await findTool('promtool', { env: { PATH: folder } })).toEqual(
      found('promtool', 'promtool', '9.8.7'),
    );
  });

  it('searches the path for an explicit bare name', async () => {
    const lookup = await findTool('promtool', { env: { PATH: folder }, explicit: 'other-promtool' });
    expect(lookup).toEqual(found('promtool', 'other-promtool', '1.2.3'));
  });

  it('passes over a folder that is named like the tool', async () => {
    const env = { PATH: `${join(folder, 'first')}:${folder}` };
    expect(await findTool('promtool', { env })).toEqual(found('promtool', 'promtool', '9.8.7'));
  });

  it('treats an empty variable as unset', async () => {
    const env = { PATH: folder, PROMTOOL: '' };
    expect(await findTool('promtool', { env })).toEqual(found('promtool', 'promtool', '9.8.7'));
  });

  it("finds the Alertmanager under Debian's name", async () => {
    const lookup = await findTool('alertmanager', { env: { PATH: folder } });
    expect(lookup).toEqual(found('alertmanager', 'prometheus-alertmanager', '0.25.0'));
  });

  it('reads a version that is written to standard error', async () => {
    expect(await findTool('amtool', { env: { PATH: folder } })).toEqual(found('amtool', 'amtool', '0.20.0'));
  });

  it('does not fall back to the search path when the path it was given has no program', async () => {
    const lookup = await findTool('promtool', { env: { PATH: folder }, explicit: '/nowhere/promtool' });
    expect(lookup).toMatchObject({
      found: false,
      missing: { name: 'promtool', source: 'flag', reason: 'absent', looked: ['/nowhere/promtool'] },
    });
    const environment = await findTool('promtool', {
      env: { PATH: folder, PROMTOOL: join(folder, 'not-executable') },
    });
    expect(environment).toMatchObject({ found: false, missing: { source: 'environment', reason: 'absent' } });
  });

  it.each(['not-promtool', 'failing', 'garbage'])(
    'reports %s, which does not answer as promtool',
    async (name) => {
      const lookup = await findTool('promtool', { env: {}, explicit: join(folder, name) });
      expect(lookup).toMatchObject({
        found: false,
        missing: { reason: 'broken', looked: [join(folder, name)] },
      });
    },
  );

  it('says how to install what is missing, for the platform', async () => {
    const hint = async (name: 'promtool' | 'alertmanager', platform: NodeJS.Platform) => {
      const lookup = await findTool(name, { env: {}, platform });
      return lookup.found ? undefined : lookup.missing.hint;
    };
    expect(await hint('promtool', 'linux')).toContain('apt-get install --no-install-recommends prometheus;');
    expect(await hint('alertmanager', 'linux')).toContain('prometheus-alertmanager;');
    expect(await hint('promtool', 'darwin')).toBe('brew install prometheus');
    expect(await hint('promtool', 'win32')).toContain('https://prometheus.io/download/');
  });
});

for (const name of ['promtool', 'amtool', 'prometheus', 'alertmanager'] as const) {
  const tool = await requireTool(name);
  describe.skipIf(tool.skip)(tool.title(`the real ${name}`), () => {
    it('is found with its version', () => {
      expect(tool.get()).toMatchObject({ name, version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    });
  });
}
