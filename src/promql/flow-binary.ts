import { type ArithmeticOp, type Binary, isComparison, isSetOp } from './ast.ts';
import { type Flow, type FlowContext, PLAIN, unionFlow, withoutName } from './flow.ts';
import { agreed, canAgree, type Labels, possible } from './labels.ts';
import { isPartOf } from './part-of.ts';
import { arithmeticRange, comparedRange, intersectRange } from './ranges.ts';
import { divideUnits, multiplyUnits, parseUnit, type Unit, unitsFit } from './units.ts';

export function binaryFlow(expr: Binary, context: FlowContext): Flow {
  const left = context.of(expr.left);
  const right = context.of(expr.right);
  const samples = left.samples + right.samples;
  if (isSetOp(expr.op)) return { ...setFlow(expr, left, right), samples };
  const vectors = left.type === 'vector' && right.type === 'vector';
  const values = valuesOf(expr, left, right);
  if (!vectors) {
    const vector = left.type === 'vector' ? left : right;
    return {
      ...values,
      samples,
      series: vector.series,
      labels: afterOperator(vector.labels, expr),
    };
  }
  return { ...values, samples, ...matched(expr, left, right) };
}

function isTrim(op: Binary['op']): boolean {
  return op === '</' || op === '>/';
}

/** Arithmetic and `bool` take the metric's name away; atan2 does so in some versions only. */
function afterOperator(labels: Labels, expr: Binary): Labels {
  if ((isComparison(expr.op) && !expr.bool) || isTrim(expr.op)) return labels;
  const name = labels.get('__name__');
  return expr.op === 'atan2' && name.status !== 'impossible'
    ? labels.with('__name__', possible(name.values, name.reason))
    : withoutName(labels, expr);
}

/** The labels that both sides must agree on: those of `on`, else all that either side has but the ignored. */
export function matchedLabels(expr: Binary, left: Labels, right: Labels): string[] {
  const listed = expr.matching?.labels.map(({ name }) => name) ?? [];
  if (expr.matching?.kind === 'on') return listed;
  const names = new Set([...left.known.keys(), ...right.known.keys()]);
  return [...names].filter((name) => name !== '__name__' && !listed.includes(name));
}

/** The first label on which no series of the two sides can agree. */
export function disagreement(expr: Binary, left: Labels, right: Labels): string | undefined {
  return matchedLabels(expr, left, right).find((name) => !canAgree(left.get(name), right.get(name)));
}

function matched(expr: Binary, left: Flow, right: Flow): Pick<Flow, 'labels' | 'series'> {
  const on = matchedLabels(expr, left.labels, right.labels);
  const side = expr.matching?.group?.side;
  const many = side === 'right' ? right.labels : left.labels;
  const one = side === 'right' ? left.labels : right.labels;
  const reason = { kind: 'joined', span: expr.matching?.span ?? expr.opSpan } as const;
  let labels = afterOperator(many, expr);
  if (side === undefined) {
    if (expr.matching?.kind === 'on') labels = labels.only(on, reason);
    else labels = labels.without(expr.matching?.labels.map(({ name }) => name) ?? [], reason);
  }
  for (const name of on) labels = labels.with(name, agreed(many.get(name), one.get(name)));
  for (const { name } of expr.matching?.group?.include ?? []) labels = labels.with(name, one.get(name));
  const never = disagreement(expr, left.labels, right.labels) !== undefined;
  const most =
    side === 'left' ? left.series : side === 'right' ? right.series : Math.min(left.series, right.series);
  return { labels, series: never ? 0 : Math.min(most, labels.combinations()) };
}

function setFlow(expr: Binary, left: Flow, right: Flow): Flow {
  if (expr.op === 'or') return unionFlow(left, right);
  if (expr.op === 'unless') return { ...left, conditional: true };
  const names = matchedLabels(expr, left.labels, right.labels);
  const labels = names.reduce<Labels>(
    (sofar, name) => sofar.with(name, agreed(left.labels.get(name), right.labels.get(name))),
    left.labels,
  );
  const never = disagreement(expr, left.labels, right.labels) !== undefined;
  return {
    ...left,
    labels,
    series: never ? 0 : Math.min(left.series, labels.combinations()),
    conditional: true,
  };
}

/** Everything about a result's values; labels, series and samples are still those of the left side. */
function valuesOf(expr: Binary, left: Flow, right: Flow): Flow {
  const base = left.type === 'vector' ? left : right;
  const common: Flow = {
    ...base,
    sources: [...left.sources, ...right.sources],
    conditional: left.conditional || right.conditional,
  };
  const { op } = expr;
  if (isComparison(op)) {
    if (expr.bool) return { ...common, ...PLAIN, range: { min: 0, max: 1 } };
    // A comparison keeps the left value, except that a scalar on the left leaves the right one.
    const range = left.type === 'vector' ? comparedRange(op, left.range, right.range) : right.range;
    return { ...common, range, conditional: true };
  }
  if (isSetOp(op) || isTrim(op)) return common;
  const arithmetic = arithmeticRange(op, left.range, right.range);
  // Only of what is never negative is a part no more than the whole.
  const part = op === '/' && (right.range.min ?? -1) >= 0 && isPartOf(expr.left, expr.right);
  return {
    ...common,
    kind: left.kind === 'unknown' || right.kind === 'unknown' ? 'unknown' : 'gauge',
    aggregated: false,
    quantile: left.quantile || right.quantile,
    bucket: left.bucket && right.bucket && (op === '+' || op === '-'),
    unit: arithmeticUnit(op, expr, left, right),
    range: part ? intersectRange(arithmetic, { min: 0, max: 1 }) : arithmetic,
  };
}

function arithmeticUnit(op: ArithmeticOp, expr: Binary, left: Flow, right: Flow): Unit {
  switch (op) {
    case '+':
    case '-':
    case '%':
      return left.unit === undefined || expr.right.type === 'number'
        ? left.unit
        : unitsFit(left.unit, right.unit)
          ? left.unit
          : undefined;
    case '*':
      return multiplyUnits(left.unit, right.unit);
    case '/':
      return isPartOf(expr.left, expr.right)
        ? '1'
        : (meanUnit(left, right) ?? divideUnits(left.unit, right.unit));
    default:
      return undefined;
  }
}

/** The unit of what a histogram observes, where its sum is divided by its count and neither was scaled. */
function meanUnit(left: Flow, right: Flow): Unit {
  const [sum] = left.unit === undefined ? [] : left.sources;
  const ofSum = left.sources.every(({ part, metric }) => part === 'sum' && metric === sum?.metric);
  const ofCount = right.sources.every(({ part, metric }) => part === 'count' && metric === sum?.metric);
  return sum !== undefined && right.sources.length > 0 && ofSum && ofCount ? parseUnit(sum.unit) : undefined;
}
