import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { HELPER_NAMES } from '../../src/emit/runbooks/handlebars.ts';
import { TEMPLATE_PATHS } from '../../src/emit/runbooks/templates.ts';

const guide = readFileSync(new URL('../../docs/guide/templates.md', import.meta.url), 'utf8');

describe('docs/guide/templates.md', () => {
  test('names every template that can be replaced, and no other', () => {
    const named = [...guide.matchAll(/^\| `(runbooks\/[\w-]+\.hbs)` \|/gm)].map(([, path]) => path);
    expect(named.toSorted()).toEqual(TEMPLATE_PATHS.toSorted());
    const files = readdirSync('templates/runbooks').map((name) => `runbooks/${name}`);
    expect(files.toSorted()).toEqual(TEMPLATE_PATHS.toSorted());
  });

  test('names every helper, and no other', () => {
    const named = [...guide.matchAll(/^\| `\{\{(\w+) /gm)].map(([, helper]) => helper);
    expect(named).toEqual(HELPER_NAMES);
  });
});
