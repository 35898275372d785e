import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { SERVICE_KINDS } from '../../src/cli/answers.ts';
import { ask } from '../../src/cli/commands/init.ts';
import { starterFiles } from '../../src/cli/starter.ts';
import { checkText } from '../../src/run.ts';
import { TODAY } from '../support/check.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';

/** What a spec of these answers is found to be. */
function specOf(service: string, team: string, kind: (typeof SERVICE_KINDS)[number]) {
  const [spec] = starterFiles({ service, team, kind });
  return checkText('ryot-metrics.yaml', spec?.content ?? '', TODAY);
}

describe.each(SERVICE_KINDS)('The first spec of a service of kind %s', (kind) => {
  test.each(['shop', 'a', 'up', 'job', 'null', 'class', 'my__shop_', 'http2_total', `s${'x'.repeat(60)}`])(
    'lints clean for %s',
    (service) => {
      const checked = specOf(service, 'web', kind);
      expect(checked.findings).toEqual([]);
      expect(checked.readable && checked.model.service.name).toBe(service);
    },
  );

  test.each(['null', 'a "b" \\ $& {{service}}', ': #'])('keeps the name of a team: %s', (team) => {
    const checked = specOf('shop', team, kind);
    expect(checked.findings).toEqual([]);
    expect(checked.readable && checked.model.service.owner.name).toBe(team);
  });
});

describe('init', () => {
  test('writes what later commands and editors read, and names what comes next', async () => {
    const folder = join(temporaryFolder(), 'My-Shop 1');
    const { code, stderr } = await runCli([
      'init',
      folder,
      '--team',
      'web',
      '--kind',
      'queue',
      '--ci',
      'github',
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain('my_shop_1 (queue), owned by web');
    expect(readFileSync(join(folder, 'ryot-metrics.yaml'), 'utf8')).toMatch(
      /^# yaml-language-server: \$schema=\.\/ryot-metrics\.schema\.json\n/,
    );
    expect(JSON.parse(readFileSync(join(folder, 'ryot-metrics.schema.json'), 'utf8'))).toHaveProperty(
      'properties',
    );
    const { jobs } = parse(readFileSync(join(folder, '.github/workflows/ryot-metrics.yml'), 'utf8'));
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(jobs.metrics.steps).toContainEqual({ run: `npm install --global ryot-metrics@${version}` });
    expect((await runCli(['generate'], { cwd: folder })).code).toBe(0);
  });

  test('writes nothing where there is a spec, and leaves every other file as it is', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '.gitattributes'), '* text=auto\n');
    const first = await runCli(['init'], { cwd: folder });
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('kept .gitattributes') });
    expect(readFileSync(join(folder, '.gitattributes'), 'utf8')).toBe('* text=auto\n');
    const spec = readFileSync(join(folder, 'ryot-metrics.yaml'), 'utf8');
    const second = await runCli(['init', '--kind', 'llm', '--ci', 'gitlab'], { cwd: folder });
    expect(second).toMatchObject({ code: 2, stderr: expect.stringContaining('is there already') });
    expect(readFileSync(join(folder, 'ryot-metrics.yaml'), 'utf8')).toBe(spec);
    expect(existsSync(join(folder, '.gitlab'))).toBe(false);
  });

  test('follows no link out of the folder', async () => {
    const [folder, other] = [temporaryFolder(), temporaryFolder()];
    symlinkSync(other, join(folder, '.github'));
    symlinkSync(join(other, 'attributes'), join(folder, '.gitattributes'));
    const { stdout } = await runCli(['init', folder, '--ci', 'github']);
    expect(stdout.match(/^kept .*$/gm)).toHaveLength(2);
    expect(readdirSync(other)).toEqual([]);
    const spec = join(temporaryFolder(), 'ryot-metrics.yaml');
    symlinkSync(join(other, 'spec.yaml'), spec);
    expect((await runCli(['init', dirname(spec)])).code).toBe(2);
    expect(readdirSync(other)).toEqual([]);
  });

  test.each([
    [['--service', 'Shop'], 'must be lower case letters'],
    [['--service', 'a'.repeat(120)], '<=128 characters'],
    [['--team', ' '], 'the text is empty'],
    [['--kind', 'cron'], 'Allowed choices are http, queue, llm'],
  ])('refuses %j', async (args, problem) => {
    const folder = temporaryFolder();
    const { code, stderr } = await runCli(['init', ...args], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(problem) });
    expect(existsSync(join(folder, 'ryot-metrics.yaml'))).toBe(false);
  });

  test('asks for what no option says, and again after an answer that does not fit', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const defaults = { service: 'app', team: 'platform', kind: 'http' } as const;
    const answers = ask({ team: 'web' }, defaults, input, output);
    const asked: string[] = [];
    const typed = ['Shop', 'shop', 'que', 'queue'];
    for await (const text of output) {
      asked.push(String(text));
      const last = String(text).endsWith(': ') ? typed.shift() : undefined;
      if (last !== undefined) input.write(`${last}\n`);
      if (typed.length === 0) break;
    }
    expect(await answers).toEqual({ service: 'shop', team: 'web', kind: 'queue' });
    expect(asked.join('')).toContain('"que" is none of them');
  });

  test('takes the defaults for empty answers, and writes nothing when the input ends', async () => {
    const defaults = { service: 'app', team: 'platform', kind: 'llm' } as const;
    const input = new PassThrough();
    const answers = ask({ service: 'shop', team: 'web' }, defaults, input, new PassThrough());
    input.write('\n');
    expect(await answers).toEqual({ service: 'shop', team: 'web', kind: 'llm' });
    const ended = new PassThrough();
    const unanswered = ask({}, defaults, ended, new PassThrough());
    ended.end();
    await expect(unanswered).rejects.toThrow('nothing was written');
  });
});

test.each(['lint', 'generate', 'cardinality', 'test'])('without a spec, %s names init', async (command) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'spec'));
  const { code, stderr } = await runCli([command], { cwd: folder });
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('`ryot-metrics init`') });
});
