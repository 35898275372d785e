import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { SMALL_SPEC } from '../support/small-spec.ts';

const LOOSER = SMALL_SPEC.replace('objective: 99.9%', 'objective: 99%');
const BREAKING = SMALL_SPEC.replaceAll('shop_queue_depth', 'shop_backlog');
const COSTLIER = SMALL_SPEC.replace('[/cart, /pay]', '[/cart, /pay, /ship]');

/** A repository whose main branch holds these files; the CI variables of this run are not its own. */
function repository(files: Readonly<Record<string, string>>) {
  const folder = temporaryFolder();
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const commit = (message: string) => {
    git('add', '-A');
    git('commit', '-qm', message, '--allow-empty');
  };
  git('init', '-q', '-b', 'main');
  for (const [path, text] of Object.entries(files)) write(path, text);
  commit('first');
  const env = { GITHUB_BASE_REF: '', CI_MERGE_REQUEST_TARGET_BRANCH_NAME: '' };
  const diff = (...args: string[]) => runCli(['diff', ...args], { cwd: folder, env });
  return { folder, git, write, commit, diff };
}

describe('diff', () => {
  test('compares the working tree with the merge base by default', async () => {
    const { git, write, commit, diff } = repository({ 'ryot-metrics.yaml': SMALL_SPEC });
    expect(await diff()).toMatchObject({ code: 0, stdout: expect.stringContaining('no change in metrics') });
    git('checkout', '-qb', 'feature');
    write('ryot-metrics.yaml', LOOSER);
    commit('looser');
    git('checkout', '-q', 'main');
    // What others merged in the meantime is not part of the change.
    write('ryot-metrics.yaml', COSTLIER);
    commit('others');
    git('checkout', '-q', 'feature');
    const { code, stdout } = await diff();
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining('warning[objective-target]'),
    });
    expect(stdout).not.toContain('value-');
    expect((await diff('--fail-on', 'warning')).code).toBe(1);
    write('ryot-metrics.yaml', BREAKING);
    expect(await diff()).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('breaking[metric-removed]'),
    });
    expect((await diff('--fail-on', 'none')).code).toBe(0);
  });

  test('takes revisions, with and without a path, and files', async () => {
    const { folder, write, commit, diff } = repository({ 'spec/shop.yaml': SMALL_SPEC });
    write('spec/shop.yaml', LOOSER);
    commit('looser');
    const looser = { code: 0, stdout: expect.stringContaining('objective-target') };
    expect(await diff('HEAD~1')).toMatchObject(looser);
    expect(await diff('HEAD~1:spec/shop.yaml')).toMatchObject(looser);
    expect(await diff('HEAD~1', 'HEAD')).toMatchObject(looser);
    expect(await diff('HEAD~1:spec/shop.yaml', 'spec/shop.yaml')).toMatchObject(looser);
    writeFileSync(join(folder, 'other.yaml'), BREAKING);
    expect(await diff('spec/shop.yaml', 'other.yaml')).toMatchObject({ code: 1 });
    const inside = await runCli(['diff', 'HEAD~1:spec/shop.yaml'], { cwd: join(folder, 'spec') });
    expect(inside).toMatchObject(looser);
  });

  test('does not fail for a new spec, nor in a repository without a commit', async () => {
    const { folder, git, write, diff } = repository({ 'README.md': 'x' });
    git('checkout', '-qb', 'feature');
    write('ryot-metrics.yaml', SMALL_SPEC);
    const first = await diff('--fail-on', 'warning');
    expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining('everything is new') });
    expect(first.stdout).toContain('info[metric-added]: metric `shop_requests_total` is new');
    rmSync(join(folder, '.git'), { recursive: true });
    git('init', '-q');
    expect(await diff()).toMatchObject({ code: 0, stderr: expect.stringContaining('everything is new') });
  });

  test('tells what it cannot compare from what breaks', async () => {
    const { folder, write, diff } = repository({ 'ryot-metrics.yaml': SMALL_SPEC });
    write('ryot-metrics.yaml', SMALL_SPEC.replace('targets: 2', 'tagets: 2'));
    expect(await diff()).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('tagets') });
    write('ryot-metrics.yaml', SMALL_SPEC.replace('total: shop_requests_total', 'total: shop_request_total'));
    expect(await diff()).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('shop_request_total'),
    });
    write('ryot-metrics.yaml', SMALL_SPEC);
    expect(await diff('gone')).toMatchObject({
      code: 2,
      stderr: 'error: gone is neither a file nor a revision of this repository\n',
    });
    expect(await diff('--output=x')).toMatchObject({ code: 2 });
    expect(await diff('HEAD', 'HEAD:gone.yaml')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('HEAD:gone.yaml'),
    });
    rmSync(join(folder, '.git'), { recursive: true });
    expect(await diff()).toMatchObject({ code: 2, stderr: expect.stringContaining('no git repository') });
  });

  test('reports to programs with a status and fingerprints that do not depend on places', async () => {
    const { write, diff } = repository({ 'ryot-metrics.yaml': SMALL_SPEC });
    const report = async (text: string) => {
      write('ryot-metrics.yaml', text);
      return JSON.parse((await diff('--format', 'json')).stdout);
    };
    expect(await report(SMALL_SPEC)).toMatchObject({ version: 1, status: 'same', changes: [] });
    const looser = await report(LOOSER);
    expect(looser).toMatchObject({ status: 'compatible', summary: { breaking: 0, warnings: 1, infos: 0 } });
    const moved = await report(`# A comment.\n\n${LOOSER}`);
    expect(moved.changes).toEqual(looser.changes);
    expect(looser.changes[0].fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(await report(BREAKING)).toMatchObject({
      status: 'breaking',
      series: { perTarget: { before: 26, after: 26 } },
    });
  });

  test('fits on a screen of a pull request before the fold, whatever the names', async () => {
    const { write, diff } = repository({ 'ryot-metrics.yaml': SMALL_SPEC });
    const values = Array.from({ length: 40 }, (_, index) => `"v\`<img>@team ${index}"`);
    const nasty = SMALL_SPEC.replace('[ok, failed]', `[ok, failed, ${values.join(', ')}]`);
    write('ryot-metrics.yaml', nasty);
    const added = (await diff('--format', 'markdown')).stdout;
    expect(added.slice(0, added.indexOf('<details>')).split('\n').length).toBeLessThan(30);
    // Text of the spec stands in code spans only.
    expect(added.replaceAll(/`[^`]*`/g, '')).not.toMatch(/<img>|@team/);
    write('removed.yaml', SMALL_SPEC);
    const removed = (await diff('ryot-metrics.yaml', 'removed.yaml', '--format', 'markdown')).stdout;
    const [before = '', folded = ''] = removed.split('<details>');
    expect(before.split('\n').length).toBeLessThan(30);
    expect(before).toContain('**0 breaking changes, 40 warnings, 0 other**');
    expect(folded).toContain('20 more changes');
  });
});

test('the page lists every code that the sources report', () => {
  const page = readFileSync('docs/guide/diff.md', 'utf8');
  const files = ['alerts', 'dashboards', 'labels', 'metrics', 'objectives', 'policy', 'recordings'];
  const codes = files.flatMap((file) =>
    [
      ...readFileSync(`src/diff/${file}.ts`, 'utf8').matchAll(
        /'((?:metric|label|value|bound|impossible|bucket|recording|objective|tier|alert|budget|waiver|dashboard|panel|service|output)-[a-z-]+)'/g,
      ),
    ].map(([, code = '']) => code),
  );
  expect(codes.length).toBeGreaterThan(30);
  expect(codes.filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
});
