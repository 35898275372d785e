import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSpecFile } from '../../src/spec/read-file.ts';
import { check, codeAndPlace } from '../support/check.ts';

const SPEC = `version: 1
service:
  name: shop
  title: Shop
  owner: { team: checkout }
`;

/** An anchor that each line repeats nine times: 9^9 nodes from a few lines. */
const BOMB = [
  'version: 1',
  'a0: &a0 [x, x, x, x, x, x, x, x, x]',
  ...Array.from({ length: 8 }, (_, level) => {
    const aliases = Array.from({ length: 9 }, () => `*a${level}`).join(', ');
    return `a${level + 1}: &a${level + 1} [${aliases}]`;
  }),
  '',
].join('\n');

const bytes = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))));

/** Faults that a text file with a comment at its top cannot show: what the bytes are, and what comes of them. */
const FILES: readonly (readonly [what: string, content: Buffer, expected: readonly string[]])[] = [
  ['a spec and nothing else', bytes(SPEC), []],
  ['a byte order mark', bytes(0xef, 0xbb, 0xbf, SPEC), []],
  [
    'a byte order mark before a fault',
    bytes(0xef, 0xbb, 0xbf, 'version: 2\n', SPEC.slice(11)),
    ['spec/invalid-value 1:10-1:11'],
  ],
  ['line breaks of Windows', bytes(SPEC.replaceAll('\n', '\r\n')), []],
  [
    'line breaks of Windows before a fault',
    bytes(SPEC.replace('checkout', '7').replaceAll('\n', '\r\n')),
    ['spec/invalid-value 5:18-5:19'],
  ],
  ['no line break at the end', bytes(SPEC.trimEnd()), []],
  ['a document that begins with ---', bytes('---\n', SPEC), []],
  ['a document that ends with ...', bytes(SPEC, '...\n'), []],
  ['no byte at all', bytes(''), ['spec/empty 1:1-1:1']],
  ['white space only', bytes('\n  \n\n'), ['spec/empty 1:1-1:1']],
  ['comments only', bytes('# nothing\n# yet\n'), ['spec/empty 1:1-1:1']],
  ['null', bytes('null\n'), ['spec/empty 1:1-1:1']],
  [
    'a byte of Latin-1',
    bytes('version: 1\nservice: { title: "caf', 0xe9, '" }\n'),
    ['spec/encoding 2:23-2:23'],
  ],
  ['a character cut short at the end', bytes(SPEC, '# ', 0xe2, 0x82), ['spec/encoding 6:3-6:3']],
  ['UTF-16', Buffer.from(`\uFEFF${SPEC}`, 'utf16le'), ['spec/encoding 1:1-1:1']],
  ['a YAML 1.1 directive', bytes('%YAML 1.1\n---\n', SPEC), ['spec/directive 1:1-1:10']],
  [
    'a TAG directive',
    bytes('# tags\n%TAG !t! tag:example.com,2026:\n---\n', SPEC),
    ['spec/directive 2:1-2:31'],
  ],
  ['three documents', bytes(SPEC, '---\na: 1\n---\nb: 1\n'), ['spec/several-documents 6:1-6:4']],
  ['an alias bomb', bytes(BOMB), ['spec/alias-limit 10:10-10:13']],
  ['a NUL', bytes('version: 1\nservice: "a', 0, '"\n'), ['spec/invalid-value 2:10-2:14']],
];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'corpus-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function checkFile(path: string): Promise<string[]> {
  const text = await readSpecFile(path, 'shop.yaml');
  return (typeof text === 'string' ? check('shop.yaml', text) : [text]).map(codeAndPlace);
}

describe('a file that is', () => {
  it.each(FILES)('%s', async (_, content, expected) => {
    const path = join(folder, 'shop.yaml');
    await writeFile(path, content);
    expect(await checkFile(path)).toEqual(expected);
  });

  it('missing', async () => {
    expect(await checkFile(join(folder, 'none.yaml'))).toEqual(['spec/unreadable 1:1-1:1']);
  });

  it('a folder', async () => {
    await mkdir(join(folder, 'dir'));
    expect(await checkFile(join(folder, 'dir'))).toEqual(['spec/unreadable 1:1-1:1']);
  });

  it('below a file', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(await checkFile(join(folder, 'file', 'spec.yaml'))).toEqual(['spec/unreadable 1:1-1:1']);
  });
});

describe('aliases', () => {
  it('may be used a hundred times and more where they stay small', () => {
    const metrics = Array.from(
      { length: 300 },
      (_, index) => `  shop_m${index}_seconds: { type: histogram, help: A., buckets: *times }\n`,
    ).join('');
    const panels = Array.from(
      { length: 300 },
      (_, index) => `          - metric: shop_m${index}_seconds\n`,
    ).join('');
    const text = `${SPEC}metrics:\n  shop_seconds: { type: histogram, help: A., buckets: &times [1, 2] }\n${metrics}dashboards:\n  - uid: shop\n    title: Shop\n    rows:\n      - title: All\n        panels:\n          - metric: shop_seconds\n${panels}`;
    expect(check('shop.yaml', text)).toEqual([]);
  });

  it('show where they are used, beside the anchor that holds the fault', () => {
    const text = `${SPEC}metrics:\n  shop_a_seconds: { type: histogram, help: A., buckets: &times [1, fast] }\n  shop_b_seconds: { type: histogram, help: B., buckets: *times }\n`;
    const places = check('shop.yaml', text).map((finding) => [
      codeAndPlace(finding),
      (finding.related ?? []).map(({ place }) => place.line),
    ]);
    expect(places).toEqual([
      ['spec/invalid-value 7:68-7:72', []],
      ['spec/invalid-value 7:68-7:72', [8]],
    ]);
  });
});
