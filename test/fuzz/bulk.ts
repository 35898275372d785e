import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { parse, parseDocument, stringify } from 'yaml';
import type { OutputFile } from '../../src/emit/output.ts';
import { severityOf } from '../../src/finding/words.ts';
import { checkText, emit } from '../../src/run.ts';
import { TODAY } from '../support/check.ts';
import { compile } from '../support/compile.ts';
import { checkRules } from '../support/promtool.ts';
import { requireTool } from '../support/tools.ts';
import { BASES } from './bases.ts';
import { at, mutate, type Path, pathsOf } from './mutations.ts';
import { expectPlaces } from './places.ts';

/** Mutated specs of each of the three kinds; FUZZ_RUNS is for all of them. */
const RUNS = Math.ceil(Number(process.env['FUZZ_RUNS'] ?? 30_000) / 3);
/** CPU time of a tiny spec; one that takes longer is on its way to a hang. */
const TOO_LONG_MS = 20_000;
/** One of so many specs that give files also goes through tsc and promtool: each takes a process. */
const SAMPLED = 60;

export type Draw = (below: number) => number;
export const pick = <T>(draw: Draw, items: readonly T[]): T => items[draw(items.length)] as T;

/** The same numbers every time. @see https://en.wikipedia.org/wiki/Xorshift */
function draws(seed: number): Draw {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Changes a spec somewhere; `paths` are all of its nodes but the root. */
export type Change = (tree: unknown, paths: readonly Path[], draw: Draw) => void;

const promtool = await requireTool('promtool');

/** Mutates the small specs, checks them, and looks at the files of those that have no error. */
export async function fuzz(kind: string, change: Change): Promise<void> {
  const draw = draws(Number(process.env['FUZZ_SEED'] ?? 1) * 7919 + kind.length);
  const trees = BASES.map((base) => ({
    base,
    paths: pathsOf(parse(base)).filter(({ length }) => length > 0),
  }));
  let refused = 0;
  let emitted = 0;
  let sampled = 0;
  let slowest = 0;
  for (let run = 0; run < RUNS; run++) {
    const { base, paths } = pick(draw, trees);
    const tree = parse(base);
    for (let changes = 1 + draw(2); changes > 0; changes--) change(tree, paths, draw);
    const text = stringify(tree);
    const start = process.cpuUsage();
    try {
      const checked = checkText('spec.yaml', text, TODAY);
      expectPlaces(checked.findings, text);
      if (!checked.readable || checked.findings.some(({ code }) => severityOf(code) === 'error')) {
        refused++;
        continue;
      }
      const files = await emit(checked, new Map());
      emitted++;
      for (const file of files) expectReadable(file, emitted);
      if (emitted % SAMPLED === 0) {
        sampled++;
        await expectAccepted(files);
      }
    } catch (error) {
      throw new Error(`${kind}, run ${run}: ${(error as Error).stack}\n${text}`);
    } finally {
      const { user, system } = process.cpuUsage(start);
      slowest = Math.max(slowest, (user + system) / 1000);
    }
    expect(slowest, text).toBeLessThan(TOO_LONG_MS);
  }
  expect(refused).toBeGreaterThan(RUNS / 10);
  expect(emitted).toBeGreaterThan(RUNS / 100);
  console.log(
    `${kind}: ${RUNS} specs, ${refused} refused, ${emitted} with files, ${sampled} through tsc and promtool; slowest ${Math.round(slowest)} ms of CPU`,
  );
}

function expectReadable({ path, content }: OutputFile, count: number): void {
  expect(content.endsWith('\n')).toBe(true);
  if (path.endsWith('.json')) JSON.parse(content);
  // The YAML library takes longer than everything else; every tenth spec shows the same.
  if (count % 10 === 0 && /\.ya?ml$/.test(path)) expect(parseDocument(content).errors).toEqual([]);
}

async function expectAccepted(files: readonly OutputFile[]): Promise<void> {
  const modules = files.filter(({ kind }) => kind === 'typescript');
  if (modules.length > 0) {
    const options = {
      strict: true,
      target: 'ES2022',
      module: 'ESNext',
      moduleResolution: 'Bundler',
      noEmit: true,
    };
    const sources = Object.fromEntries(modules.map(({ content }, index) => [`module-${index}.ts`, content]));
    expect(compile({ files: sources, options: { ...options, types: ['node'] }, packages: true })).toBe('');
  }
  const rules = files.filter(({ path }) => /\/rules\/[^/]+\.yml$/.test(path));
  if (promtool.skip || rules.length === 0) return;
  const cwd = mkdtempSync(join(tmpdir(), 'ryot-metrics-fuzz-'));
  try {
    for (const { path, content } of rules) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), content);
    }
    const checks = await checkRules(
      promtool.get(),
      rules.map(({ path }) => path),
      { cwd },
    );
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

/** What is written where something else belongs: for each kind of scalar its edges, and what means something elsewhere. */
const VALUES: readonly unknown[] = [
  ...[null, true, false, [], {}, [null], { a: 1 }, [[]]],
  ...[0, -0, 1, -1, 0.1, 1e-320, 1e-15, 1e18, 1e308, -1e308, 2 ** 31, 2 ** 53, 9e15, 100_001, 1_000_000_000],
  ...[Number.POSITIVE_INFINITY, Number.NaN],
  ...[
    '',
    ' ',
    '\u200b',
    '\u00ad\u2060',
    '0',
    '1',
    '-1',
    '1e999',
    '1.5',
    '0x10',
    'null',
    'true',
    'NaN',
    '+Inf',
    '~',
  ],
  ...[
    '0s',
    '0.1ms',
    '1ms',
    '1.5ms',
    '59s',
    '1d',
    '292y',
    '300y',
    '99999999999999999999y',
    '1h30m',
    '30m1h',
    '5M',
  ],
  ...['0%', '50%', '100%', '100.1%', '99.999999999999999999%', `${'9'.repeat(400)}%`, '0.0000001%'],
  ...['0B', '1B', '64MiB', '1e3B', `${'9'.repeat(400)}B`, '999999TB'],
  ...['p0 < 0s', 'p99 < 1s', 'p95 < nothing', 'p50<64MiB'],
  ...[
    'x'.repeat(129),
    'x'.repeat(5000),
    'a b',
    'a/b',
    '../x',
    '/x',
    'a\\b',
    'a\u0000b',
    'CON',
    'Ärger',
    '😀',
    '\ud800',
  ],
  ...[
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'prototype',
    '__name__',
    'le',
    'drop',
  ],
  ...['(a+)+$', '[', '(?=a)', '.*', 'a{1001}', '\\', '$', '^', '(?i)a', '\\p{L}', 'a{0,1000}{0,1000}'],
  ...[
    'sum(',
    'up',
    'up offset 292y',
    'rate(up[5m])',
    '1',
    '"x"',
    'vector(1)',
    'a[99999999999y]',
    '-'.repeat(3000),
  ],
  ...['('.repeat(3000), 'sum(shop_queue_depth) ^ 1e308 / 0', 'shop_queue_depth > bool NaN', 'time() - 1e300'],
  ...[
    'shop_queue_depth',
    'shop_requests_total',
    'shop_requests_total{status="ok"}',
    'metrics.constructor',
    'alerts.[0]',
  ],
  ...[
    '2.42',
    '3.16',
    '0.0',
    '99999999999.99999999999',
    '2027-02-31',
    '0000-01-01',
    '{{',
    '{{ $value | constructor }}',
  ],
  ...[
    '{{ $labels.constructor }}',
    'http://',
    'https://x',
    'javascript:alert(1)',
    '#x',
    '"',
    "'",
    '`',
    '*/',
    '</script>',
  ],
];

/** Names that every object answers to, that mean something in an output, or that differ from another by little. */
const NAMES: readonly string[] = [
  ...[
    'constructor',
    '__proto__',
    'toString',
    'valueOf',
    'hasOwnProperty',
    'isPrototypeOf',
    'prototype',
    'length',
  ],
  ...[
    '__defineGetter__',
    '__lookupSetter__',
    'toLocaleString',
    'propertyIsEnumerable',
    'name',
    'then',
    'toJSON',
  ],
  ...[
    'le',
    'quantile',
    'job',
    'instance',
    'service',
    'slo',
    'severity',
    'alertname',
    '__name__',
    'class',
    'new',
    'a',
  ],
  ...[
    'Constructor',
    'shop_Queue_depth',
    'shop_requests_total',
    'shop_requests',
    'shop_queue_depth',
    'Status',
    'ok',
  ],
  ...['', ' ', '1', '0', '-1', 'a.b', 'a b', '😀', '\u200b', 'x'.repeat(300), '<<', 'null', 'true'],
];

/** A scalar becomes any other. */
export const hostileValue: Change = (tree, paths, draw) => {
  const scalars = paths.filter((path) => typeof at(tree, path) !== 'object');
  if (scalars.length > 0)
    mutate(tree, { kind: 'scalar', path: pick(draw, scalars), value: pick(draw, VALUES) as never });
};

/** A name, and in most cases each mention of it, becomes another. */
export const hostileName: Change = (tree, paths, draw) => {
  const path = pick(draw, paths);
  const old = path.at(-1);
  const name = pick(draw, NAMES);
  if (typeof old === 'string') mutate(tree, { kind: 'rename', path, name });
  else mutate(tree, { kind: 'scalar', path, value: name });
  if (draw(4) === 0) return;
  for (const other of paths) {
    const value = at(tree, other);
    if (typeof value === 'string' && typeof old === 'string' && value.includes(old))
      mutate(tree, { kind: 'scalar', path: other, value: value.replaceAll(old, () => name) });
  }
};

/** A part of any spec takes the place of another. */
export const graft: Change = (tree, paths, draw) => {
  const donor = parse(pick(draw, BASES));
  const from = pick(
    draw,
    pathsOf(donor).filter(({ length }) => length > 0),
  );
  const path = pick(
    draw,
    paths.filter((each) => draw(3) > 0 || each.at(-1) === from.at(-1)),
  );
  if (path !== undefined)
    mutate(tree, { kind: 'scalar', path, value: structuredClone(at(donor, from)) as never });
};
