import type { Expr, VectorSelector } from '../promql/ast.ts';
import * as promql from '../promql/build.ts';
import { selectorsOf } from './reads.ts';

/** One sample without labels while any of the selectors of an expression finds no series; undefined where it has none. */
export function missingSeries(expr: Expr): Expr | undefined {
  return anyMissing(selectorsOf(expr));
}

/** The same for given selectors. */
export function anyMissing(selectors: readonly VectorSelector[]): Expr | undefined {
  // Of a sum: `absent` of a bare selector would add the labels of its matchers.
  return promql.anyOf(selectors.map((each) => promql.call('absent', promql.aggregate('sum', each))));
}
