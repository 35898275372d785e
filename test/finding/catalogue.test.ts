import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { CATALOGUE, type Code } from '../../src/finding/catalogue.ts';
import { isWaivable, severityOf } from '../../src/finding/words.ts';
import { RULES } from '../../src/lint/lint.ts';

const ROOT = new URL('../../', import.meta.url);
const CODES = Object.keys(CATALOGUE) as Code[];

const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');
const list = (path: string, ending: string) =>
  readdirSync(new URL(path, ROOT), { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith(ending));

/** Tests that hold fixtures as data: files whose fault is in their bytes, and expressions. */
const TABLES = [
  'test/corpus/files.test.ts',
  ...list('test/promql', '.ts').map((name) => `test/promql/${name}`),
]
  .map(read)
  .join('\n');

function hasFixture(code: Code): boolean {
  // The examples of their pages are the fixtures, which test/verify runs.
  if (code.startsWith('scrape/')) return true;
  const folder = new URL(`test/corpus/${code}/`, ROOT);
  if (existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.yaml'))) return true;
  return new RegExp(`['"]${code}[ '"]`).test(TABLES);
}

describe.each(CODES)('%s', (code) => {
  it('has a fixture that shows it', () => {
    expect(hasFixture(code)).toBe(true);
  });

  it('has a page with what, why, a wrong and a right example, and the severity of the catalogue', () => {
    const page = read(`docs/findings/${code}.md`);
    expect(page.startsWith(`# ${code}\n`)).toBe(true);
    expect(page.toLowerCase()).toContain(`\n${severityOf(code)}.`);
    expect(page).toContain(isWaivable(code) ? 'It can be waived.' : 'It cannot be waived.');
    for (const heading of ['Why it matters', 'Wrong', 'Right']) expect(page).toContain(`\n## ${heading}\n`);
    expect(page.match(/\n```\w+\n/g)?.length).toBeGreaterThanOrEqual(2);
  });

  it('shows a right example that is YAML, where it is YAML', () => {
    const right = read(`docs/findings/${code}.md`).split('\n## Right\n')[1] ?? '';
    for (const [, example = ''] of right.matchAll(/```yaml\n([\s\S]*?)```/g)) {
      expect(parseDocument(example).errors).toEqual([]);
    }
  });
});

describe('the pages', () => {
  it('are about codes that exist', () => {
    const pages = list('docs/findings', '.md').map((name) => name.replace(/\.md$/, ''));
    expect(pages.filter((page) => !Object.hasOwn(CATALOGUE, page))).toEqual([]);
  });
});

describe('the registry', () => {
  it('reports no code that only earlier steps report', () => {
    const earlier = RULES.flatMap(({ codes }) => codes).filter((code) =>
      /^(spec|quantity|waiver)\//.test(code),
    );
    expect(earlier).toEqual([]);
  });

  it('leaves no code of its families without a rule', () => {
    const reported = new Set(RULES.flatMap(({ codes }) => codes));
    // Reported by the model, which cannot go on without them.
    const byTheModel: readonly Code[] = ['metric/impossible', 'label/unbounded', 'label/invalid-bound'];
    const mine = CODES.filter((code) => /^(metric|label|bucket|budget|unused|duplicate|promql)\//.test(code));
    expect(mine.filter((code) => !reported.has(code) && !byTheModel.includes(code))).toEqual([]);
  });
});
