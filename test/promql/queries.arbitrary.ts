import fc from 'fast-check';
import type { Expr, Matcher, SetOp } from '../../src/promql/ast.ts';
import * as build from '../../src/promql/build.ts';
import type { SeriesDeclaration } from '../../src/promql/catalogue.ts';
import { negate } from './expressions.arbitrary.ts';

const LABELS = [
  'model',
  'status',
  'endpoint',
  'instance',
  'job',
  'le',
  'tenant',
  'device_id',
  '__name__',
  'absent_label',
];
const VALUES = [
  'llama-7b',
  'bitnet-7b',
  'success',
  'error',
  '/v1/completions',
  'ryot',
  'a:1',
  '0.5',
  '1.0',
  'nope',
  '',
  '0',
];
const REGEXPS = ['.*', '.+', 'llama.*', 'error|timeout', '0.*', '', 'x|', '(?i)ERROR', '[a-z]+:[12]'];

const label = fc.constantFrom(...LABELS);
const matcher: fc.Arbitrary<Matcher> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...LABELS.slice(0, 8), 'absent_label'),
      fc.constantFrom('=' as const, '!=' as const),
      fc.constantFrom(...VALUES),
    )
    .map(([name, op, value]) => build.matcher(name, op, value)),
  fc
    .tuple(
      fc.constantFrom(...LABELS.slice(0, 8), 'absent_label'),
      fc.constantFrom('=~' as const, '!~' as const),
      fc.constantFrom(...REGEXPS),
    )
    .map(([name, op, value]) => build.matcher(name, op, value)),
);
const groups = fc.option(
  fc.oneof(
    fc.uniqueArray(label, { maxLength: 3 }).map((by) => ({ by })),
    fc.uniqueArray(label, { maxLength: 3 }).map((without) => ({ without })),
  ),
  { nil: undefined },
);
const plainLabels = fc.uniqueArray(fc.constantFrom(...LABELS.slice(0, 8)), { maxLength: 3 });
const matching: fc.Arbitrary<build.MatchingOptions> = fc.oneof(
  fc.constant({}),
  plainLabels.map((on) => ({ on })),
  plainLabels.map((ignoring) => ({ ignoring })),
  fc
    .tuple(plainLabels, plainLabels, fc.constantFrom('left' as const, 'right' as const))
    .map(([on, include, group]) => ({ on, group, include: include.filter((name) => !on.includes(name)) })),
  fc
    .tuple(plainLabels, plainLabels, fc.constantFrom('left' as const, 'right' as const))
    .map(([ignoring, include, group]) => ({ ignoring, group, include })),
);

const VECTOR_FUNCTIONS = ['abs', 'ceil', 'sort', 'sgn', 'timestamp', 'hour', 'absent', 'exp'];
const RANGE_FUNCTIONS = [
  'rate',
  'increase',
  'max_over_time',
  'last_over_time',
  'avg_over_time',
  'count_over_time',
  'absent_over_time',
  'present_over_time',
  'changes',
];

/** Random well-typed queries that read these series. */
export function queriesOver(declarations: readonly SeriesDeclaration[]): fc.Arbitrary<Expr> {
  const selector = fc
    .tuple(fc.constantFrom(...declarations), fc.array(matcher, { maxLength: 2 }))
    .map(([{ series }, matchers]) => build.selector(series, matchers));
  const number = fc.constantFrom(-1, 0, 0.5, 1, 2, 3, 100).map(build.number);
  return fc.letrec<{ vector: Expr; scalar: Expr; matrix: Expr }>((tie) => ({
    scalar: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'query' },
      number,
      tie('vector').map((of) => build.call('scalar', of)),
      fc.constant(build.call('time')),
    ),
    matrix: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'query' },
      selector.map((of) => build.range(of, 300_000)),
      tie('vector').map((of) => build.subquery(of, 300_000, 60_000)),
    ),
    vector: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'query' },
      selector,
      selector.map((of) => build.offset(of, 120_000)),
      fc.tuple(fc.constantFrom(...VECTOR_FUNCTIONS), tie('vector')).map(([func, of]) => build.call(func, of)),
      fc.tuple(fc.constantFrom(...RANGE_FUNCTIONS), tie('matrix')).map(([func, of]) => build.call(func, of)),
      tie('vector').map((of) => build.histogramQuantile(0.9, of)),
      tie('vector').map((of) => negate(of)),
      tie('scalar').map((of) => build.call('vector', of)),
      fc
        .tuple(
          tie('vector'),
          label,
          fc.constantFrom('$1', 'x', '', '$1-y'),
          label,
          fc.constantFrom('(.*)', 'llama-(.*)', 'error', '.*'),
        )
        .map(([of, to, text, from, regexp]) =>
          build.call('label_replace', of, ...[to, text, from, regexp].map(build.string)),
        ),
      fc
        .tuple(
          tie('vector'),
          label,
          fc.constantFrom('', '-'),
          fc.uniqueArray(label, { minLength: 1, maxLength: 2 }),
        )
        .map(([of, to, separator, from]) =>
          build.call('label_join', of, ...[to, separator, ...from].map(build.string)),
        ),
      fc
        .tuple(
          fc.constantFrom('sum' as const, 'count' as const, 'max' as const, 'group' as const),
          tie('vector'),
          groups,
        )
        .map(([op, of, by]) => build.aggregate(op, of, by)),
      fc
        .tuple(
          fc.constantFrom('topk' as const, 'bottomk' as const, 'quantile' as const),
          number,
          tie('vector'),
          groups,
        )
        .map(([op, k, of, by]) => build.aggregate(op, of, by, k)),
      fc
        .tuple(fc.constantFrom('value', 'model'), tie('vector'), groups)
        .map(([to, of, by]) => build.aggregate('count_values', of, by, build.string(to))),
      fc
        .tuple(fc.constantFrom('+', '/', '*', '^', 'atan2'), tie('vector'), tie('vector'), matching)
        .map(([op, l, r, how]) => build.binary(op, l, r, how)),
      fc
        .tuple(fc.constantFrom('>', '==', '<='), tie('vector'), tie('vector'), matching, fc.boolean())
        .map(([op, l, r, how, bool]) => build.binary(op, l, r, { ...how, bool })),
      fc
        .tuple(fc.constantFrom('+', '>', '-'), tie('vector'), tie('scalar'), fc.boolean())
        .map(([op, l, r, flip]) => (flip ? build.binary(op, r, l) : build.binary(op, l, r))),
      fc
        .tuple(fc.constantFrom<SetOp>('and', 'or', 'unless'), tie('vector'), tie('vector'), matching)
        .map(([op, l, r, { on, ignoring }]) =>
          build.binary(op, l, r, on === undefined ? (ignoring === undefined ? {} : { ignoring }) : { on }),
        ),
    ),
  })).vector;
}
