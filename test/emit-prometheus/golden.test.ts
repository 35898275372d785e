import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { emitted, SHOP } from './emitted.ts';

const GOLDEN = fileURLToPath(new URL('golden', import.meta.url));

/** `UPDATE_GOLDEN=1 npx vitest run test/emit-prometheus/golden.test.ts` writes the folder anew. */
const isUpdate = process.env['UPDATE_GOLDEN'] === '1';

describe('The Prometheus files of test/emit-prometheus/spec.yaml, golden', () => {
  const files = emitted(SHOP);

  if (isUpdate) {
    rmSync(GOLDEN, { recursive: true, force: true });
    for (const [path, content] of files) {
      mkdirSync(dirname(join(GOLDEN, path)), { recursive: true });
      writeFileSync(join(GOLDEN, path), content);
    }
  }

  test('are those of the folder, no more and no fewer', () => {
    const found = readdirSync(GOLDEN, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(GOLDEN.length + 1));
    expect(found.toSorted()).toEqual([...files.keys()].toSorted());
  });

  test.each([...files.keys()])('%s says what it said', (path) => {
    expect(files.get(path)).toBe(readFileSync(join(GOLDEN, path), 'utf8'));
  });

  test('are the same on every run, and end with a line break', () => {
    expect([...emitted(SHOP)]).toEqual([...files]);
    for (const content of files.values()) expect(content.endsWith('\n')).toBe(true);
  });
});
