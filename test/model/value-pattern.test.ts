import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileValuePattern, type ValuePattern } from '../../src/model/value-pattern.ts';
import { compileRegexp } from '../../src/promql/regexp.ts';

const compiled = (source: string, version = '3.5'): ValuePattern => {
  const pattern = compileValuePattern(source, version);
  if ('problem' in pattern) throw new Error(`${source} ${pattern.problem}`);
  return pattern;
};

const problemOf = (source: string): string => {
  const pattern = compileValuePattern(source, '3.5');
  return 'problem' in pattern ? pattern.problem : '';
};

const atom = fc.constantFrom(
  ...[
    'a',
    'b',
    '-',
    '.',
    '\\.',
    'é',
    '😀',
    '[ab]',
    '[^a]',
    '[a-c-e]',
    '[]a]',
    '[^]-]',
    '\\d',
    '[\\d-z]',
    '\\W',
  ],
  ...[
    '[[:alpha:]-]',
    '[[:^digit:]]',
    '\\x41',
    '\\x{1F600}',
    '[\\x41-\\x{5a}]',
    '\\t',
    '[a\\]-]',
    '{',
    '\\s',
    '()',
  ],
);
const repeat = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{0,2}', '{1,}', '*?', '{,2}');
const pattern = fc.letrec<{ pattern: string; group: string }>((tie) => ({
  pattern: fc
    .array(
      fc.array(fc.tuple(fc.oneof({ weight: 4, arbitrary: atom }, tie('group')), repeat), { maxLength: 4 }),
      { minLength: 1, maxLength: 3 },
    )
    .map((options) => options.map((parts) => parts.flat().join('')).join('|')),
  group: fc
    .tuple(fc.constantFrom('(', '(?:', '(?P<n>'), tie('pattern'))
    .map(([open, inner]) => `${open}${inner})`),
})).pattern;
const text = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      'c',
      'e',
      '-',
      '.',
      'A',
      'Z',
      '1',
      ']',
      ' ',
      '\n',
      '\t',
      'é',
      '😀',
      '{',
      ',',
      '2',
    ),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''));

describe('The pattern of an open label', () => {
  test.each(['2.42', '3.5'])('matches what RE2 matches in Prometheus %s', (version) => {
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 20, maxLength: 20 }), (source, values) => {
        const regexp = compileRegexp(source, version);
        fc.pre(!('problem' in regexp));
        const own = compileValuePattern(source, version);
        // What it cannot do it refuses; it never means something else.
        fc.pre(!('problem' in own));
        for (const value of values)
          expect(own.matches(value), JSON.stringify(value)).toBe(regexp.matches(value));
      }),
      { numRuns: 150 },
    );
  });

  test.each([
    ['^a|b$', ['a', 'b'], ['ab', '^a']],
    ['[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?', ['a', 'a-b', 'a'.repeat(63)], ['', 'a-', 'a'.repeat(64)]],
    ['.+', ['\n', '😀'], ['', '\ud83d', 'a\udc00']],
    ['[^a]', ['b', '\n', '😀'], ['a', '\ud83d']],
    ['\\Qa.b\\E|c', ['a.b', 'c'], ['axb', 'a.bc']],
  ])('%s matches as a whole', (source, inside, outside) => {
    const { matches } = compiled(source);
    expect(inside.filter((value) => !matches(value))).toEqual([]);
    expect(outside.filter(matches)).toEqual([]);
  });

  test.each([
    ['[a-z]{1,3}', 3, 26 + 26 ** 2 + 26 ** 3],
    ['(eu|us)-[0-9]', 4, 20],
    ['a?', 1, 1],
    ['(a|a)(b|b)', 2, 1],
    ['c[0-9]+', Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ])('%s has values of at most %d characters, %d in number', (source, longest, count) => {
    expect(compiled(source)).toMatchObject({ longest, count });
  });

  test.each(['([a-z]+-?)+', '(a|a)*', '(a*)*b', '(x+x+)+y', '(\\w+\\s?)*', '(.*)(.*)(.*)x', '(a?){30}a{30}'])(
    '%s takes one step a character',
    (source) => {
      const { matches } = compiled(source);
      const start = performance.now();
      for (let count = 0; count < 1000; count++) matches(`${'a'.repeat(120)}!`);
      // Backtracking takes years for one of these; what is allowed here is a hundred times what is usual.
      expect(performance.now() - start).toBeLessThan(2000);
    },
  );

  test.each([
    ['\\w{1,30}_\\w{1,30}', 'what stands before `\\w{1,30}` can end in many places'],
    ['.*a.{20}', 'what stands before `.{20}` can end in many places'],
    ['a(?:^b)', '^ or $ inside'],
    ['(?i)abc', 'write both cases'],
    ['\\p{L}+', 'depends on the version of Unicode'],
    ['a\\b', 'has \\b'],
    ['[a-z', 'is not a valid RE2 expression'],
    ['(?=a).*', 'is not a valid RE2 expression'],
    ['[^\\x00-\\x{10FFFF}]', 'no character matches'],
    ['a|[^\\x00-\\x{10FFFF}]', 'no character matches'],
    ['[\\x{d800}-\\x{dfff}]', 'no character matches'],
    ['a|(b$)', '^ or $ inside'],
    ['^^a', '^ or $ inside'],
    ['a[\\pL]', 'depends on the version of Unicode'],
    ['a\\Ab', 'has \\A'],
    ['(?s:.)', 'write both cases'],
  ])('%s is refused: %s', (source, words) => {
    expect(problemOf(source)).toContain(words);
  });
});
