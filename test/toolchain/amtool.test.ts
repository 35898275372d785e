import { describe, expect, it } from 'vitest';
import { checkAlertmanagerConfig, testRoutes } from '../support/amtool.ts';
import { requireTool } from '../support/tools.ts';
import { workdir } from './workdir.ts';

const cwd = workdir({
  'alertmanager.yml': `route:
  receiver: default
  routes:
    - { matchers: ['severity="page"'], receiver: pager, continue: true }
    - { matchers: ['team="ml"'], receiver: ml }
    - { matchers: ['note="a \\"b\\", \\\\c\\nd"'], receiver: quoted }
receivers: [{ name: default }, { name: pager }, { name: ml }, { name: quoted }]
`,
  'unknown-receiver.yml': 'route: { receiver: nobody }\nreceivers: [{ name: default }]\n',
});

const amtool = await requireTool('amtool');

describe.skipIf(amtool.skip)(amtool.title('amtool'), () => {
  it('tells a right configuration from wrong and absent ones, with the reason', async () => {
    const files = ['alertmanager.yml', 'unknown-receiver.yml', 'absent.yml'];
    expect(await checkAlertmanagerConfig(amtool.get(), files, { cwd })).toEqual([
      { file: 'alertmanager.yml', ok: true, problems: [] },
      {
        file: 'unknown-receiver.yml',
        ok: false,
        problems: [{ message: 'undefined receiver "nobody" used in route' }],
      },
      { file: 'absent.yml', ok: false, problems: [{ message: "path 'absent.yml' does not exist" }] },
    ]);
  });

  it.each([
    [{ severity: 'page', team: 'ml' }, ['pager', 'ml']],
    [{ severity: 'page' }, ['pager']],
    [{ severity: 'ticket' }, ['default']],
    [{}, ['default']],
    [{ note: 'a "b", \\c\nd' }, ['quoted']],
  ])('routes %j to %j', async (labels, receivers) => {
    expect(await testRoutes(amtool.get(), 'alertmanager.yml', labels, { cwd })).toEqual({
      ok: true,
      receivers,
    });
  });

  it('says why a route cannot be tested', async () => {
    expect(await testRoutes(amtool.get(), 'unknown-receiver.yml', { severity: 'page' }, { cwd })).toEqual({
      ok: false,
      message: 'undefined receiver "nobody" used in route',
    });
  });
});
