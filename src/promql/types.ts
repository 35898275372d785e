import { plural } from '../finding/prose.ts';
import {
  type Aggregate,
  type Binary,
  type Call,
  type Expr,
  isComparison,
  isSetOp,
  type Span,
  walk,
} from './ast.ts';
import { AGGREGATES_SINCE, type Availability, FUNCTIONS, type ValueType } from './functions.ts';
import { compileRegexp } from './regexp.ts';
import { hasVariable } from './variables.ts';
import { atLeast } from './version.ts';

export interface TypeProblem {
  readonly kind: 'type' | 'regexp' | 'version';
  readonly message: string;
  readonly span: Span;
}

const NAMES: Readonly<Record<ValueType, string>> = {
  scalar: 'a scalar',
  vector: 'an instant vector',
  matrix: 'a range vector',
  string: 'a string',
};

/** The value type of an expression, whether or not its parts fit. */
export function typeOf(expr: Expr): ValueType {
  switch (expr.type) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'vector':
    case 'aggregate':
      return 'vector';
    case 'matrix':
    case 'subquery':
      return 'matrix';
    case 'call':
      return FUNCTIONS.get(expr.func)?.returns ?? 'vector';
    case 'unary':
      return typeOf(expr.expr);
    case 'binary':
      return typeOf(expr.left) === 'scalar' && typeOf(expr.right) === 'scalar' ? 'scalar' : 'vector';
  }
}

/**
 * Everything that Prometheus's own type check rejects, each at its place. With `variables`, a label value that holds a
 * Grafana variable can become any regexp.
 * @see https://github.com/prometheus/prometheus/blob/v2.42.0/promql/parser/parse.go (checkAST)
 */
export function checkTypes(root: Expr, version: string, variables: boolean): TypeProblem[] {
  const problems: TypeProblem[] = [];
  const report = (message: string, span: Span, kind: TypeProblem['kind'] = 'type') => {
    problems.push({ kind, message, span });
  };
  walk(root, (expr) => {
    if (expr.type === 'vector') checkSelector(expr, version, variables, report);
    else if (expr.type === 'subquery') expectType(expr.expr, 'vector', 'a subquery', report);
    else if (expr.type === 'unary' && !isNumeric(expr.expr))
      report(`${expr.op} needs a scalar or an instant vector, not ${nameOf(expr.expr)}`, expr.span);
    else if (expr.type === 'call') checkCall(expr, version, report);
    else if (expr.type === 'aggregate') checkAggregate(expr, version, report);
    else if (expr.type === 'binary') checkBinary(expr, report);
  });
  return problems;
}

type Report = (message: string, span: Span, kind?: TypeProblem['kind']) => void;

function nameOf(expr: Expr): string {
  return NAMES[typeOf(expr)];
}

function isNumeric(expr: Expr): boolean {
  return typeOf(expr) === 'scalar' || typeOf(expr) === 'vector';
}

function expectType(expr: Expr, wanted: ValueType, who: string, report: Report): void {
  if (typeOf(expr) !== wanted) report(`${who} takes ${NAMES[wanted]}, not ${nameOf(expr)}`, expr.span);
}

function checkSelector(
  expr: Expr & { type: 'vector' },
  version: string,
  variables: boolean,
  report: Report,
): void {
  let selective = expr.name !== undefined;
  for (const matcher of expr.matchers) {
    if (expr.name !== undefined && matcher.name.name === '__name__')
      report(`the metric is named twice: ${expr.name.name} and ${matcher.value}`, matcher.span);
    if (matcher.op === '=' || matcher.op === '!=') {
      selective ||= (matcher.value === '') !== (matcher.op === '=');
      continue;
    }
    const compiled = compileRegexp(matcher.value, version);
    if ('problem' in compiled && !(variables && hasVariable(matcher.value)))
      report(
        `the regexp ${JSON.stringify(matcher.value)} is not RE2: ${compiled.problem}`,
        matcher.valueSpan,
        'regexp',
      );
    selective ||= !('problem' in compiled) && compiled.matches('') !== (matcher.op === '=~');
    selective ||= 'problem' in compiled;
  }
  if (!selective)
    report('a selector must name a metric or hold a matcher that the empty value fails', expr.span);
}

function checkAggregate(expr: Aggregate, version: string, report: Report): void {
  const availability = AGGREGATES_SINCE.get(expr.op);
  if (availability !== undefined) checkAvailable(availability, version, expr.opSpan, report);
  expectType(expr.expr, 'vector', expr.op, report);
  if (expr.param === undefined) return;
  const wanted = expr.op === 'count_values' ? 'string' : 'scalar';
  expectType(expr.param, wanted, `the parameter of ${expr.op}`, report);
}

function checkCall(expr: Call, version: string, report: Report): void {
  const signature = FUNCTIONS.get(expr.func);
  if (signature === undefined) {
    report(`there is no function ${expr.func}`, expr.funcSpan);
    return;
  }
  checkAvailable(signature, version, expr.funcSpan, report);
  const least = signature.args.length - signature.optional;
  const most = signature.variadic ? Number.POSITIVE_INFINITY : signature.args.length;
  const given = expr.args.length;
  if (given < least || given > most) {
    const bound = least === most ? '' : given < least ? 'at least ' : 'at most ';
    report(
      `${expr.func} takes ${bound}${plural(given < least ? least : most, 'argument')}, not ${given}`,
      expr.span,
    );
  }
  expr.args.forEach((arg, index) => {
    const wanted = signature.args[Math.min(index, signature.args.length - 1)];
    if (wanted !== undefined) expectType(arg, wanted, expr.func, report);
  });
}

function checkAvailable(
  { name, since, until, experimental }: Availability,
  version: string,
  span: Span,
  report: Report,
): void {
  if (since !== undefined && !atLeast(version, since))
    report(`${name} needs Prometheus ${since}; the target is ${version}`, span, 'version');
  else if (until !== undefined && atLeast(version, until))
    report(`${name} was removed in Prometheus ${until}; the target is ${version}`, span, 'version');
  else if (experimental === true || (typeof experimental === 'string' && !atLeast(version, experimental)))
    report(`${name} is experimental in Prometheus ${version}: it needs a feature flag`, span, 'version');
}

function checkBinary(expr: Binary, report: Report): void {
  const { op, left, right, matching } = expr;
  const scalars = typeOf(left) === 'scalar' && typeOf(right) === 'scalar';
  if (expr.bool && !isComparison(op)) report('bool belongs to comparisons only', expr.opSpan);
  if (isComparison(op) && !expr.bool && scalars)
    report(`two scalars are compared with "${op} bool"`, expr.span);
  for (const side of [left, right])
    if (!isNumeric(side)) report(`${op} takes scalars and instant vectors, not ${nameOf(side)}`, side.span);
  const vectors = typeOf(left) === 'vector' && typeOf(right) === 'vector';
  if (isSetOp(op) && (typeOf(left) === 'scalar' || typeOf(right) === 'scalar'))
    report(`${op} takes instant vectors, not a scalar`, expr.opSpan);
  if (matching === undefined) return;
  if (!vectors && matching.labels.length > 0)
    report(`${matching.kind}() takes instant vectors on both sides`, matching.span);
  if (vectors && isSetOp(op) && matching.group !== undefined)
    report(`${op} cannot be combined with group_${matching.group.side}`, matching.span);
  if (matching.kind !== 'on') return;
  for (const label of matching.group?.include ?? [])
    if (matching.labels.some((other) => other.name === label.name))
      report(`${label.name} stands both in on() and in group_${matching.group?.side}()`, label.span);
}
