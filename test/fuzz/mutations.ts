import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse } from 'yaml';

/** The reference spec as text. */
export const REFERENCE = readFileSync(new URL('../../spec/ryot.yaml', import.meta.url), 'utf8');

/** The same cases every time; FUZZ_SEED and FUZZ_RUNS look further. */
export const SETTINGS = {
  seed: Number(process.env['FUZZ_SEED'] ?? 1),
  numRuns: Number(process.env['FUZZ_RUNS'] ?? 60),
};

export type Path = readonly (string | number)[];

/** Paths of all nodes, the root included. */
export function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.keys(value).flatMap((key) => pathsOf((value as never)[key], [...path, key]))];
}

/** Paths of all nodes of the reference spec but the root. */
export const PATHS = pathsOf(parse(REFERENCE)).filter((path) => path.length > 0);

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
/** Changes of one node. */
export const mutations = fc.oneof(
  fc.record({ kind: fc.constant('delete' as const), path: anyPath }),
  fc.record({ kind: fc.constant('rename' as const), path: anyPath, name: fc.oneof(words, fc.string()) }),
  fc.record({ kind: fc.constant('repeat' as const), path: anyPath }),
  fc.record({ kind: fc.constant('scalar' as const), path: anyPath, value: scalars }),
  fc.record({ kind: fc.constant('graft' as const), path: anyPath, from: anyPath }),
  fc.record({ kind: fc.constant('wrap' as const), path: anyPath, list: fc.boolean() }),
);
export type Mutation = typeof mutations extends fc.Arbitrary<infer T> ? T : never;

export function at(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], root);
}

/** Changes one node of the tree; a path that an earlier change removed is left alone. */
export function mutate(root: unknown, mutation: Mutation): void {
  const key = mutation.path.at(-1) ?? '';
  const parent = at(root, mutation.path.slice(0, -1)) as Record<string, unknown> | unknown[] | undefined;
  if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, key)) return;
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
