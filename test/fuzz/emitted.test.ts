import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { transform } from 'esbuild';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseDocument, stringify } from 'yaml';
import type { OutputFile } from '../../src/emit/output.ts';
import { severityOf } from '../../src/finding/words.ts';
import { checkText, emit } from '../../src/run.ts';
import { testRules } from '../../src/toolchain/promtool.ts';
import { TODAY } from '../support/check.ts';
import { checkConfig, checkRules } from '../support/promtool.ts';
import { requireTool } from '../support/tools.ts';
import { at, mutate, mutations, PATHS, REFERENCE, SETTINGS } from './mutations.ts';

/** What could break out of a comment, a string or a template of one of the output languages. */
const HOSTILE = [
  ...[
    '"',
    "'",
    '`',
    '\\',
    '\\n',
    '*/',
    '/*',
    '//',
    '--',
    '#',
    '# {}',
    '|',
    '| a | b |',
    '$' + '{x}',
    '$model',
    '%s',
  ],
  ...[
    '{{ $labels.x }}',
    '{{',
    '}}',
    '{{{',
    '<script>alert(1)</script>',
    '<!--',
    '](javascript:x)',
    '[x](y)',
    '&amp;',
  ],
  ...['true', 'null', '~', '1e3', '0x10', '2026-01-01', 'a: b', '- a', '? a', '!x', '&a', '*a', '%x', '@x'],
  ...['é', '😀', '\u2028', '\u202e', 'line\nbreak', ' lead', 'trail ', '\ttab', '---', '...', '```', '~~~'],
];

/** Texts for people: the keys whose values may be anything. */
const TEXTS = PATHS.filter((path) => {
  const key = path.findLast((step) => typeof step === 'string');
  return (
    [
      'help',
      'title',
      'description',
      'means',
      'use',
      'rationale',
      'meaning',
      'impact',
      'summary',
      'step',
      'text',
    ].includes(String(key)) && typeof at(parse(REFERENCE), path) === 'string'
  );
});

const hostileText = fc.record({
  kind: fc.constant('scalar' as const),
  path: fc.constantFrom(...TEXTS),
  value: fc
    .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'grapheme', maxLength: 5 })), {
      minLength: 1,
      maxLength: 4,
    })
    .map((parts) => parts.join('')),
});
/** Texts that stay on a line and are not blank, so that the spec stays valid and reaches promtool. */
const hostileLine = hostileText.filter(({ value }) => /^[^\r\n]*\S[^\r\n]*$/.test(value));
const changes = fc.array(
  fc.oneof({ weight: 4, arbitrary: hostileText }, { weight: 1, arbitrary: mutations }),
  {
    minLength: 1,
    maxLength: 12,
  },
);

async function expectWellFormed(file: OutputFile): Promise<void> {
  expect(file.content.endsWith('\n')).toBe(true);
  if (file.path.endsWith('.json')) JSON.parse(file.content);
  if (file.path.endsWith('.yml') || file.path.endsWith('.yaml'))
    expect(parseDocument(file.content).errors).toEqual([]);
  if (file.path.endsWith('.ts')) await transform(file.content, { loader: 'ts' });
}

const SHORT_TESTS = /(alerts|recordings|page-1h-5m)\.test\.yml$/;

const promtool = await requireTool('promtool');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emitted-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The files that a damaged reference spec still gives; none where it has an error. */
async function emitted(tree: unknown): Promise<readonly OutputFile[]> {
  const checked = checkText('spec.yaml', stringify(tree), TODAY);
  if (!checked.readable) return [];
  if (checked.findings.some(({ code }) => severityOf(code) === 'error')) return [];
  return emit(checked, new Map());
}

describe('whatever texts and nodes of the reference spec are replaced, as long as no error is found', () => {
  it('every file is well-formed', { timeout: 600_000 }, async () => {
    let sound = 0;
    await fc.assert(
      fc.asyncProperty(changes, async (list) => {
        const tree = parse(REFERENCE);
        for (const change of list) mutate(tree, change);
        const files = await emitted(tree);
        for (const file of files) await expectWellFormed(file);
        if (files.length > 0) sound++;
      }),
      { ...SETTINGS, numRuns: Math.ceil(SETTINGS.numRuns / 2) },
    );
    expect(sound).toBeGreaterThan(0);
  });

  it.skipIf(promtool.skip)(
    promtool.title('promtool accepts the rules and the configuration, and the rule tests pass'),
    { timeout: 600_000 },
    async () => {
      let sound = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(hostileLine, { minLength: 3, maxLength: 30 }), async (list) => {
          const tree = parse(REFERENCE);
          for (const change of list) mutate(tree, change);
          const files = (await emitted(tree)).filter(({ kind }) => kind === 'prometheus');
          const cwd = await mkdtemp(join(folder, 'run-'));
          for (const { path, content } of files) {
            await mkdir(dirname(join(cwd, path)), { recursive: true });
            await writeFile(join(cwd, path), content);
          }
          const rules = files.map(({ path }) => path).filter((path) => /\/rules\//.test(path));
          const configs = files.map(({ path }) => path).filter((path) => path.endsWith('/prometheus.yml'));
          const checks = [
            ...(await checkRules(promtool.get(), rules, { cwd })),
            ...(await checkConfig(promtool.get(), configs, { cwd })),
          ];
          // Every text of the spec is in these; the tests of longer windows take minutes and show no other text.
          const tests = files.map(({ path }) => path).filter((path) => SHORT_TESTS.test(path));
          const results = [...checks, ...(await testRules(promtool.get(), tests, { cwd }))];
          expect(results.filter(({ ok }) => !ok)).toEqual([]);
          if (results.length > 0) sound++;
        }),
        { ...SETTINGS, numRuns: Math.ceil(SETTINGS.numRuns / 16) },
      );
      expect(sound).toBeGreaterThan(0);
    },
  );
});
