import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { camelCase, Names, pascalCase } from '../../src/emit/instrumentation/names.ts';
import { emitTypescript } from '../../src/emit/typescript/emit.ts';
import { jsDoc, stringLiteral } from '../../src/emit/typescript/source.ts';
import { planRules } from '../../src/plan/plan-rules.ts';
import { zeroInitialised } from '../../src/plan/zero.ts';
import { canonicalFloat } from '../../src/promql/number.ts';
import { modelOf, specText } from './build-model.ts';
import { moduleText } from './load-module.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The text as the formatter would write it. */
const formatted = (text: string) =>
  execFileSync(
    process.execPath,
    ['node_modules/@biomejs/biome/bin/biome', 'format', '--stdin-file-path=src/x.ts'],
    {
      cwd: ROOT,
      input: text,
      encoding: 'utf8',
    },
  );

describe('The emitted text', () => {
  test.each(['service.yaml', 'edge.yaml', 'empty.yaml', '../bench/bench.yaml', '../../spec/ryot.yaml'])(
    'of %s is as the formatter would write it',
    (name) => {
      const text = moduleText(specText(name));
      expect(text).toBe(formatted(text));
    },
  );

  test('is the same each time', () => {
    expect(moduleText(specText('edge.yaml'))).toBe(moduleText(specText('edge.yaml')));
  });

  test('is not there when the spec names no file for it', () => {
    const model = modelOf(specText('empty.yaml'));
    expect(emitTypescript({ ...model, outputs: {} }, planRules(model))).toEqual([]);
  });

  test('holds no character that hides or reorders text', () => {
    const hidden = moduleText(specText('edge.yaml')).match(/[^\P{C}\n]/gu);
    expect(hidden).toBeNull();
  });
});

describe('What hovers over a metric', () => {
  const text = moduleText(specText('service.yaml'));

  test.each([
    'Use: Track request volume and error rates.',
    '- 10ms: KV cache hit',
    '`shop_latency_seconds`: histogram in seconds.',
    '- above 85: memory pressure (warning)',
    '/** gave up waiting */',
  ])('has the words of the spec: %s', (words) => {
    expect(text).toContain(words);
  });
});

describe('A string of the spec', () => {
  test('is the same string when the literal is read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const literal = stringLiteral(value);
        expect(literal).not.toMatch(/[\n\r\u2028\u2029\u202e]/);
        // biome-ignore lint/security/noGlobalEval: reading a literal is what is tested
        expect(globalThis.eval(literal)).toBe(value);
      }),
    );
  });

  test('cannot end the comment that it stands in, nor start a tag', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('*/', '@see', '*', '/', '{@link', ' ', '\n', 'x')), (parts) => {
        const comment = jsDoc([parts.join('')]);
        expect(comment.indexOf('*/')).toBe(comment.length - 2);
        expect(comment).not.toMatch(/(^|[\s{])@/);
      }),
    );
  });
});

describe('Identifiers', () => {
  test.each([
    ['inference_requests_total', 'inferenceRequestsTotal', 'InferenceRequestsTotal'],
    ['x', 'x', 'X'],
    ['__a__b', 'aB', 'AB'],
    ['4xx', 'n4xx', 'N4xx'],
    ['level:metric', 'levelMetric', 'LevelMetric'],
  ])('of %s are %s and %s', (name, camel, pascal) => {
    expect([camelCase(name), pascalCase(name)]).toEqual([camel, pascal]);
  });

  test('are given out once', () => {
    const names = new Names(['taken']);
    expect([
      names.claim('a'),
      names.claim('a'),
      names.claim('a', 'b'),
      names.claim('taken', 'b'),
      names.claim('a'),
    ]).toEqual(['a', 'a2', 'b', 'b2', 'a3']);
  });
});

test.each([
  [0, '0.0'],
  [1, '1.0'],
  [-1, '-1.0'],
  [0.005, '0.005'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [100000, '100000.0'],
  [123456.5, '123456.5'],
  [1e6, '1e+06'],
  [1048576, '1.048576e+06'],
  [1.5e300, '1.5e+300'],
  [Number.POSITIVE_INFINITY, '+Inf'],
])('The bound %d is written %s, as Prometheus stores it', (value, text) => {
  expect(canonicalFloat(value)).toBe(text);
});

describe('What is there from the start', () => {
  const BASE = `version: 1
service: { name: z, title: Z, owner: { team: t } }
labels:
  a: { values: [x, y] }
  b: { values: ["1", "2", "3"] }
  open: { at_most: 3, pattern: "[a-z]+" }
metrics:
  z_first_total: { type: counter, help: x, labels: [a, b] }
  z_second_total: { type: counter, help: x, labels: [a, b] }
  z_open_total: { type: counter, help: x, labels: [open] }
  z_seconds: { type: histogram, help: x, labels: [a], buckets: [1] }
  z_moved: { type: gauge, help: x, labels: [a] }
  z_measured: { type: gauge, help: x, labels: [a] }
operations:
  work: { labels: [a], start: [{ inc: z_moved }], outcomes: { done: {} }, end: [{ dec: z_moved }] }
outputs: { typescript: { file: z.ts } }
`;
  const zero = (text: string) => {
    const model = modelOf(BASE + text);
    return Object.fromEntries(
      [...zeroInitialised(model, planRules(model))].map(([name, patterns]) => [
        name,
        patterns.map((pattern) => Object.fromEntries(pattern)),
      ]),
    );
  };
  const alert = (expr: string) => `alerts:
  - { name: A, severity: ticket, expr: '${expr}', for: 5m, runbook: { meaning: x } }
`;

  test('is nothing when nothing reads', () => {
    expect(zero('')).toEqual({});
  });

  test('is what the matchers of an objective select', () => {
    const slo = (errors: string, total: string) => `slos:
  - { id: s, title: S, sli: { errors: '${errors}', total: '${total}' }, objective: 99%, window: 30d }
`;
    expect(zero(slo('z_first_total{a="x"}', 'z_first_total{b=~"1|2"}'))).toEqual({
      z_first_total: [{ b: ['1', '2'] }, { a: ['x'] }],
    });
    expect(zero(slo('z_first_total{a!="x",b!~"1.*"}', 'z_first_total'))).toEqual({ z_first_total: [{}] });
  });

  test('is what expressions of alerts read, through recordings, too', () => {
    const recordings = `recordings:
  - { record: "z:second:rate", rate: { of: 'z_second_total{a="y"}', over: 5m } }
`;
    expect(zero(recordings + alert('z:second:rate > 1'))).toEqual({ z_second_total: [{ a: ['y'] }] });
    expect(
      zero(alert('histogram_quantile(0.9, sum by (le) (rate(z_seconds_bucket{a="x"}[5m]))) > 1')),
    ).toEqual({
      z_seconds: [{ a: ['x'] }],
    });
  });

  test('leaves out what expressions only ask the presence of', () => {
    expect(zero(alert('absent(z_first_total{a="x"})'))).toEqual({});
    expect(zero(alert('absent_over_time(z_first_total[5m]) or rate(z_second_total[5m]) > 1'))).toEqual({
      z_second_total: [{}],
    });
  });

  test('is what selectors name by a pattern', () => {
    expect(zero(alert('sum(rate({__name__=~"z_first_.+", a="x"}[5m])) > 1'))).toEqual({
      z_first_total: [{ a: ['x'] }],
    });
  });

  test('leaves out gauges that are measured, and open sets', () => {
    expect(zero(alert('z_moved + z_measured + on () group_left () z_open_total > 1'))).toEqual({
      z_moved: [{}],
    });
  });
});
