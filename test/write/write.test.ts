import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { OUTPUT_KINDS, type OutputFile, type OutputKind } from '../../src/emit/output.ts';
import { compare, isUpToDate, write } from '../../src/write/write.ts';
import { temporaryFolder } from '../support/cli.ts';

let parent = '';
let folder = '';
let outside = '';
beforeEach(() => {
  parent = temporaryFolder();
  outside = temporaryFolder();
  folder = join(parent, 'out');
  mkdirSync(folder);
});

const filesAt = (...paths: string[]): OutputFile[] =>
  paths.map((path) => ({ kind: 'runbooks', path, content: `content of ${path}\n` }));

/** Writes as `generate` does; `refuse` stands for generate without --force. */
function run(files: readonly OutputFile[], kinds: readonly OutputKind[] = OUTPUT_KINDS, force = false) {
  const permit = ({ changes }: { changes: readonly { path: string; conflict?: string }[] }) => {
    const refused = changes.filter(({ conflict }) => conflict !== undefined).map(({ path }) => path);
    if (refused.length > 0 && !force) throw new Error(`refused: ${refused.join(', ')}`);
  };
  return write({ folder, service: 'shop', files, kinds }, permit, new AbortController().signal);
}

async function isCurrent(files: readonly OutputFile[]): Promise<boolean> {
  return isUpToDate(await compare({ folder, service: 'shop', files, kinds: OUTPUT_KINDS }));
}

/** Has the manifest say that these are ours, with the content that a victim has. */
function claim(...paths: string[]): void {
  const path = join(folder, '.ryot-metrics.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  const sha256 = createHash('sha256').update('mine\n').digest('hex');
  for (const each of paths) manifest.files[each] = { kind: 'runbooks', sha256 };
  writeFileSync(path, JSON.stringify(manifest));
}

function victim(path: string): string {
  writeFileSync(path, 'mine\n');
  return path;
}

test.each([false, true])('nothing is deleted behind a link, at any depth; force: %s', async (force) => {
  await run(filesAt('a.md'));
  mkdirSync(join(outside, 'deep'));
  const victims = [victim(join(outside, 'victim')), victim(join(outside, 'deep/victim'))];
  mkdirSync(join(folder, 'real'));
  symlinkSync(outside, join(folder, 'lk'));
  symlinkSync(outside, join(folder, 'real/lk'));
  symlinkSync(victims[0] ?? '', join(folder, 'file-link'));
  symlinkSync(join(parent, 'nowhere'), join(folder, 'dangling'));
  symlinkSync('loop', join(folder, 'loop'));
  claim(
    'lk/victim',
    'lk/deep/victim',
    'real/lk/victim',
    'file-link',
    'dangling',
    'lk',
    'loop',
    'loop/x',
    'real',
  );
  await run(filesAt('a.md', 'b.md'), OUTPUT_KINDS, force);
  for (const path of victims) expect(readFileSync(path, 'utf8')).toBe('mine\n');
  for (const link of ['lk', 'real/lk', 'file-link', 'dangling', 'loop'])
    expect(lstatSync(join(folder, link)).isSymbolicLink()).toBe(true);
  expect(await isCurrent(filesAt('a.md', 'b.md'))).toBe(true);
});

test('a manifest that names a path outside the folder owns nothing', async () => {
  await run(filesAt('a.md'));
  const path = victim(join(parent, 'victim'));
  const names = [
    '../victim',
    'x/../../victim',
    path,
    '..\\victim',
    'C:\\victim',
    './a',
    'a//b',
    'a/',
    '',
    'a\0b',
  ];
  for (const name of names) {
    claim(name);
    const { changes } = await run(filesAt('a.md'), OUTPUT_KINDS, true);
    expect(changes.filter(({ change }) => change === 'delete')).toEqual([]);
  }
  expect(readFileSync(path, 'utf8')).toBe('mine\n');
});

test('stale files behind a subfolder that was moved and linked stay', async () => {
  await run(filesAt('pages/a.md', 'pages/deep/b.md', 'c.md'));
  renameSync(join(folder, 'pages'), join(outside, 'pages'));
  symlinkSync(join(outside, 'pages'), join(folder, 'pages'));
  await run(filesAt('c.md'));
  expect(readdirSync(join(outside, 'pages'), { recursive: true }).sort()).toEqual([
    'a.md',
    'deep',
    'deep/b.md',
  ]);
});

test.each([
  ['of a folder', 'pages', 'folder'],
  ['of a folder within', 'pages/deep', 'folder'],
  ['of a file', 'pages/deep/a.md', 'victim'],
  ['to nothing', 'pages', 'nowhere'],
  ['into the output folder', 'pages', '../out/other'],
])('nothing is written through a link %s', async (_, path, target) => {
  mkdirSync(join(outside, 'folder'));
  victim(join(outside, 'victim'));
  mkdirSync(join(folder, 'other'));
  mkdirSync(join(folder, path, '..'), { recursive: true });
  symlinkSync(target.startsWith('..') ? target : join(outside, target), join(folder, path));
  const refused = run(filesAt('pages/deep/a.md'), OUTPUT_KINDS, true);
  await expect(refused).rejects.toThrow(`${path} is a link, and nothing is written through links`);
  expect(readFileSync(join(outside, 'victim'), 'utf8')).toBe('mine\n');
  expect(readdirSync(outside, { recursive: true }).sort()).toEqual(['folder', 'victim']);
});

test('the output folder itself may be a link, and its folders are made', async () => {
  symlinkSync(outside, join(parent, 'link'));
  folder = join(parent, 'link/new/deep');
  await run(filesAt('a.md'));
  expect(readFileSync(join(outside, 'new/deep/a.md'), 'utf8')).toBe('content of a.md\n');
});

test('what was a file becomes a folder, and the other way round, where all in it is ours', async () => {
  await run(filesAt('place'));
  await run(filesAt('place/deep/a.md'));
  expect(await isCurrent(filesAt('place/deep/a.md'))).toBe(true);
  await run(filesAt('place'));
  expect(await isCurrent(filesAt('place'))).toBe(true);
  await run(filesAt('place/deep/a.md'));
  victim(join(folder, 'place/victim'));
  await expect(run(filesAt('place'))).rejects.toThrow(
    'place should be a file, but a folder of that name is there',
  );
});

test('a checkout with CRLF is not an edit', async () => {
  const files = filesAt('a.md', 'b.md');
  await run(files);
  for (const name of ['a.md', 'b.md', '.gitattributes', '.ryot-metrics.json']) {
    const path = join(folder, name);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', '\r\n'));
  }
  expect(await isCurrent(files)).toBe(true);
  await run([...filesAt('a.md'), { kind: 'runbooks', path: 'b.md', content: 'new\n' }]);
  expect(readFileSync(join(folder, 'b.md'), 'utf8')).toBe('new\n');
});

test('.gitattributes names what is generated, whichever kinds a run writes, and one of somebody else stays', async () => {
  const files: OutputFile[] = [
    ...filesAt('pages/a.md'),
    { kind: 'typescript', path: 'm.ts', content: 'x\n' },
  ];
  await run(files);
  const attributes = () => readFileSync(join(folder, '.gitattributes'), 'utf8');
  expect(attributes().split('\n').slice(1)).toEqual([
    '/m.ts text eol=lf linguist-generated',
    '/pages/** text eol=lf linguist-generated',
    '',
  ]);
  await run(filesAt('pages/b.md'), ['runbooks']);
  expect(attributes()).toContain('/m.ts ');
  await run(filesAt('pages/b.md'));
  expect(attributes()).not.toContain('/m.ts ');
  folder = join(parent, 'other');
  mkdirSync(folder);
  writeFileSync(join(folder, '.gitattributes'), '* text\n');
  await run(files);
  expect(attributes()).toBe('* text\n');
  expect(await isCurrent(files)).toBe(true);
});

test('of runs at once each ends well, and in the result of one', async () => {
  const names = (prefix: string) => Array.from({ length: 40 }, (_, index) => `${prefix}/${index}/file.md`);
  const results = [filesAt('same', ...names('a')), filesAt('same', ...names('b')), filesAt('a', 'same')];
  for (let round = 0; round < 15; round++) {
    // The later ones meet the first while it prepares its files, while it moves them, or when it is done.
    await Promise.all(results.map((files, index) => sleep(index * round * 3).then(() => run(files))));
    const current = await Promise.all(results.map(isCurrent));
    expect(current.filter((each) => each)).toHaveLength(1);
  }
});

test('an aborted run has touched nothing', async () => {
  const controller = new AbortController();
  const permit = () => controller.abort(new Error('stop'));
  const wanted = { folder, service: 'shop', files: filesAt('a.md'), kinds: OUTPUT_KINDS };
  await expect(write(wanted, permit, controller.signal)).rejects.toThrow('stop');
  expect(readdirSync(folder)).toEqual([]);
});

test('a run that ended between any two of its steps leaves files that the next run takes for its own', async () => {
  const before = [
    ...filesAt('a.md', 'pages/b.md', 'pages/deep/c.md'),
    { ...filesAt('d')[0], content: 'old\n' },
  ] as OutputFile[];
  const after = [...filesAt('a.md', 'new/b.md'), { ...filesAt('d')[0], content: 'new\n' }] as OutputFile[];
  await run(before);
  const { journal } = await compare({ folder, service: 'shop', files: after, kinds: OUTPUT_KINDS });
  const { formatManifest } = await import('../../src/write/manifest.ts');
  const wanted = { folder, service: 'another', files: filesAt('other.md'), kinds: OUTPUT_KINDS };
  for (const done of [[], ['d'], ['d', 'new/b.md']]) {
    await run(before, OUTPUT_KINDS, true);
    writeFileSync(join(folder, '.ryot-metrics.json'), formatManifest(journal));
    for (const path of done) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), after.find((file) => file.path === path)?.content ?? '');
    }
    const { changes, otherService } = await compare(wanted);
    expect(changes.filter(({ conflict }) => conflict !== undefined)).toEqual([]);
    expect(otherService).toBeUndefined();
    await run(filesAt('other.md'));
    expect(readdirSync(folder).sort()).toEqual(['.gitattributes', '.ryot-metrics.json', 'other.md']);
  }
});

test('what is neither a file nor a folder is not read', async () => {
  const { execFileSync } = await import('node:child_process');
  await run(filesAt('a.md', 'pipe'));
  execFileSync('rm', [join(folder, 'pipe')]);
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  await expect(run(filesAt('a.md', 'pipe'))).rejects.toThrow(
    'pipe should be a file, but a device of that name is there',
  );
  await run(filesAt('a.md'));
  expect(existsSync(join(folder, 'pipe'))).toBe(true);
});
