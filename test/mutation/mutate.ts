import type { Rule, RuleGroup, RulePlan } from '../../src/plan/plan.ts';
import type { Binary, Expr } from '../../src/promql/ast.ts';
import { isComparison } from '../../src/promql/ast.ts';
import { parseExpression } from '../../src/promql/parse.ts';
import { print } from '../../src/promql/print.ts';

/** A rule with one change that its tests should notice. */
export interface Mutant {
  readonly group: RuleGroup;
  readonly index: number;
  readonly rule: Rule;
  readonly kind: string;
  /** What was changed into what. */
  readonly change: string;
}

interface Change {
  readonly kind: string;
  readonly change: string;
  readonly expr: Expr;
}

/** Every mutant of a plan, in the order of its rules. */
export function mutantsOf(plan: RulePlan, version: string): Mutant[] {
  return plan.groups.flatMap((group) =>
    group.rules.flatMap((rule, index) => {
      const parsed = parseExpression(rule.expr, { version });
      if (!parsed.ok) throw new Error(`${rule.expr} does not parse`);
      const changes = distinct(changesOf(parsed.ast), rule.expr)
        .filter((each) => tells(each, rule))
        .map(({ kind, change, expr }) => ({
          group,
          index,
          kind,
          change,
          rule: { ...rule, expr: print(expr) },
        }));
      return [...changes, ...timingMutants(group, index, rule)];
    }),
  );
}

/**
 * Whether a change can make a difference at all: `>` and `>=` differ only at the very threshold, which a value that is
 * computed from rates does not meet to the last bit.
 */
function tells({ kind }: Change, { origin, expr }: Rule): boolean {
  return kind !== 'strictness' || (origin.kind === 'alert' && !/rate\(|increase\(|_over_time\(/.test(expr));
}

function distinct(changes: readonly Change[], original: string): Change[] {
  const seen = new Set([original]);
  return changes.filter(({ expr }) => {
    const text = print(expr);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

function timingMutants(group: RuleGroup, index: number, rule: Rule): Mutant[] {
  if (rule.kind !== 'alert') return [];
  const wait = (seconds: number): Mutant => ({
    group,
    index,
    kind: 'for',
    change: `${rule.for}s -> ${seconds}s`,
    rule: { ...rule, for: seconds },
  });
  return rule.for === 0 ? [wait(120)] : [wait(rule.for * 2), wait(rule.for / 2), wait(0)];
}

/** Every tree that differs from `expr` in one place. */
function changesOf(expr: Expr): Change[] {
  return [...own(expr), ...inner(expr)];
}

function own(expr: Expr): Change[] {
  switch (expr.type) {
    case 'binary':
      return comparisonChanges(expr);
    case 'vector':
      return expr.matchers.flatMap((matcher, at) => {
        const replace = (value: string, op = matcher.op) => ({
          ...expr,
          matchers: expr.matchers.with(at, { ...matcher, value, op }),
        });
        const name = matcher.name.name;
        return [
          {
            kind: 'selector value',
            change: `${name}${matcher.op}"${matcher.value}" -> "${matcher.value}x"`,
            expr: replace(`${matcher.value}x`),
          },
        ];
      });
    case 'matrix':
    case 'subquery': {
      const resized = (factor: number): Change => ({
        kind: 'window',
        change: `[${expr.range.ms / 1000}s] -> [${(expr.range.ms * factor) / 1000}s]`,
        expr: { ...expr, range: { ...expr.range, ms: expr.range.ms * factor } },
      });
      return [resized(2), resized(0.5)];
    }
    case 'aggregate':
      return groupingChanges(expr);
    default:
      return [];
  }
}

const REVERSED = { '>': '<', '<': '>', '>=': '<=', '<=': '>=', '==': '!=', '!=': '==' } as const;
const LOOSENED = { '>': '>=', '<': '<=', '>=': '>', '<=': '<' } as const;

function comparisonChanges(expr: Binary): Change[] {
  const { op, right } = expr;
  if (!isComparison(op)) return constantChanges(expr);
  const changes: Change[] = [
    { kind: 'comparison', change: `${op} -> ${REVERSED[op]}`, expr: { ...expr, op: REVERSED[op] } },
  ];
  if (op !== '==' && op !== '!=') {
    const loose = LOOSENED[op];
    changes.push({ kind: 'strictness', change: `${op} -> ${loose}`, expr: { ...expr, op: loose } });
  }
  if (right.type !== 'number' || !Number.isFinite(right.value)) return changes;
  const values = right.value === 0 ? [1, -1] : [right.value * 1.1, right.value * 0.9];
  return [
    ...changes,
    ...values.map((value) => ({
      kind: 'threshold',
      change: `${right.value} -> ${value}`,
      expr: { ...expr, right: { ...right, value } },
    })),
  ];
}

function constantChanges(expr: Binary): Change[] {
  const sides = (['left', 'right'] as const).filter((side) => expr[side].type === 'number');
  return sides.flatMap((side) => {
    const number = expr[side];
    if (number.type !== 'number') return [];
    const value = number.value === 0 ? 1 : number.value * 1.1;
    const change = `${number.value} -> ${value} in ${expr.op}`;
    return [{ kind: 'constant', change, expr: { ...expr, [side]: { ...number, value } } }];
  });
}

function groupingChanges(expr: Extract<Expr, { type: 'aggregate' }>): Change[] {
  const labels = expr.grouping?.labels ?? [];
  const regrouped = (names: readonly string[]): Expr => ({
    ...expr,
    grouping: {
      span: expr.span,
      kind: 'by',
      labels: names.map((name) => ({ span: expr.span, name })),
    },
  });
  const names = labels.map(({ name }) => name);
  const before = `by (${names.join(', ')})`;
  const wider = names.includes('instance') ? [] : [[...names, 'instance']];
  const candidates = [...wider, ...names.map((name) => names.filter((other) => other !== name))];
  return candidates.map((changed) => ({
    kind: 'aggregation labels',
    change: `${before} -> by (${changed.join(', ')})`,
    expr: regrouped(changed),
  }));
}

/** Changes somewhere inside, put back where they came from. */
function inner(expr: Expr): Change[] {
  const within = (child: Expr, put: (changed: Expr) => Expr): Change[] =>
    changesOf(child).map((change) => ({ ...change, expr: put(change.expr) }));
  switch (expr.type) {
    case 'matrix':
      return within(expr.selector, (selector) => (selector.type === 'vector' ? { ...expr, selector } : expr));
    case 'subquery':
    case 'unary':
    case 'aggregate':
      return within(expr.expr, (changed) => ({ ...expr, expr: changed }));
    case 'call':
      return expr.args.flatMap((arg, at) =>
        within(arg, (changed) => ({ ...expr, args: expr.args.with(at, changed) })),
      );
    case 'binary':
      return [
        ...within(expr.left, (left) => ({ ...expr, left })),
        ...within(expr.right, (right) => ({ ...expr, right })),
      ];
    default:
      return [];
  }
}
