import type { Call, Expr, Matcher } from './ast.ts';
import type { ValueRange } from './catalogue.ts';
import { type Flow, type FlowContext, scalarFlow, withoutName } from './flow.ts';
import { FUNCTIONS, namesOf } from './functions.ts';
import { closed, matcherTest, UNKNOWN_VALUES } from './label-values.ts';
import { constant, guaranteed, type LabelFact, Labels, possible } from './labels.ts';
import { ANY, exactly, rangeOf } from './ranges.ts';
import { compileRegexp } from './regexp.ts';
import { divideUnits, parseUnit, type Unit } from './units.ts';

/** Functions that divide a counter's growth by time. */
const RATES: ReadonlySet<string> = new Set(['rate', 'irate']);
/** Functions that read growth, and see through a counter's restarts. */
export const COUNTER_FUNCTIONS: ReadonlySet<string> = new Set(['rate', 'irate', 'increase', 'resets']);
/** Functions whose result is a value of their argument, with its name. */
const PICKING = 'last_over_time first_over_time sort sort_desc label_replace label_join';
const KEEP_NAME = namesOf(PICKING);
/** Functions whose result is a value of their argument, or lies between its values. */
const KEEP_VALUE = namesOf(`${PICKING} avg_over_time min_over_time max_over_time scalar`);
/** Functions whose result is in the unit of their argument, beside those that keep its value. */
const KEEP_UNIT = namesOf(
  'abs ceil floor round clamp clamp_max clamp_min delta idelta increase predict_linear quantile_over_time stddev_over_time sum_over_time holt_winters',
);
const DATE_RANGES: ReadonlyMap<string, ValueRange> = new Map([
  ['hour', { min: 0, max: 23 }],
  ['minute', { min: 0, max: 59 }],
  ['month', { min: 1, max: 12 }],
  ['day_of_month', { min: 1, max: 31 }],
  ['day_of_week', { min: 0, max: 6 }],
  ['day_of_year', { min: 1, max: 366 }],
  ['days_in_month', { min: 28, max: 31 }],
  ['year', ANY],
]);

export function callFlow(expr: Call, context: FlowContext): Flow {
  const flows = expr.args.map((arg) => context.of(arg));
  const samples = flows.reduce((sum, flow) => sum + flow.samples, 0);
  const main = flows.find(({ type }) => type === 'vector' || type === 'matrix');
  const returns = FUNCTIONS.get(expr.func)?.returns ?? 'vector';
  if (expr.func === 'absent' || expr.func === 'absent_over_time') return absentFlow(expr, samples);
  if (main === undefined)
    return constantFlow(expr, flows[0], returns === 'scalar' ? 'scalar' : 'vector', samples);
  const value: Flow = {
    ...main,
    type: returns,
    samples,
    kind: kindOf(expr.func, main),
    aggregated: KEEP_VALUE.has(expr.func) && main.aggregated,
    bucket: main.bucket && (KEEP_VALUE.has(expr.func) || RATES.has(expr.func) || expr.func === 'increase'),
    quantile: expr.func === 'histogram_quantile' || (KEEP_VALUE.has(expr.func) && main.quantile),
    unit: unitOf(expr.func, main),
    range: valueRange(expr, main, context),
    labels: KEEP_NAME.has(expr.func) ? main.labels : withoutName(main.labels, expr),
  };
  switch (expr.func) {
    case 'scalar':
      return { ...scalarFlow(expr), unit: main.unit, range: main.range, samples, sources: main.sources };
    case 'histogram_quantile': {
      const labels = value.labels.without(['le'], { kind: 'dropped', span: expr.span });
      return { ...value, labels, series: Math.min(main.series, labels.combinations()) };
    }
    case 'label_replace':
    case 'label_join':
      return { ...value, labels: relabelled(expr, value.labels) };
    default:
      return value;
  }
}

/** `vector(1)`, `time()`, `hour()`: nothing is read, or only scalars. */
function constantFlow(
  expr: Call,
  argument: Flow | undefined,
  type: 'scalar' | 'vector',
  samples: number,
): Flow {
  const known = expr.func === 'pi' ? exactly(Math.PI) : (DATE_RANGES.get(expr.func) ?? { min: 0 });
  const range = expr.func === 'vector' ? (argument?.range ?? ANY) : known;
  const unit = expr.func === 'time' ? 'seconds' : expr.func === 'vector' ? argument?.unit : undefined;
  return { ...scalarFlow(expr), type, range, unit, samples };
}

function kindOf(func: string, main: Flow): Flow['kind'] {
  return KEEP_VALUE.has(func) && func !== 'avg_over_time' ? main.kind : 'gauge';
}

function unitOf(func: string, main: Flow): Unit {
  if (RATES.has(func) || func === 'deriv') return divideUnits(main.unit, 'seconds');
  if (func === 'timestamp') return 'seconds';
  // A native histogram holds the sum of its observations, and how many there are.
  if (func === 'histogram_count') return undefined;
  if (func === 'histogram_fraction') return '1';
  if (func === 'histogram_sum') return main.unit;
  // A quantile is in the unit of what the histogram observes, though bucket counts are not.
  if (func === 'histogram_quantile' || func === 'histogram_avg')
    return main.sources.length === 1 ? parseUnit(main.sources[0]?.unit) : undefined;
  return KEEP_VALUE.has(func) || KEEP_UNIT.has(func) ? main.unit : undefined;
}

function valueRange(expr: Call, main: Flow, context: FlowContext): ValueRange {
  const argument = (index: number): ValueRange => {
    const arg = expr.args[index];
    return arg === undefined ? ANY : context.of(arg).range;
  };
  if (KEEP_VALUE.has(expr.func)) return main.range;
  const date = DATE_RANGES.get(expr.func);
  if (date !== undefined) return date;
  switch (expr.func) {
    case 'rate':
    case 'irate':
    case 'increase':
    case 'sum_over_time':
      return (main.range.min ?? -1) >= 0 ? { min: 0 } : ANY;
    case 'resets':
    case 'changes':
    case 'count_over_time':
    case 'stddev_over_time':
    case 'stdvar_over_time':
    case 'abs':
    case 'timestamp':
      return { min: 0 };
    case 'present_over_time':
      return { min: 1, max: 1 };
    case 'clamp_min':
      return from(argument(1));
    case 'clamp_max':
      return { ...from(main.range), ...upTo(argument(1)) };
    case 'clamp':
      return { ...from(argument(1)), ...upTo(argument(2)) };
    case 'histogram_fraction':
      return { min: 0, max: 1 };
    case 'histogram_count':
      return { min: 0 };
    case 'histogram_quantile':
      return quantileRange(main, argument(0).min ?? 0);
    default:
      return ANY;
  }
}

function from({ min }: ValueRange): ValueRange {
  return min === undefined ? ANY : { min };
}

function upTo({ max }: ValueRange): ValueRange {
  return max === undefined ? ANY : { max };
}

/**
 * A quantile of a classic histogram never exceeds the highest finite boundary. Within the first bucket it is interpolated
 * from zero, so with everything in there it is the boundary times `q`, and never less.
 * @see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile
 */
function quantileRange({ sources }: Flow, q: number): ValueRange {
  const tops = sources.map(({ buckets }) => buckets?.at(-1));
  if (tops.includes(undefined) || tops.length === 0) return ANY;
  const firsts = sources.map(({ buckets }) => buckets?.[0] ?? -1);
  const lowest = firsts.every((first) => first > 0)
    ? Number((Math.min(...firsts) * Math.min(1, Math.max(0, q))).toPrecision(12))
    : Number.NEGATIVE_INFINITY;
  return rangeOf(lowest, Math.max(...tops.map((top) => top ?? Number.POSITIVE_INFINITY)));
}

/** One series, with the labels that the selector asks for by `=`. */
function absentFlow(expr: Call, samples: number): Flow {
  const [arg] = expr.args;
  const selector = arg?.type === 'matrix' ? arg.selector : arg;
  const matchers: readonly Matcher[] = selector?.type === 'vector' ? selector.matchers : [];
  let labels = Labels.none({ kind: 'dropped', span: expr.span });
  for (const matcher of matchers) {
    const { name } = matcher.name;
    if (name === '__name__' || matcher.op !== '=') continue;
    const reason = { kind: 'matched', span: matcher.span } as const;
    const others = matchers.filter((other) => other.name.name === name);
    // Whether a label survives further matchers on it depends on their order and on the version.
    const fact =
      others.length === 1
        ? constant(matcher.value, reason)
        : possible(closed(others.map(({ value }) => value).filter((value) => value !== '')), reason);
    labels = labels.with(name, fact);
  }
  return { ...scalarFlow(expr), type: 'vector', range: exactly(1), labels, samples, conditional: true };
}

function relabelled(expr: Call, labels: Labels): Labels {
  const texts = expr.args.slice(1).map((arg) => (arg.type === 'string' ? arg.value : ''));
  const [target = ''] = texts;
  const fact = expr.func === 'label_replace' ? replaced(expr, texts, labels) : joined(expr, texts, labels);
  return labels.with(target, fact);
}

function replaced(
  expr: Call,
  [target = '', replacement = '', source = '', pattern = '']: readonly string[],
  labels: Labels,
): LabelFact {
  const reason = { kind: 'set', span: expr.span } as const;
  const before = labels.get(target);
  const from = labels.get(source);
  if (pattern === '(.*)' && replacement === '$1') return { ...from, reason };
  if (replacement.includes('$')) return possible(UNKNOWN_VALUES, reason);
  const compiled = compileRegexp(pattern);
  const test = 'problem' in compiled ? undefined : matcherTest({ op: '=~', value: pattern });
  const candidates =
    from.values.kind === 'closed'
      ? [...from.values.values, ...(from.status === 'guaranteed' ? [] : [''])]
      : undefined;
  if (test !== undefined && candidates !== undefined) {
    if (candidates.every(test)) return constant(replacement, reason);
    if (!candidates.some(test)) return before;
  }
  if (replacement === '') return possible(before.values, reason);
  const values =
    before.values.kind === 'closed' ? closed([...before.values.values, replacement]) : UNKNOWN_VALUES;
  return before.status === 'guaranteed' ? guaranteed(values, reason) : possible(values, reason);
}

function joined(expr: Call, [, separator = '', ...sources]: readonly string[], labels: Labels): LabelFact {
  const reason = { kind: 'set', span: expr.span } as const;
  const filled =
    (separator !== '' && sources.length > 1) ||
    sources.some((source) => labels.get(source).status === 'guaranteed');
  return filled ? guaranteed(UNKNOWN_VALUES, reason) : possible(UNKNOWN_VALUES, reason);
}

/** The constant that an expression is, where it is one. */
export function constantOf(expr: Expr, flow: Flow): number | undefined {
  const { min, max } = flow.range;
  return expr.type !== 'string' && min !== undefined && min === max ? min : undefined;
}
