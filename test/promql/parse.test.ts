import { describe, expect, test } from 'vitest';
import { walk } from '../../src/promql/ast.ts';
import { type ParseProblem, parseExpression } from '../../src/promql/parse.ts';
import { compileRegexp } from '../../src/promql/regexp.ts';

function problems(text: string, version?: string): readonly ParseProblem[] {
  const result = parseExpression(text, version === undefined ? {} : { version });
  return result.ok ? [] : result.problems;
}

describe('a problem stands where it is and says what is wrong', () => {
  test.each([
    ['sum(a', '', 'the expression ends where ")" to close the arguments of sum is expected'],
    ['a{b="c" d="e"}', 'd', 'unexpected d where "}" to close the label matchers is expected'],
    ['a b', 'b', 'unexpected b where an operator or the end is expected'],
    ['rate(a[0m])', '0m', 'the range must be longer than 0'],
    ['rate(sum(a)[5m])', 'sum(a)[5m]', 'a range in brackets must follow a selector directly'],
    ['sum(a) offset 5m', 'offset 5m', 'offset must follow a selector or a subquery directly'],
    ['a offset 5m offset 6m', 'offset 6m', 'offset is given twice'],
    ['sum(3, a)', 'sum(3, a)', 'sum takes 1 argument, not 2'],
    ['-a[5m]', '-a[5m]', '- needs a scalar or an instant vector, not a range vector'],
    ['1 + rate(a)', 'a', 'rate takes a range vector, not an instant vector'],
    ['foo(a)', 'foo', 'there is no function foo'],
    ['a{b="\\q"}', '\\q', 'unknown escape \\q in a string'],
    [
      'a{b=~"x(?=y)"}',
      '"x(?=y)"',
      'the regexp "x(?=y)" is not RE2: invalid or unsupported Perl syntax: `(?=`',
    ],
    [
      '{job=~".*"}',
      '{job=~".*"}',
      'a selector must name a metric or hold a matcher that the empty value fails',
    ],
    ['a > 0.5s', '0.5s', '0.5s is not a number'],
  ])('%s', (text, place, message) => {
    const [first] = problems(text);
    expect(first?.message).toBe(message);
    expect(text.slice(first?.span.offset, first?.span.end)).toBe(place);
  });

  test('and every type problem is told, in the order of the text', () => {
    expect(problems('rate(a) + abs(b[5m]) + nope(c)').map(({ span }) => span.offset)).toEqual([5, 14, 23]);
  });
});

describe('the target version decides', () => {
  test.each([
    ['histogram_avg(a)', '2.50', '2.51'],
    ['1_000', '2.53', '2.54'],
    ['a > 5m', '2.53', '2.54'],
    ['rate(a[300])', '2.53', '2.54'],
    ['{"a.b", "c.d"="e"}', '2.55', '3.0'],
    ['sum by ("c.d") (a)', '2.55', '3.0'],
    ['a{b=~"(?<n>c)"}', '2.42', '2.51'],
    ['first_over_time(a[5m])', '3.13', '3.14'],
    ['rate(a[5m * 2])', '3.13', '3.14'],
    ['rate(a[step()])', '3.13', '3.14'],
    ['a offset -(5m + 1m)', '3.13', '3.14'],
    ['a offset +5m', '3.3', '3.4'],
    ['rate(a[5m] anchored)', '3.15', '3.16'],
    ['a smoothed', '3.15', '3.16'],
    ['a </ 5', '3.10', '3.11'],
  ])('%s is refused by %s and taken by %s', (text, older, newer) => {
    expect(problems(text, older)).toHaveLength(1);
    expect(problems(text, newer)).toEqual([]);
  });

  test.each(['mad_over_time(a[5m])', 'limitk(1, a)', 'limit_ratio by (b) (0.5, a)', 'a + step()'])(
    'what is behind a feature flag is refused by every version: %s',
    (text) => {
      for (const version of ['2.42', '2.54', '3.5', '3.16'])
        expect(problems(text, version).map(({ kind }) => kind)).toEqual(['version']);
    },
  );

  test('what a later version has is called unsupported, with the version that has it', () => {
    for (const [text, since] of [
      ['rate(a[5m * 2])', '3.14'],
      ['rate(a[5m] anchored)', '3.16'],
      ['{"a.b"}', '3.0'],
      ['a > 5m', '2.54'],
    ] as const) {
      const [problem, ...others] = problems(text, '2.42');
      expect(others).toEqual([]);
      expect(problem?.kind).toBe('version');
      expect(problem?.message).toContain(`needs Prometheus ${since}; the target is 2.42`);
    }
  });

  test('a function that was removed is refused', () => {
    expect(problems('holt_winters(a[1h], 0.5, 0.5)', '2.55')).toEqual([]);
    expect(problems('holt_winters(a[1h], 0.5, 0.5)', '3.0').map(({ kind }) => kind)).toEqual(['version']);
  });
});

describe('ranges of nodes', () => {
  test('every node covers its own text, parentheses of its own included', () => {
    const text = 'sum by (x) ( (a{b="c"} + 1) * rate(d[5m] offset 1h) ) > 2';
    const result = parseExpression(text);
    if (!result.ok) throw new Error('it does not parse');
    const texts: string[] = [];
    walk(result.ast, ({ span }) => texts.push(text.slice(span.offset, span.end)));
    expect(texts).toEqual([
      text,
      'sum by (x) ( (a{b="c"} + 1) * rate(d[5m] offset 1h) )',
      '(a{b="c"} + 1) * rate(d[5m] offset 1h)',
      'a{b="c"} + 1',
      'a{b="c"}',
      '1',
      'rate(d[5m] offset 1h)',
      'd[5m] offset 1h',
      'd',
      '2',
    ]);
  });

  test('Grafana variables leave the places of everything else alone', () => {
    const text = `topk($n, rate(a{m="$m"}[$__rate_interval])) > $\{limit} + nope(a)`;
    const result = parseExpression(text, { variables: true });
    expect(
      result.ok ? undefined : result.problems.map(({ span }) => text.slice(span.offset, span.end)),
    ).toEqual(['nope']);
  });
});

describe('label values with a Grafana variable', () => {
  const text = 'a{b=~"(?=$x"}';

  test('can become any regexp in a panel', () => {
    expect(parseExpression(text, { variables: true }).ok).toBe(true);
  });

  test('are nothing but text elsewhere', () => {
    expect(problems(text).map(({ kind }) => kind)).toEqual(['regexp']);
  });
});

describe('regexps match as RE2 does', () => {
  test.each([
    ['a|b', ['a', 'b'], ['ab', '', 'xa']],
    ['llama-.*', ['llama-', 'llama-7b'], ['xllama-7b']],
    ['(?i)error', ['Error', 'ERROR'], ['errors']],
    ['a(?i)b', ['ab', 'aB'], ['AB']],
    ['[^a-c]x?', ['d', 'dx'], ['a', 'ax', '']],
    ['[[:digit:]]{2,3}', ['12', '123'], ['1', '1234']],
    ['\\d+\\.\\d*', ['1.', '1.5'], ['15']],
    ['\\Qa.b\\E+', ['a.b', 'a.bb'], ['axb']],
    ['(a+)+b', ['aab'], ['a'.repeat(40)]],
    ['^a$', ['a'], ['a\n']],
    ['a.b', ['a-b'], ['a\nb']],
    ['\\pL+', ['é'], ['1']],
    ['(|x)y', ['y', 'xy'], ['x']],
  ])('%s', (source, matching, others) => {
    const regexp = compileRegexp(source);
    if ('problem' in regexp) throw new Error(regexp.problem);
    expect(matching.filter((value) => !regexp.matches(value))).toEqual([]);
    expect(others.filter((value) => regexp.matches(value))).toEqual([]);
  });
});
