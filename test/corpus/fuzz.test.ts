import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Place } from '../../src/finding/finding.ts';
import { REPORT_FORMATS, REPORTERS } from '../../src/report/reporters.ts';
import { check } from '../support/check.ts';

const REFERENCE = readFileSync(new URL('../../spec/ryot.yaml', import.meta.url), 'utf8');

/** The same cases every time; FUZZ_SEED and FUZZ_RUNS look further. */
const SETTINGS = {
  seed: Number(process.env['FUZZ_SEED'] ?? 1),
  numRuns: Number(process.env['FUZZ_RUNS'] ?? 60),
};

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.keys(value).flatMap((key) => pathsOf((value as never)[key], [...path, key]))];
}

const PATHS = pathsOf(parse(REFERENCE)).filter((path) => path.length > 0);

/** Words that mean something somewhere, in places where they mean something else. */
const words = fc.constantFrom(
  ...['', ' ', 'drop', 'null', 'le', '__name__', '__proto__', 'constructor', 'toString', 'hasOwnProperty'],
  ...[
    '5m',
    '0s',
    '0%',
    '100%',
    '1e999',
    '-1',
    '64MiB',
    'p95 < 500ms',
    'p0 < 0s',
    '.*',
    '(a+)+$',
    '[',
    '\u0000',
  ],
  ...[
    'ryot_inference_latency_seconds',
    'ryot_inference_requests_total{status="x"}',
    'sum(',
    'up',
    '$x',
    '\ud83d\ude00',
  ],
  ...['inference-latency', 'RyotQueueBacklog', 'metrics', 'metrics.ryot_queue_depth', '[0]', 'model', '1'],
);
const scalars = fc.oneof(
  words,
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, 0, -1, 1e308, Number.MAX_SAFE_INTEGER),
);
const anyPath = fc.constantFrom(...PATHS);
const mutations = fc.oneof(
  fc.record({ kind: fc.constant('delete' as const), path: anyPath }),
  fc.record({ kind: fc.constant('rename' as const), path: anyPath, name: fc.oneof(words, fc.string()) }),
  fc.record({ kind: fc.constant('repeat' as const), path: anyPath }),
  fc.record({ kind: fc.constant('scalar' as const), path: anyPath, value: scalars }),
  fc.record({ kind: fc.constant('graft' as const), path: anyPath, from: anyPath }),
  fc.record({ kind: fc.constant('wrap' as const), path: anyPath, list: fc.boolean() }),
);
type Mutation = typeof mutations extends fc.Arbitrary<infer T> ? T : never;

function at(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], root);
}

/** Changes one node of the tree; a path that an earlier change removed is left alone. */
function mutate(root: unknown, mutation: Mutation): void {
  const key = mutation.path.at(-1) ?? '';
  const parent = at(root, mutation.path.slice(0, -1)) as Record<string, unknown> | unknown[] | undefined;
  if (typeof parent !== 'object' || parent === null || !(key in parent)) return;
  const set = (name: string | number, value: unknown) =>
    Object.defineProperty(parent, name, { value, enumerable: true, configurable: true, writable: true });
  const value = structuredClone((parent as Record<string, unknown>)[key]);
  switch (mutation.kind) {
    case 'delete':
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete parent[key];
      break;
    case 'rename':
      if (Array.isArray(parent)) break;
      delete parent[key];
      set(mutation.name, value);
      break;
    case 'repeat':
      if (Array.isArray(parent)) parent.push(value);
      else set(`${key}_again`, value);
      break;
    case 'scalar':
      set(key, mutation.value);
      break;
    case 'graft':
      set(key, structuredClone(at(root, mutation.from)));
      break;
    case 'wrap':
      set(key, mutation.list ? [value] : { of: value });
      break;
  }
}

const edits = fc.record({
  at: fc.nat({ max: REFERENCE.length }),
  remove: fc.oneof(fc.constant(0), fc.nat({ max: 3 }), fc.nat({ max: 400 })),
  insert: fc.oneof(
    fc.constantFrom(
      '',
      '\n',
      '\t',
      ':',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '&a ',
      '*a',
      '!x ',
      '#',
      '|',
      '>',
      '%',
      '---\n',
      '<<: ',
      '? ',
    ),
    fc.string(),
  ),
});

/** Where a finding says it is, the text has such a place. */
function expectPlace(place: Place, lines: readonly string[]): void {
  expect(place.line).toBeGreaterThanOrEqual(1);
  expect(place.line).toBeLessThanOrEqual(lines.length);
  expect(place.column).toBeGreaterThanOrEqual(1);
  expect(place.column).toBeLessThanOrEqual((lines[place.line - 1]?.length ?? 0) + 1);
  expect(place.endLine).toBeGreaterThanOrEqual(place.line);
  if (place.endLine === place.line) expect(place.endColumn).toBeGreaterThanOrEqual(place.column);
}

function expectSound(text: string): void {
  const findings = check('spec.yaml', text);
  const lines = text.split('\n');
  for (const { place, related } of findings) {
    for (const each of [place, ...(related ?? []).map((other) => other.place)]) expectPlace(each, lines);
  }
  const context = { sources: new Map([['spec.yaml', text]]), colour: false, waived: [] };
  for (const format of REPORT_FORMATS)
    expect(REPORTERS[format](findings, context)).not.toContain('undefined');
}

describe('however the reference spec is damaged, there is a located finding or nothing wrong, never an exception', () => {
  it('as data: nodes deleted, renamed, repeated, replaced, grafted, wrapped', { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(fc.array(mutations, { minLength: 1, maxLength: 4 }), (changes) => {
        const tree = parse(REFERENCE);
        for (const change of changes) mutate(tree, change);
        expectSound(stringify(tree));
      }),
      SETTINGS,
    );
  });

  it('as text: characters removed and inserted', { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(fc.array(edits, { minLength: 1, maxLength: 3 }), (changes) => {
        let text = REFERENCE;
        for (const { at: start, remove, insert } of changes)
          text = text.slice(0, start) + insert + text.slice(start + remove);
        expectSound(text);
      }),
      SETTINGS,
    );
  });
});
