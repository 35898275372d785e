import type {
  Aggregate,
  At,
  Binary,
  Duration,
  Edges,
  Expr,
  LabelRef,
  Matching,
  Shift,
  VectorSelector,
} from './ast.ts';
import { printDuration } from './duration.ts';
import { printNumber } from './number.ts';
import { precedenceOf } from './operators.ts';
import { quote } from './strings.ts';

/** The narrowest precedence: nothing around the expression binds tighter. */
const LOOSEST = 0;
const UNARY = 5;
const POWER = 6;

/** The canonical text of an expression, on one line, with no parentheses but the needed ones. */
export function print(expr: Expr): string {
  return printWithin(expr, LOOSEST);
}

/** The same, put in parentheses if it is an operator that binds looser than `least`. */
export function printWithin(expr: Expr, least: number): string {
  switch (expr.type) {
    case 'number':
      return printLiteral(
        expr.variable ?? (expr.duration ? printLength(expr.value * 1000) : printNumber(expr.value)),
        least,
      );
    case 'string':
      return quote(expr.value);
    case 'vector':
      return printShifted(printSelector(expr), expr, least);
    case 'matrix':
      return printShifted(`${printSelector(expr.selector)}[${printDurationOf(expr.range)}]`, expr, least);
    case 'subquery': {
      const step = expr.step === undefined ? '' : printDurationOf(expr.step);
      return printShifted(`${printOperand(expr.expr)}[${printDurationOf(expr.range)}:${step}]`, expr, least);
    }
    case 'call':
      return `${expr.func}(${expr.args.map(print).join(', ')})`;
    case 'aggregate':
      return `${aggregateHead(expr)}(${aggregateArgs(expr).map(print).join(', ')})`;
    case 'unary':
      return parenthesize(`${expr.op}${printWithin(expr.expr, POWER)}`, UNARY < least);
    case 'binary': {
      const [left, right] = operandPrecedences(expr);
      const text = `${printWithin(expr.left, left)} ${operatorOf(expr)} ${printWithin(expr.right, right)}`;
      return parenthesize(text, precedenceOf(expr.op) < least);
    }
  }
}

function parenthesize(text: string, needed: boolean): string {
  return needed ? `(${text})` : text;
}

/** A negative number on the left of `^` would be read as the negation of the power. */
function printLiteral(text: string, least: number): string {
  return parenthesize(text, text.startsWith('-') && least > UNARY);
}

/** What a subquery's brackets follow: anything whose end is its own closing bracket or word needs no parentheses. */
function printOperand(expr: Expr): string {
  const closed =
    expr.type === 'call' || expr.type === 'aggregate' || (expr.type === 'vector' && isBare(expr));
  return closed ? print(expr) : `(${print(expr)})`;
}

function isBare({ shift, at, edges }: Shift & Edges): boolean {
  return shift === undefined && at === undefined && edges === undefined;
}

/** The precedences that the operands of a binary expression must have to stand without parentheses. */
export function operandPrecedences(expr: Binary): readonly [left: number, right: number] {
  const own = precedenceOf(expr.op);
  return expr.op === '^' ? [own + 1, own] : [own, own + 1];
}

/** The operator with its modifiers: `/ on (model) group_left ()`. */
export function operatorOf(expr: Binary): string {
  const bool = expr.bool ? ' bool' : '';
  return `${expr.op}${bool}${expr.matching === undefined ? '' : ` ${printMatching(expr.matching)}`}`;
}

function printMatching({ kind, labels, group }: Matching): string {
  const matching = `${kind} (${printLabels(labels)})`;
  // The parentheses stay even if empty, lest a parenthesis that follows is taken for theirs.
  return group === undefined ? matching : `${matching} group_${group.side} (${printLabels(group.include)})`;
}

/** `sum by (model) ` with its space, or `sum`. */
export function aggregateHead({ op, grouping }: Aggregate): string {
  return grouping === undefined ? op : `${op} ${grouping.kind} (${printLabels(grouping.labels)}) `;
}

export function aggregateArgs({ param, expr }: Aggregate): readonly Expr[] {
  return param === undefined ? [expr] : [param, expr];
}

const LABEL_NAME = /^(?:[A-Za-z_]\w*|\$\w+|\$\{[^}]*\})$/;

function printLabel(name: string): string {
  return LABEL_NAME.test(name) ? name : quote(name);
}

function printLabels(labels: readonly LabelRef[]): string {
  return labels.map(({ name }) => printLabel(name)).join(', ');
}

function printSelector({ name, matchers }: VectorSelector): string {
  const plain = name === undefined || /^[A-Za-z_:][\w:]*$/.test(name.name);
  const items = matchers.map(
    (matcher) => `${printLabel(matcher.name.name)}${matcher.op}${quote(matcher.value)}`,
  );
  if (!plain) items.unshift(quote(name.name));
  const braces = items.length === 0 && name !== undefined ? '' : `{${items.join(', ')}}`;
  return `${plain ? (name?.name ?? '') : ''}${braces}`;
}

function printLength(ms: number): string {
  return ms === 0 ? '0s' : `${ms < 0 ? '-' : ''}${printDuration(Math.abs(ms))}`;
}

export function printDurationOf({ ms, variable, expr }: Duration): string {
  return variable ?? (expr === undefined ? printLength(ms) : print(expr));
}

/** A selector with all that follows it. An operator after arithmetic in an offset would be read as a part of that. */
function printShifted(selector: string, { shift, at, edges }: Shift & Edges, least: number): string {
  const marks = [selector];
  if (edges !== undefined) marks.push(edges);
  if (at !== undefined) marks.push('@', printAt(at));
  if (shift !== undefined) marks.push('offset', printOffset(shift));
  return parenthesize(marks.join(' '), shift?.expr?.type === 'binary' && least > LOOSEST);
}

function printAt(at: At): string {
  return at.kind === 'timestamp' ? printNumber(at.seconds) : `${at.kind}()`;
}

/** Only the first term of arithmetic would be taken as the offset. */
function printOffset(shift: Duration): string {
  return parenthesize(printDurationOf(shift), shift.expr?.type === 'binary');
}
