import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

const FILES = new Map(
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join('src', file))
    .map((file) => [file, importsOf(file)] as const),
);
/** They start the program, hold its version, and tell the compiler of text files: no layers. */
const OUTSIDE = ['main.ts', 'version.ts', 'text-modules.d.ts'];

/** Files of the project that a file imports, types and lazy imports too. */
function importsOf(file: string): string[] {
  const specifiers = readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+\.ts)'/g);
  return [...specifiers].map(([, path = '']) => normalize(join(dirname(file), path)));
}

/** `src/promql/parse.ts` is of the layer `promql`, `src/run.ts` a layer by itself. */
function layerOf(file: string): string {
  return file.split('/')[1] ?? '';
}

/** The table of CONTRIBUTING.md: each layer with those that it may import. */
function drawn(): Map<string, string[]> {
  const rows = readFileSync('CONTRIBUTING.md', 'utf8').matchAll(/^\| `([\w.-]+)` \| ((?:`[\w.-]+` ?)*)\|/gm);
  return new Map([...rows].map(([, layer = '', imports = '']) => [layer, imports.match(/[\w.-]+/g) ?? []]));
}

describe('the layers', () => {
  test('import what CONTRIBUTING.md draws, no more and no less', () => {
    const actual = new Map<string, Set<string>>();
    for (const [file, imports] of FILES) {
      const layer = layerOf(file);
      if (OUTSIDE.includes(layer)) continue;
      const known = actual.get(layer) ?? new Set();
      for (const target of imports.map(layerOf)) if (target !== layer) known.add(target);
      actual.set(layer, known);
    }
    const sorted = (imports: Iterable<string>) => [...imports].sort();
    expect(Object.fromEntries([...actual].map(([layer, imports]) => [layer, sorted(imports)]))).toEqual(
      Object.fromEntries([...drawn()].map(([layer, imports]) => [layer, sorted(imports)])),
    );
  });

  test('stand in the order in which they may import', () => {
    const order = [...drawn().keys()];
    for (const [layer, imports] of drawn()) {
      const later = imports.filter((target) => order.indexOf(target) >= order.indexOf(layer));
      expect(
        later.filter((target) => order.includes(target)),
        layer,
      ).toEqual([]);
    }
  });

  test('have no file that imports itself through others', () => {
    const done = new Set<string>();
    const walk = (file: string, path: readonly string[]): string[][] => {
      if (path.includes(file)) return [[...path.slice(path.indexOf(file)), file]];
      if (done.has(file)) return [];
      const circles = (FILES.get(file) ?? []).flatMap((target) => walk(target, [...path, file]));
      done.add(file);
      return circles;
    };
    expect([...FILES.keys()].flatMap((file) => walk(file, []))).toEqual([]);
  });
});
