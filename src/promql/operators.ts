import type { BinaryOp } from './ast.ts';
import { namesOf } from './functions.ts';

export const AGGREGATES: ReadonlySet<string> = namesOf(
  'sum avg count min max group stddev stdvar topk bottomk count_values quantile limitk limit_ratio',
);
/** Aggregations with a parameter before the vector. */
export const PARAMETRIC: ReadonlySet<string> = namesOf(
  'topk bottomk count_values quantile limitk limit_ratio',
);

/** Operators by how tightly they bind, loosest first. */
const LEVELS: readonly (readonly BinaryOp[])[] = [
  ['or'],
  ['and', 'unless'],
  ['==', '!=', '<', '<=', '>', '>=', '</', '>/'],
  ['+', '-'],
  ['*', '/', '%', 'atan2'],
  ['^'],
];
const PRECEDENCE: ReadonlyMap<string, number> = new Map(
  LEVELS.flatMap((level, index) => level.map((op) => [op, index + 1] as const)),
);
/** `-a ^ b` is `-(a ^ b)`, yet `-a * b` is `(-a) * b`. */
export const UNARY_OPERAND = 6;

/** Words that cannot name a metric where an expression is expected. */
export const RESERVED: ReadonlySet<string> = namesOf('atan2 bool on ignoring group_left group_right');

/** How tightly an operator binds; more is tighter. */
export function precedenceOf(op: BinaryOp): number {
  return PRECEDENCE.get(op) ?? 0;
}

/** The operator that a token's key is, if it is one. */
export function binaryOpOf(key: string): BinaryOp | undefined {
  return PRECEDENCE.has(key) ? (key as BinaryOp) : undefined;
}

/** What operators of two numbers give. */
export const ARITHMETIC: ReadonlyMap<string, (a: number, b: number) => number> = new Map([
  ['+', (a, b) => a + b],
  ['-', (a, b) => a - b],
  ['*', (a, b) => a * b],
  ['/', (a, b) => a / b],
  ['%', (a, b) => a % b],
  ['^', (a, b) => a ** b],
]);

export const COMPARE: ReadonlyMap<string, (a: number, b: number) => boolean> = new Map([
  ['>', (a, b) => a > b],
  ['<', (a, b) => a < b],
  ['>=', (a, b) => a >= b],
  ['<=', (a, b) => a <= b],
  ['==', (a, b) => a === b],
  ['!=', (a, b) => a !== b],
]);
