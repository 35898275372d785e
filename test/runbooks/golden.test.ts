import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { build, SHOP } from './pages.ts';

const GOLDEN = fileURLToPath(new URL('golden', import.meta.url));

/** `UPDATE_GOLDEN=1 npx vitest run test/runbooks/golden.test.ts` writes the folder anew. */
const isUpdate = process.env['UPDATE_GOLDEN'] === '1';

describe('The pages of test/runbooks/spec.yaml', () => {
  const { pages } = build(SHOP);

  if (isUpdate) {
    rmSync(GOLDEN, { recursive: true, force: true });
    for (const [path, content] of pages) {
      mkdirSync(dirname(join(GOLDEN, path)), { recursive: true });
      writeFileSync(join(GOLDEN, path), content);
    }
  }

  test('are those of the golden folder, no more and no fewer', () => {
    const files = readdirSync(GOLDEN, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const paths = files.map(({ parentPath, name }) => join(parentPath, name).slice(GOLDEN.length + 1));
    expect(paths.toSorted()).toEqual([...pages.keys()].toSorted());
  });

  test.each([...pages.keys()])('%s says what it said', (path) => {
    expect(pages.get(path)).toBe(readFileSync(join(GOLDEN, path), 'utf8'));
  });

  test('are the same on every run, and end with a line break', () => {
    expect([...build(SHOP).pages]).toEqual([...pages]);
    for (const content of pages.values()) expect(content.endsWith('\n')).toBe(true);
  });
});
