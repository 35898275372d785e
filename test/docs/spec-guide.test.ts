import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { check } from '../support/check.ts';
import { brokenLinks } from '../support/links.ts';
import { SOURCE, specGuide, TOP_LEVEL } from './spec-guide.ts';

const GUIDE = new URL('../../docs/guide/spec.md', import.meta.url);

const EXAMPLE = new URL('../../docs/guide/shop.yaml', import.meta.url);

const examples = [...SOURCE.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, yaml]) => yaml ?? '');

/** `UPDATE_GOLDEN=1 npx vitest run test/docs/spec-guide.test.ts` writes the guide and its example spec anew. */
if (process.env['UPDATE_GOLDEN'] === '1') {
  writeFileSync(GUIDE, specGuide());
  writeFileSync(EXAMPLE, examples.join('\n'));
}

describe('docs/guide/spec.md', () => {
  test('is what grammar and source give', () => {
    expect(readFileSync(GUIDE, 'utf8')).toBe(specGuide());
  });

  test('describes every top-level key, in the order of the grammar', () => {
    expect([...SOURCE.matchAll(/^<!-- keys: (\w+) -->$/gm)].map(([, key]) => key)).toEqual(TOP_LEVEL);
    expect([...SOURCE.matchAll(/^## (\w+)$/gm)].map(([, key]) => key)).toEqual(TOP_LEVEL);
  });

  test('gives every key a meaning', () => {
    const rows = specGuide()
      .split('\n')
      .filter((line) => /^\| `\w+` \|/.test(line) && !line.includes('metric name'));
    expect(rows.length).toBeGreaterThan(150);
    expect(rows.filter((row) => /\| *\|$/.test(row))).toEqual([]);
  });

  test('holds examples that together are a spec without a finding', () => {
    expect(examples).toHaveLength(TOP_LEVEL.length);
    expect(readFileSync(EXAMPLE, 'utf8')).toBe(examples.join('\n'));
    expect(check('shop.yaml', examples.join('\n'))).toEqual([]);
  });

  test('has no broken link', () => {
    const page = new Map([['docs/guide/spec.md', specGuide()]]);
    expect(brokenLinks(page, { exists: existsSync })).toEqual([]);
  });
});
