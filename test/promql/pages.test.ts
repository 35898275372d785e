import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { promqlFindings } from '../../src/finding/catalogue/promql.ts';
import type { FindingKind } from '../../src/finding/define.ts';
import { checkExpression } from '../../src/promql/check.ts';
import type { PromqlCode } from '../../src/promql/problem.ts';
import { FIXTURES } from './check-fixtures.ts';
import { RYOT } from './ryot.catalogue.ts';

const folder = new URL('../../docs/findings/promql/', import.meta.url);
const codes = Object.keys(promqlFindings) as PromqlCode[];

/** The page shows the whole reference spec, whose histograms have other boundaries than the catalogue here. */
function words(text: string): string {
  return text.replace(/\d[\d.]*(?:, \d[\d.]*)*/g, '#');
}

test('every finding about PromQL has a page, and every page a finding', () => {
  const pages = readdirSync(folder).map((name) => `promql/${name.replace(/\.md$/, '')}`);
  expect(pages.toSorted()).toEqual(codes.toSorted());
});

describe.each(codes)('the page of %s', (code) => {
  const page = readFileSync(new URL(`${code.replace('promql/', '')}.md`, folder), 'utf8');
  const example = (section: string) =>
    new RegExp(`## ${section}\\n\\n\`\`\`promql\\n(.*?)\\n\`\`\``, 's').exec(page)?.[1] ?? '';
  const [wrong, right] = [example('Wrong'), example('Right')];
  const use = FIXTURES[code].use ?? 'recording';

  test('is titled by its code', () => {
    expect(page.startsWith(`# ${code}\n`)).toBe(true);
  });

  test('shows a wrong example that earns the finding', () => {
    expect(checkExpression(wrong, RYOT, { use }).problems.map((problem) => problem.code)).toContain(code);
  });

  test('shows a right example without any finding', () => {
    expect(right).not.toBe('');
    expect(checkExpression(right, RYOT, { use }).problems).toEqual([]);
  });

  test('shows the output for the wrong example, as lint prints it now', () => {
    const [problem] = checkExpression(wrong, RYOT, { use }).problems.filter((each) => each.code === code);
    const kind = promqlFindings[code] as FindingKind<unknown>;
    const [, output = ''] = /\n## Output\n\n```text\n(.*?)\n```/s.exec(page) ?? [];
    expect(words(output)).toContain(words(`${kind.severity}[${code}]: ${kind.headline(problem?.args)}\n`));
    const fix = kind.fix?.(problem?.args);
    if (fix !== undefined) expect(words(output)).toContain(words(`\n  fix: ${fix}`));
  });

  test('shows a waiver where the finding can be waived, and no other', () => {
    const waiver = `\n## How to waive it\n\n\`\`\`yaml\nwaivers:\n  - code: ${code}\n    at: `;
    expect(page.includes(waiver)).toBe(page.includes('It can be waived.'));
  });
});
