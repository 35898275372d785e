import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { promqlFindings } from '../../src/finding/catalogue/promql.ts';
import { checkExpression } from '../../src/promql/check.ts';
import type { ExpressionUse, PromqlCode } from '../../src/promql/problem.ts';
import { FIXTURES } from './check-fixtures.ts';
import { RYOT } from './ryot.catalogue.ts';

function codesOf(text: string, use: ExpressionUse): PromqlCode[] {
  return checkExpression(text, RYOT, { use }).problems.map(({ code }) => code);
}

const cases = Object.entries(FIXTURES).map(([code, fixture]) => ({ code: code as PromqlCode, ...fixture }));

test('every finding about PromQL has fixtures that fire, that are silent, and honest neighbours', () => {
  expect(Object.keys(FIXTURES).toSorted()).toEqual(Object.keys(promqlFindings).toSorted());
  for (const { code, fires, silent, honest } of cases) {
    expect(fires.length, code).toBeGreaterThanOrEqual(2);
    expect(silent.length, code).toBeGreaterThanOrEqual(1);
    expect(honest.length, code).toBeGreaterThanOrEqual(2);
  }
});

describe.each(cases)('$code', ({ code, use = 'recording', fires, silent, honest }) => {
  test.each(fires)('fires on %s', (text) => {
    expect(codesOf(text, use)).toContain(code);
  });

  test.each([...silent, ...honest])('is silent on %s', (text) => {
    expect(codesOf(text, use)).not.toContain(code);
  });

  test('points into the expression, and speaks without a full stop', () => {
    for (const text of fires) {
      for (const problem of checkExpression(text, RYOT, { use }).problems) {
        expect(problem.span.end, text).toBeLessThanOrEqual(text.length);
        expect(problem.span.offset, text).toBeLessThanOrEqual(problem.span.end);
        const { headline, fix } = promqlFindings[problem.code] as {
          headline: (args: unknown) => string;
          fix?: (args: unknown) => string | undefined;
        };
        expect(headline(problem.args)).toMatch(/^[^\n]*[^.\n]$/);
        expect(fix?.(problem.args) ?? '.').toMatch(/\.$/);
      }
    }
  });
});

describe('what a Prometheus loads but fails to evaluate is an error', () => {
  const faults = (text: string, use: ExpressionUse): string[] =>
    checkExpression(text, RYOT, { use, version: '3.16' })
      .problems.filter(({ code }) => code === 'promql/type')
      .map(({ args }) => (args as { problem: string }).problem);

  test.each([
    ['rate(up[5m - 10m])', 'the range is -300s, not longer than 0'],
    ['rate(up[(0)])', 'the range is 0s, not longer than 0'],
    ['rate(up[5m / (0)])', 'the range is divided by 0'],
    ['rate(up[2 ^ 100])', 'the range is longer than Prometheus can hold'],
    ['rate(up[step()])', 'the range is 0s, not longer than 0: in a rule step() and range() are 0'],
    [
      'max_over_time(up[1h:range()])',
      'the step is 0s, not longer than 0: in a rule step() and range() are 0',
    ],
    [
      'sum_over_time(up[5m] anchored)',
      'anchored works with changes, delta, increase, rate, resets, not with sum_over_time',
    ],
    ['resets(up[5m] smoothed)', 'smoothed works with delta, increase, rate, not with resets'],
  ])('%s', (text, problem) => {
    expect(faults(text, 'recording')).toEqual([problem]);
  });

  test.each([
    'rate(up[5m * 2])',
    'rate(up[max_of(step(), 5m)])',
    'rate(up[5m] smoothed)',
    'up offset (5m - 10m)',
  ])('%s is evaluated', (text) => expect(faults(text, 'recording')).toEqual([]));

  test('a dashboard has steps and ranges', () => {
    expect(faults('rate(up[step()])', 'panel')).toEqual([]);
    expect(faults('rate(up[-step()])', 'panel')).toEqual([]);
  });

  test('arithmetic counts like the length that it gives', () => {
    const [problem] = checkExpression('rate(up[10s + 5s])', RYOT, {
      use: 'recording',
      version: '3.16',
    }).problems.filter(({ code }) => code === 'promql/short-range');
    expect(problem?.args).toMatchObject({ range: '15s' });
  });
});

describe('the alert expressions of the seed document, typed in literally', () => {
  test('the latency alert compares with 0.5s, which is no number', () => {
    const text = 'histogram_quantile(0.95, rate(ryot_inference_latency_seconds_bucket[5m])) > 0.5s';
    const [problem, ...others] = checkExpression(text, RYOT, { use: 'alert' }).problems;
    expect(others).toEqual([]);
    expect(problem?.code).toBe('promql/syntax');
    expect(text.slice(problem?.span.offset, problem?.span.end)).toBe('0.5s');
  });

  test('the success-rate alert divides each series by itself and fires when healthy', () => {
    const text = `(rate(ryot_inference_requests_total{status="error"}[1h]) /
   rate(ryot_inference_requests_total[1h])) < 0.001`;
    expect(codesOf(text, 'alert')).toEqual(['promql/fires-when-healthy', 'promql/divides-by-itself']);
  });

  test('the throughput alert is sound', () => {
    expect(codesOf('sum(rate(ryot_tokens_generated_total[1m])) by (model) < 100', 'alert')).toEqual([]);
  });
});

describe('no expression breaks the checker', () => {
  test('neither a deep nor a long one', () => {
    const deep = `${'('.repeat(200)}up${')'.repeat(200)}`;
    const long = Array.from({ length: 900 }, () => 'up').join(' + ');
    const nested = `${'abs('.repeat(200)}up${')'.repeat(200)}`;
    for (const text of [deep, long, nested]) expect(codesOf(text, 'panel'), text).toEqual([]);
  });

  test('and one that is too deep is refused where it becomes so', () => {
    for (const text of [
      `${'('.repeat(9999)}up`,
      '-'.repeat(9999),
      Array.from({ length: 9999 }, () => 'up').join(' + '),
    ])
      expect(codesOf(text, 'panel')).toEqual(['promql/syntax']);
  });

  test('nor does random text', () => {
    const piece = fc.constantFrom(
      'up',
      'sum',
      'by',
      '(',
      ')',
      '{',
      '}',
      '[5m]',
      '"',
      '$x',
      '=~',
      'offset',
      '@',
      '1',
      ',',
      '\\',
      '#',
      '\n',
      'é',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        for (const { span } of checkExpression(text, RYOT, { use: 'panel' }).problems)
          expect(span.end).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 3000 },
    );
  });
});
