import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { markdownLinks } from '../support/links.ts';

interface Packed {
  readonly files: readonly { readonly path: string }[];
}

/** The paths of every file in the package. */
function packedFiles(): string[] {
  // The build is that of this run; --ignore-scripts keeps npm from replacing it while other tests read it.
  const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    encoding: 'utf8',
  });
  return (JSON.parse(packed) as Packed[]).flatMap(({ files }) => files.map(({ path }) => path));
}

test('every link of a page in the package leads into the package or is absolute', () => {
  const files = packedFiles();
  const folders = new Set(files.flatMap((path) => ancestors(path)));
  const pages = files.filter((path) => path.endsWith('.md'));
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'CHANGELOG.md', 'docs/guide/spec.md']));
  const dangling = pages.flatMap((page) =>
    markdownLinks(readFileSync(page, 'utf8'))
      .filter((link) => !/^(?:https?:|mailto:|#)/.test(link))
      .map((link) => posix.join(posix.dirname(page), link.replace(/#.*$/, '')).replace(/\/$/, ''))
      .filter((target) => !files.includes(target) && !folders.has(target))
      .map((target) => `${page}: ${target}`),
  );
  expect(dangling).toEqual([]);
});

test('the package has every template that a team can replace', () => {
  const templates = readdirSync('templates/runbooks').map((name) => `templates/runbooks/${name}`);
  expect(packedFiles()).toEqual(expect.arrayContaining(templates));
});

function ancestors(path: string): string[] {
  const parent = posix.dirname(path);
  return parent === '.' ? [] : [parent, ...ancestors(parent)];
}
