import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { promqlFindings } from '../../src/finding/catalogue/promql.ts';
import { checkExpression } from '../../src/promql/check.ts';
import type { PromqlCode } from '../../src/promql/problem.ts';
import { FIXTURES } from './check-fixtures.ts';
import { RYOT } from './ryot.catalogue.ts';

const folder = new URL('../../docs/findings/promql/', import.meta.url);
const codes = Object.keys(promqlFindings) as PromqlCode[];

test('every finding about PromQL has a page, and every page a finding', () => {
  const pages = readdirSync(folder).map((name) => `promql/${name.replace(/\.md$/, '')}`);
  expect(pages.toSorted()).toEqual(codes.toSorted());
});

describe.each(codes)('the page of %s', (code) => {
  const page = readFileSync(new URL(`${code.replace('promql/', '')}.md`, folder), 'utf8');
  const [, wrong = '', right = ''] =
    /## Wrong\n\n```promql\n(.*?)\n```\n\n## Right\n\n```promql\n(.*?)\n```/s.exec(page) ?? [];
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
});
