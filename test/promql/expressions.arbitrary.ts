import fc from 'fast-check';
import { type Expr, type Matcher, NOWHERE, type SetOp } from '../../src/promql/ast.ts';
import * as build from '../../src/promql/build.ts';

/** `-expr`, as the parser reads it. */
export function negate(expr: Expr): Expr {
  if (expr.type === 'number') return build.number(-expr.value);
  return { type: 'unary', span: NOWHERE, op: '-', expr };
}

const label = fc.constantFrom('model', 'status', 'le', 'on', 'by', 'sum');
const value = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('a"b', 'a\\b', 'a\nb', "'`", '$model'),
);
const metric = fc.constantFrom('a', 'b:c', 'sum', 'by', 'rate', 'offset_total');
const length = fc.oneof(fc.integer({ min: 1, max: 10_000_000 }), fc.constant('$__rate_interval' as const));

const matcher: fc.Arbitrary<Matcher> = fc.oneof(
  fc
    .tuple(label, fc.constantFrom('=' as const, '!=' as const), value)
    .map(([name, op, text]) => build.matcher(name, op, text)),
  fc
    .tuple(
      label,
      fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 5 }), { minLength: 2, maxLength: 3 }),
    )
    .map(([name, values]) => build.oneOf(name, values)),
);
const selector = fc
  .tuple(metric, fc.array(matcher, { maxLength: 3 }))
  .map(([name, matchers]) => build.selector(name, matchers));
const groups = fc.option(
  fc.oneof(
    fc.array(label, { maxLength: 2 }).map((by) => ({ by })),
    fc.array(label, { maxLength: 2 }).map((without) => ({ without })),
  ),
  { nil: undefined },
);
const matching = fc.oneof(
  fc.constant({}),
  fc.record({
    on: fc.constant(['model']),
    group: fc.constantFrom('left' as const, 'right' as const),
    include: fc.constantFrom([], ['status']),
  }),
  fc.record({ ignoring: fc.array(label, { maxLength: 2 }) }),
);

const trees = fc.letrec<{ scalar: Expr; vector: Expr; matrix: Expr }>((tie) => ({
  scalar: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'expr' },
    fc.double().map(build.number),
    fc.constant(build.call('time')),
    fc
      .tuple(fc.constantFrom('+', '-', '*', '/', '%', '^', 'atan2'), tie('scalar'), tie('scalar'))
      .map(([op, l, r]) => build.binary(op, l, r)),
    tie('scalar').map(negate),
    tie('vector').map((expr) => build.call('scalar', expr)),
  ),
  matrix: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'expr' },
    fc.tuple(selector, length).map(([of, time]) => build.range(of, time)),
    fc.tuple(selector, length, length).map(([of, time, back]) => build.offset(build.range(of, time), back)),
    fc
      .tuple(tie('vector'), length, fc.option(length, { nil: undefined }))
      .map(([of, time, step]) => build.subquery(of, time, step)),
  ),
  vector: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'expr' },
    selector,
    fc
      .tuple(
        selector,
        fc.integer({ min: -100_000, max: 100_000 }).filter((ms) => ms !== 0),
      )
      .map(([of, ms]) => build.offset(of, ms)),
    fc
      .tuple(fc.constantFrom('rate', 'max_over_time'), tie('matrix'))
      .map(([func, of]) => build.call(func, of)),
    fc
      .tuple(fc.constantFrom('sum' as const, 'max' as const), tie('vector'), groups)
      .map(([op, of, by]) => build.aggregate(op, of, by)),
    fc
      .tuple(tie('scalar'), tie('vector'), groups)
      .map(([param, of, by]) => build.aggregate('topk', of, by, param)),
    fc
      .tuple(tie('vector'), value)
      .map(([of, text]) =>
        build.call(
          'label_replace',
          of,
          build.string('model'),
          build.string(text),
          build.string('status'),
          build.string('(.*)'),
        ),
      ),
    tie('vector').map(negate),
    fc
      .tuple(
        fc.constantFrom('+', '-', '*', '/', '%', '^', 'atan2', '==', '>'),
        tie('vector'),
        tie('vector'),
        matching,
      )
      .map(([op, l, r, how]) => build.binary(op, l, r, how)),
    fc
      .tuple(fc.constantFrom('+', '^', '>'), tie('vector'), tie('scalar'))
      .map(([op, l, r]) => build.binary(op, l, r)),
    fc
      .tuple(fc.constantFrom<SetOp>('and', 'or', 'unless'), tie('vector'), tie('vector'))
      .map(([op, l, r]) => build.binary(op, l, r)),
  ),
}));

/** Any well-typed instant vector. */
export const vectorExpression = trees.vector;
