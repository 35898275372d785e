import type { BinaryOp } from './ast.ts';
import { namesOf } from './names.ts';

export const AGGREGATES: ReadonlySet<string> = namesOf(
  'sum avg count min max group stddev stdvar topk bottomk count_values quantile limitk limit_ratio',
);
/** Aggregations with a parameter before the vector. */
export const PARAMETRIC: ReadonlySet<string> = namesOf(
  'topk bottomk count_values quantile limitk limit_ratio',
);

/** Binding strength, loosest first. */
const PRECEDENCE: Readonly<Record<BinaryOp, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  '</': 3,
  '>/': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  atan2: 5,
  '^': 6,
};
/** `-a ^ b` is `-(a ^ b)`, yet `-a * b` is `(-a) * b`. */
export const UNARY_OPERAND = 6;

/** Words that cannot name a metric where an expression is expected. */
export const RESERVED: ReadonlySet<string> = namesOf('atan2 bool on ignoring group_left group_right');

/** How tightly an operator binds; more is tighter. */
export function precedenceOf(op: BinaryOp): number {
  return PRECEDENCE[op];
}

/** The operator that a token's key is, if it is one. */
export function binaryOpOf(key: string): BinaryOp | undefined {
  return Object.hasOwn(PRECEDENCE, key) ? (key as BinaryOp) : undefined;
}
