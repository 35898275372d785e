import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { REPORTERS } from '../../src/report/reporters.ts';
import { check } from '../support/check.ts';

const README = readFileSync('README.md', 'utf8');
const SPEC = 'spec/ryot.yaml';

test('the error that the README shows is what lint prints for the line that it quotes', () => {
  const shown = /^```\n(error\[[\s\S]*?)^```$/m.exec(README)?.[1] ?? '';
  const [, number = '', source = ''] = /^ +(\d+) \| (.*)$/m.exec(shown) ?? [];
  const lines = readFileSync(SPEC, 'utf8').split('\n');
  const line = lines[Number(number) - 1] ?? '';
  // The line of the spec with one slip, and not any line.
  expect(line.slice(0, source.indexOf('{'))).toBe(source.slice(0, source.indexOf('{')));
  const text = lines.with(Number(number) - 1, source).join('\n');
  const sources = new Map([[SPEC, text]]);
  const report = REPORTERS.text(check(SPEC, text), { sources, colour: false, waived: [] });
  expect(report).toBe(`${shown}\n1 error, 0 warnings\n`);
});
