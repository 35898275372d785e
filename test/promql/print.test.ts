import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Expr, NOWHERE } from '../../src/promql/ast.ts';
import * as build from '../../src/promql/build.ts';
import { parseExpression } from '../../src/promql/parse.ts';
import { printPretty } from '../../src/promql/pretty.ts';
import { print } from '../../src/promql/print.ts';
import { vectorExpression } from './expressions.arbitrary.ts';

/** A variable that a dashboard turns into a regexp. */
const MODEL = `$\{model:regex}`;

/** The tree without its positions, as built trees are. */
function withoutPositions(expr: Expr): Expr {
  return JSON.parse(JSON.stringify(expr), (key, value) =>
    key === 'span' || key.endsWith('Span') ? NOWHERE : value,
  ) as Expr;
}

function parsed(text: string): Expr {
  const result = parseExpression(text, { variables: true });
  if (!result.ok) throw new Error(`${text}: ${result.problems.map(({ message }) => message).join('; ')}`);
  return result.ast;
}

const rate = (of: ReturnType<typeof build.selector>, length: Parameters<typeof build.range>[1]) =>
  build.call('rate', build.range(of, length));

describe('printing', () => {
  test('an expression that is printed and parsed again is the same', () => {
    fc.assert(
      fc.property(vectorExpression, (expr) => {
        expect(withoutPositions(parsed(print(expr)))).toEqual(withoutPositions(expr));
      }),
      { numRuns: 2000 },
    );
  });

  test('breaking an expression over lines does not change it', () => {
    fc.assert(
      fc.property(vectorExpression, fc.integer({ min: 1, max: 80 }), (expr, width) => {
        expect(print(parsed(printPretty(expr, width)))).toBe(print(expr));
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['((a)) + (b * c)', 'a + b * c'],
    ['(a + b) * c', '(a + b) * c'],
    ['a - (b - c)', 'a - (b - c)'],
    ['(a - b) - c', 'a - b - c'],
    ['(a ^ b) ^ c', '(a ^ b) ^ c'],
    ['a ^ (b ^ c)', 'a ^ b ^ c'],
    ['-a ^ 2', '-a ^ 2'],
    ['(-a) ^ 2', '(-a) ^ 2'],
    ['(-1) ^ 2', '(-1) ^ 2'],
    ['SUM(a) BY (b)', 'sum by (b) (a)'],
    ["a{b='it\\'s'}", 'a{b="it\'s"}'],
    ['rate(a[90s] offset 1w)', 'rate(a[1m30s] offset 7d)'],
    ['a / on(b) group_left c', 'a / on (b) group_left () c'],
    ['max_over_time((a + b)[1h:])', 'max_over_time((a + b)[1h:])'],
    ['max_over_time(sum(a)[1h:5m])', 'max_over_time(sum(a)[1h:5m])'],
    ['1000000000000000000000000', '1e+24'],
  ])('%s is printed as %s', (text, canonical) => {
    expect(print(parsed(text))).toBe(canonical);
  });

  test.each([
    ['rate(a[5m * 2])', 'rate(a[5m * 2])'],
    ['rate(a[(5m+60)*2])', 'rate(a[(5m + 60) * 2])'],
    ['rate(a[2 ^ (3 ^ 2)])', 'rate(a[2 ^ 3 ^ 2])'],
    ['rate(a[(5m)])', 'rate(a[5m])'],
    ['rate(a[300])', 'rate(a[5m])'],
    ['rate(a[0.0001])', 'rate(a[0.0001])'],
    ['rate(a[MAX_OF(5m,step()*4)])', 'rate(a[max_of(5m, step() * 4)])'],
    ['max_over_time(a[1h:-step()+1m])', 'max_over_time(a[1h:-step() + 1m])'],
    ['a offset (5m + 1m)', 'a offset (5m + 1m)'],
    ['(a offset (5m + 1m)) * 2', '(a offset (5m + 1m)) * 2'],
    ['a offset step() * 2', 'a offset step() * 2'],
    ['a offset -step()', 'a offset -step()'],
    ['a offset -2 ^ 2', 'a offset -2s ^ 2'],
    ['a > 10m', 'a > 10m'],
    ['rate(a anchored[5m] offset 1m)', 'rate(a[5m] anchored offset 1m)'],
    ['a @ 5 smoothed', 'a smoothed @ 5'],
    ['max_over_time((a smoothed)[1h:])', 'max_over_time((a smoothed)[1h:])'],
    ['a</b>/c', 'a </ b >/ c'],
    ['{"a", b="c"}', 'a{b="c"}'],
    ['{"a.b"}', '{"a.b"}'],
    ['{"a", __name__=~"b"}', '{__name__="a", __name__=~"b"}'],
    ['{"", a="b"}', '{__name__="", a="b"}'],
    ['a{b="\\xff\\xc3\\xa9\\x00\\ufffd"}', 'a{b="\\xffé\\u0000\\ufffd"}'],
  ])('%s is printed for Prometheus 3.16 as %s, which is the same there', (text, canonical) => {
    const parse316 = (source: string) => parseExpression(source, { version: '3.16' });
    const first = parse316(text);
    const printed = first.ok ? print(first.ast) : 'rejected';
    expect(printed).toBe(canonical);
    const again = parse316(printed);
    expect(again.ok && print(again.ast)).toBe(canonical);
  });

  test('a long expression is broken at its operators and arguments', () => {
    const ratio = build.binary(
      '/',
      build.sumBy(
        ['model'],
        build.call(
          'rate',
          build.range(build.selector('requests_total', [build.matcher('status', '!=', 'success')]), 300_000),
        ),
      ),
      build.sumBy(['model'], rate(build.selector('requests_total'), 300_000)),
    );
    expect(printPretty(build.binary('>', ratio, build.number(0.001)), 50)).toBe(
      [
        'sum by (model) (',
        '  rate(requests_total{status!="success"}[5m])',
        ')',
        '/',
        'sum by (model) (rate(requests_total[5m]))',
        '>',
        '0.001',
      ].join('\n'),
    );
  });
});

describe('building', () => {
  test('label values are data, whatever they hold', () => {
    const nasty = 'a"} or vector(1) #\n\\';
    const expr = build.selector('a', [build.matcher('b', '=', nasty)]);
    const back = parsed(print(expr));
    expect(back.type === 'vector' && back.matchers.map(({ value }) => value)).toEqual([nasty]);
  });

  test('a bucket is matched in both spellings of its boundary', () => {
    expect(print(build.selector('a_bucket', [build.bucket(1)]))).toBe('a_bucket{le=~"1|1\\\\.0"}');
    expect(print(build.selector('a_bucket', [build.bucket(0.5)]))).toBe('a_bucket{le="0.5"}');
    expect(print(build.selector('a_bucket', [build.bucket(1e6)]))).toBe('a_bucket{le=~"1000000|1e\\\\+06"}');
    expect(print(build.selector('a_bucket', [build.bucket(Number.POSITIVE_INFINITY)]))).toBe(
      'a_bucket{le="+Inf"}',
    );
  });

  test('Grafana variables stand where lengths, numbers and label values do', () => {
    const of = build.selector('a', [build.matcher('model', '=~', MODEL)]);
    const expr = build.aggregate('topk', rate(of, '$__rate_interval'), undefined, {
      type: 'number',
      span: NOWHERE,
      value: 0,
      variable: '$n',
    });
    expect(print(expr)).toBe(`topk($n, rate(a{model=~"${MODEL}"}[$__rate_interval]))`);
    expect(withoutPositions(parsed(print(expr)))).toEqual(withoutPositions(expr));
  });

  test('a length of nothing, or of part of a millisecond, is refused', () => {
    expect(() => build.range(build.selector('a'), 0)).toThrow(RangeError);
    expect(() => build.range(build.selector('a'), 0.5)).toThrow(RangeError);
  });
});
