import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseExpression } from '../../src/promql/parse.ts';
import { EXPRESSIONS } from './conformance-expressions.ts';
import { type Conformance, recordConformance, writeConformance } from './record-conformance.ts';

const TABLES = [
  { version: '2.42', program: 'promtool' },
  { version: '3.16', program: process.env['PROMTOOL_3'] },
] as const;

describe.each(TABLES)('the parser agrees with promtool $version', ({ version, program }) => {
  const table = new URL(`./conformance-${version}.json`, import.meta.url);
  // The one way to refresh the tables: RECORD_CONFORMANCE=1 PROMTOOL_3=... npx vitest run test/promql/conformance.test.ts
  if (process.env['RECORD_CONFORMANCE'] !== undefined && program !== undefined)
    writeConformance(table, recordConformance(program, EXPRESSIONS));
  const { promtool, verdicts } = JSON.parse(readFileSync(table, 'utf8')) as Conformance;

  test('the table holds a verdict on every expression of the list', () => {
    expect(promtool).toBe(version);
    expect(verdicts.map(({ expr }) => expr)).toEqual(EXPRESSIONS);
  });

  test.each(verdicts)('on $expr (valid: $valid)', ({ expr, valid }) => {
    const result = parseExpression(expr, { version });
    const problems = result.ok ? [] : result.problems.map(({ message }) => message);
    expect({ valid: result.ok, problems }).toEqual({ valid, problems: valid ? [] : problems });
  });

  test('every problem lies inside the expression', () => {
    for (const { expr } of verdicts) {
      const result = parseExpression(expr, { version });
      for (const { span } of result.ok ? [] : result.problems) {
        expect(span.offset, expr).toBeGreaterThanOrEqual(0);
        expect(span.end, expr).toBeGreaterThanOrEqual(span.offset);
        expect(span.end, expr).toBeLessThanOrEqual(expr.length);
      }
    }
  });
});
