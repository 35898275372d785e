import type { Expr } from '../promql/ast.ts';
import { parseExpression } from '../promql/parse.ts';
import { print } from '../promql/print.ts';

/**
 * Where something stands, how it is spelt and how it is tested is not what it means; nor is what follows from the scope
 * of the service, which is compared by itself.
 */
const ASIDE: ReadonlySet<string> = new Set(
  'path exprPath byPath text matcher tests expr presence bornBeside target'.split(' '),
);

/** Old names of what was renamed, to their new ones. */
export type Renames = ReadonlyMap<string, string>;

/** Whether two parts of models mean the same once names of the first are as in the second. */
export function same(before: unknown, after: unknown, renames: Renames = new Map()): boolean {
  return meaning(before, renames) === meaning(after);
}

/** A part of a model as text: references by name, expressions in canonical form. */
export function meaning(part: unknown, renames: Renames = new Map()): string {
  return JSON.stringify(part, (key, value) => {
    if (ASIDE.has(key)) return undefined;
    if (value instanceof Map) return [...value];
    if (key === 'written') return canonical(value, renames);
    const isSelector = typeof value === 'object' && value !== null && 'matchers' in value;
    return isSelector ? canonical(value.text, renames) : value;
  });
}

/** An expression of either spec, whatever version of Prometheus it is for; undefined where nothing of it parses. */
export function astOf(text: string): Expr | undefined {
  return parseExpression(text, { version: '99.0', variables: true }).ast;
}

function canonical(text: string, renames: Renames): string {
  const ast = astOf(text);
  const printed = ast === undefined ? text : print(ast);
  return printed.replace(/[a-zA-Z_:][\w:]*/g, (name) => {
    const [, base = name, suffix = ''] = /^(.*?)(_bucket|_sum|_count)?$/.exec(name) ?? [];
    const renamed = renames.get(base);
    return renames.get(name) ?? (renamed === undefined ? name : renamed + suffix);
  });
}
