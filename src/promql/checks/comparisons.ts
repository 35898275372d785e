import { type Binary, type ComparisonOp, type Expr, isComparison, isSetOp } from '../ast.ts';
import type { Flow } from '../flow.ts';
import { constantOf } from '../flow-call.ts';
import { print } from '../print.ts';
import type { Check, Subject } from '../problem.ts';
import { verdict } from '../ranges.ts';
import { differInScale, parseUnit, unitName, unitsFit } from '../units.ts';

interface ConstantComparison {
  readonly expr: Binary;
  /** As if the constant stood on the right. */
  readonly op: ComparisonOp;
  readonly value: Expr;
  readonly constant: number;
}

const FLIPPED: Readonly<Record<ComparisonOp, ComparisonOp>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** Comparisons of series with a constant. */
function* constantComparisons({ nodes, inference }: Subject): Iterable<ConstantComparison> {
  for (const { expr } of nodes) {
    if (expr.type !== 'binary' || !isComparison(expr.op)) continue;
    const [left, right] = [inference.of(expr.left), inference.of(expr.right)];
    const onRight = right.type === 'scalar' ? constantOf(expr.right, right) : undefined;
    const onLeft = left.type === 'scalar' ? constantOf(expr.left, left) : undefined;
    if (left.type === 'vector' && onRight !== undefined)
      yield { expr, op: expr.op, value: expr.left, constant: onRight };
    else if (right.type === 'vector' && onLeft !== undefined)
      yield { expr, op: FLIPPED[expr.op], value: expr.right, constant: onLeft };
  }
}

/** A comparison with a constant that the declared range decides beforehand. */
export const decidedComparison: Check = function* (subject) {
  for (const { expr, op, value, constant } of constantComparisons(subject)) {
    const { range, sources } = subject.inference.of(value);
    // Without a source the value is a constant itself, such as vector(1) in a test of the alerting path.
    const decided = sources.length === 0 ? undefined : verdict(op, range, constant);
    if (decided === undefined) continue;
    yield {
      code: decided === 'never' ? 'promql/never-true' : 'promql/always-true',
      args: { op, constant, min: range.min, max: range.max },
      span: expr.span,
    };
  }
};

/** How often the highest boundary a threshold may be before it looks like one in another unit. */
const PLAUSIBLE = 10;

/** A threshold in the unit of a histogram, far above all that its buckets tell apart: milliseconds for seconds. */
export const implausibleThreshold: Check = function* (subject) {
  for (const { expr, op, value, constant } of constantComparisons(subject)) {
    const { unit, sources, range } = subject.inference.of(value);
    const [source] = sources;
    const top = source?.buckets?.at(-1);
    const own = parseUnit(source?.unit);
    if (source === undefined || top === undefined || own === undefined || unit !== own) continue;
    if (sources.some(({ metric }) => metric !== source.metric) || constant <= PLAUSIBLE * top) continue;
    if (verdict(op, range, constant) !== undefined) continue;
    yield {
      code: 'promql/implausible-threshold',
      args: { constant, unit: unitName(own), metric: source.metric, top },
      span: expr.span,
    };
  }
};

/** A quantile of seconds above this, with no buckets that go so far, is most often one of milliseconds. */
const LONG_WAIT = 100;
/** Ratios above 1 exist; few have thresholds beyond this. */
const HIGH_RATIO = 10;

/** A threshold that makes sense in another unit than that of the metric: percent for a ratio and the reverse. */
export const thresholdUnit: Check = function* (subject) {
  for (const { expr, op, value, constant } of constantComparisons(subject)) {
    const { unit, sources, range, quantile } = subject.inference.of(value);
    const [source] = sources;
    const own = parseUnit(source?.unit);
    if (source === undefined || own === undefined || own !== unit) continue;
    if (sources.some(({ metric }) => metric !== source.metric)) continue;
    // A range that is declared says what the unit is.
    const isDeclared = range.max !== undefined && constant !== range.max;
    if (isDeclared || verdict(op, range, constant) !== undefined) continue;
    const meant = meantBy(unit, constant, quantile);
    if (meant === undefined) continue;
    const args = { constant, unit: unitName(unit), metric: source.metric, meant };
    yield { code: 'promql/threshold-unit', args, span: expr.span };
  }
};

/** What the author of a threshold most likely meant; undefined where it is plausible as it stands. */
function meantBy(unit: string, constant: number, quantile: boolean): number | undefined {
  if (unit === '1') return constant > HIGH_RATIO ? constant / 100 : undefined;
  if (unit === 'percent')
    return constant > 0 && constant < 1 ? Number((constant * 100).toPrecision(12)) : undefined;
  return unit === 'seconds' && quantile && constant >= LONG_WAIT ? constant / 1000 : undefined;
}

/** A sum, a difference or a comparison of values in different units. */
export const unitMismatch: Check = function* ({ nodes, inference }) {
  for (const { expr } of nodes) {
    if (expr.type !== 'binary' || isSetOp(expr.op)) continue;
    const [left, right] = [inference.of(expr.left).unit, inference.of(expr.right).unit];
    const additive = isComparison(expr.op) || expr.op === '+' || expr.op === '-';
    if (left === undefined || right === undefined || unitsFit(left, right)) continue;
    // Division makes new units, but not of one measure in two scales.
    if (!additive && !(expr.op === '/' && differInScale(left, right))) continue;
    yield {
      code: 'promql/unit-mismatch',
      args: { op: expr.op, left: unitName(left), right: unitName(right) },
      span: expr.span,
    };
  }
};

/** Words that name what should not happen, whole words of a metric's name or a label's value. */
const BAD =
  /(?:^|[_\W])(?:errors?|fail(?:ed|ures?)?|timeouts?|timed_out|rejected|rejections?|dropped|drops|aborted|oom|panics?|crashe[sd]|unavailable|5xx|5\d\d|5\.\.)(?:$|[_\W])/i;

/** An alert on bad events by `<`: it holds while there are none. */
export const firesWhenHealthy: Check = function* (subject) {
  if (subject.use !== 'alert') return;
  for (const { expr, op, value, constant } of constantComparisons(subject)) {
    const below = (op === '<' && constant > 0) || (op === '<=' && constant >= 0);
    const bad = below ? badEvents(value, subject.inference.of) : undefined;
    if (bad === undefined) continue;
    yield { code: 'promql/fires-when-healthy', args: { op, constant, what: print(bad) }, span: expr.span };
  }
};

/** The selector of bad events whose number or share an expression is. */
function badEvents(expr: Expr, flowOf: (expr: Expr) => Flow): Expr | undefined {
  switch (expr.type) {
    case 'vector': {
      const named = flowOf(expr).kind === 'counter' && BAD.test(expr.name?.name ?? '');
      const matched = expr.matchers.some(({ op, value }) => (op === '=' || op === '=~') && BAD.test(value));
      return named || matched ? expr : undefined;
    }
    case 'matrix':
      return badEvents(expr.selector, flowOf);
    case 'call': {
      const additive = expr.func === 'rate' || expr.func === 'increase' || expr.func === 'irate';
      const [arg] = expr.args;
      return additive && arg !== undefined ? badEvents(arg, flowOf) : undefined;
    }
    case 'aggregate':
      return ['sum', 'avg', 'max'].includes(expr.op) ? badEvents(expr.expr, flowOf) : undefined;
    case 'binary':
      return expr.op === '/' || expr.op === '*' ? badEvents(expr.left, flowOf) : undefined;
    default:
      return undefined;
  }
}
