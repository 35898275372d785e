import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { brokenLinks, markdownAnchors, markdownLinks } from '../support/links.ts';

const SKIPPED = new Set(['node_modules', 'dist', '.git', 'coverage', '.cache']);

/** Every Markdown and HTML page of the project, what is generated and committed included. */
function pagesBelow(folder: string): string[] {
  return readdirSync(folder === '' ? '.' : folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : pagesBelow(path);
    return /\.(md|html)$/.test(entry.name) ? [path] : [];
  });
}

describe('The pages of the project', () => {
  test('have no link to a file or an anchor that is not there', () => {
    const files = new Map(pagesBelow('').map((path) => [path, readFileSync(path, 'utf8')]));
    expect(files.size).toBeGreaterThan(10);
    expect(brokenLinks(files, { exists: existsSync })).toEqual([]);
  });
});

describe('The link check', () => {
  test.each([
    ['a file', '[x](gone.md)', 'a.md: gone.md: there is no gone.md'],
    ['an anchor', '[x](b.md#gone)', 'a.md: b.md#gone: b.md has no anchor gone'],
    ['an anchor of the page itself', '[x](#gone)', 'a.md: #gone: a.md has no anchor gone'],
    [
      'a dashboard',
      '[x](https://g.example/d/gone?x=1)',
      'a.md: https://g.example/d/gone?x=1: there is no dashboard gone',
    ],
    [
      'a published page',
      '[x](https://r.example/gone.md)',
      'a.md: https://r.example/gone.md: there is no pages/gone.md',
    ],
  ])('finds %s that is not there', (_, link, problem) => {
    const files = new Map([
      ['a.md', link],
      ['b.md', '# Here'],
    ]);
    const rules = {
      grafana: { base: 'https://g.example', uids: new Set(['here']) },
      published: { 'https://r.example/': 'pages/' },
    };
    expect(brokenLinks(files, rules)).toEqual([problem]);
  });

  test('lets through what is there, and what it cannot know', () => {
    const files = new Map([
      ['docs/a.md', '[x](../b.md#two-words-1) [y](https://elsewhere.example) [z](#é) `[no](link)`\n# É'],
      ['b.md', '# Two words\n\n## Two words\n'],
    ]);
    expect(brokenLinks(files)).toEqual([]);
  });

  test('makes the anchors that GitHub makes', () => {
    const anchors = markdownAnchors(
      '# A `b_c`: d!\n## A `b_c`: d!\n```\n# no\n```\n### [Link](x.md) \\*star\\*\n',
    );
    expect([...anchors]).toEqual(['a-b_c-d', 'a-b_c-d-1', 'link-star']);
  });

  test('sees no links in code and none behind a backslash', () => {
    expect(markdownLinks('`[a](b)` \\[c](d) [`e](f)`](g)\n```\n[h](i)\n```\n')).toEqual(['d', 'g']);
  });
});
