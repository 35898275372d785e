import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CATALOGUE, type Code } from '../../src/finding/catalogue.ts';
import { isWaivable } from '../../src/finding/words.ts';
import { checkText } from '../../src/run.ts';
import { check, codeAndPlace, TODAY } from '../support/check.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { exampleOf, FILE, outputOf, pageOf } from './page-example.ts';

const SECTIONS = ['Why it matters', 'Wrong', 'Output', 'Right', 'When to ignore it', 'How to waive it'];

const fileOf = (code: Code) => new URL(`../../docs/findings/${code}.md`, import.meta.url);
const read = (code: Code) => pageOf(readFileSync(fileOf(code), 'utf8'));

const CODES = Object.keys(CATALOGUE) as Code[];
/** Faults of a whole file: the examples of their pages are not excerpts of a spec. */
const WHOLE_FILE =
  /^spec\/(?:alias-limit|directive|duplicate-key|empty|encoding|several-documents|unreadable)$/;
/** Pages about expressions and about scrapes are held to what checks those beside its other tests. */
const PAGES = CODES.filter((code) => !/^(?:promql|scrape)\//.test(code) && !WHOLE_FILE.test(code)).map(
  (code) => ({
    code,
    page: read(code),
  }),
);

/** `UPDATE_GOLDEN=1 npx vitest run -t golden test/finding` writes the outputs anew. */
if (process.env['UPDATE_GOLDEN'] === '1') {
  for (const { code, page } of PAGES) {
    const output = outputOf(exampleOf(code, page.block('Wrong')).spec);
    const markdown = readFileSync(fileOf(code), 'utf8');
    writeFileSync(
      fileOf(code),
      markdown.replace(
        /^(## Output\n\n```text\n)[\s\S]*?^```$/m,
        (_, head: string) => `${head}${output}\`\`\``,
      ),
    );
  }
}

test.each(CODES)('the page of %s has the sections that every page has, and its own output', (code) => {
  const page = read(code);
  expect(page.sections).toEqual(SECTIONS);
  for (const section of SECTIONS) expect(page.text(section).trim()).not.toBe('');
  expect(page.block('Output')).toMatch(new RegExp(`^\\w+\\[${code}\\]: `));
});

describe.each(PAGES)('the page of $code', ({ code }) => {
  const page = read(code);

  test('shows the golden output of its wrong example, which earns this finding alone', () => {
    const { spec } = exampleOf(code, page.block('Wrong'));
    expect(check(FILE, spec).map((finding) => finding.code)).toEqual([code]);
    expect(page.block('Output')).toBe(outputOf(spec));
  });

  test('shows a right example that leaves no finding', () => {
    const spec = exampleOf(code, page.block('Wrong')).replacedBy(page.block('Right'));
    expect(check(FILE, spec).map(codeAndPlace)).toEqual([]);
  });

  if (isWaivable(code)) {
    test('shows a waiver that waives the finding', () => {
      const { spec } = exampleOf(code, page.block('Wrong'));
      const checked = checkText(FILE, `${spec}${page.block('How to waive it')}`, TODAY);
      expect(checked.findings.map(codeAndPlace)).toEqual([]);
      expect(checked.readable && checked.waived.map(({ finding }) => finding.code)).toEqual([code]);
    });
  } else {
    test('says why the finding cannot be waived, and shows no waiver', () => {
      expect(page.text('How to waive it')).toMatch(/^\nIt cannot be waived: .+\.\n$/);
    });
  }
});

test('an output is what the command prints', async () => {
  const folder = temporaryFolder();
  const { spec } = exampleOf('metric/help', read('metric/help').block('Wrong'));
  writeFileSync(join(folder, FILE), spec);
  const { stdout, stderr } = await runCli(['lint'], { cwd: folder });
  expect(`${stdout}${stderr}`).toBe(read('metric/help').block('Output'));
});
