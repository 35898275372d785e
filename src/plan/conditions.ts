import type { Alert, Condition, Presence } from '../model/alert.ts';
import { isDistribution } from '../model/metric.ts';
import type { Service } from '../model/model.ts';
import { type MetricSelector, matchesAll } from '../model/selector.ts';
import { combinationsApart } from '../model/target.ts';
import type { Expr, VectorSelector } from '../promql/ast.ts';
import { isComparison } from '../promql/ast.ts';
import * as promql from '../promql/build.ts';
import { parseExpression } from '../promql/parse.ts';
import { LABEL, violationRecord } from '../slo/names.ts';
import { anyMissing, missingSeries } from './missing.ts';
import {
  averageOverTime,
  countedSeries,
  meanObservation,
  overTime,
  quantile,
  quotient,
  recordOf,
  reduceBy,
  seriesOf,
  shareAbove,
  summedRate,
} from './queries.ts';

type MetricCondition = Extract<Condition, { kind: 'metric' }>;
type RecordingCondition = Extract<Condition, { kind: 'recording' }>;

/** What an alert is made of. */
interface AlertExpressions {
  /**
   * What is recorded of each evaluation, where the alert counts violations: 0 or 1 for a comparison; anything at all for a
   * violation, and nothing else, for any other condition.
   */
  readonly violation?: Expr;
  readonly alert: Expr;
}

/** The expressions of an alert; undefined where the spec's own does not parse. */
export function alertExpressions(
  { name, condition, violations, missing }: Alert,
  { name: service, prometheus: version }: Service,
): AlertExpressions | undefined {
  const violated = conditionExpression(condition, version);
  if (violated === undefined) return undefined;
  // A target of which the first events are seen is not what the condition reads.
  const read = condition.kind === 'metric' ? measured({ ...condition, bornBeside: undefined }) : violated;
  const gone = missing === 'fires' ? missingSeries(read) : undefined;
  const orGone = (held: Expr, value: Expr | undefined) =>
    value === undefined ? held : promql.binary('or', held, value);
  if (violations === undefined) {
    // What is not there has no value, and the texts of the alert show none.
    const nothing = gone && promql.binary('*', gone, promql.number(Number.NaN));
    return { alert: orGone(violated, nothing) };
  }
  const { atLeast, within } = violations;
  // Counted from records rather than by a subquery: the evaluations counted are then exactly those that took place.
  const own = promql.selector(violationRecord(name), [promql.matcher(LABEL.service, '=', service)]);
  const judged = violated.type === 'binary' && isComparison(violated.op);
  return {
    violation: orGone(judged ? { ...violated, bool: true } : violated, gone),
    alert: promql.binary(
      '>=',
      overTime(judged ? 'sum_over_time' : 'count_over_time', own, within),
      promql.number(atLeast),
    ),
  };
}

/** The condition of an alert as PromQL that yields a series for each violation. */
export function conditionExpression(condition: Condition, version: string): Expr | undefined {
  switch (condition.kind) {
    case 'absent':
      return absence(condition.of);
    case 'down':
      return promql.binary('<', targetsUp(condition.presence), promql.number(condition.below));
    case 'missing':
      return uncounted(condition);
    case 'expr': {
      const parsed = parseExpression(condition.expr, { version });
      return parsed.ok ? parsed.ast : undefined;
    }
    case 'metric':
      return compared(condition, measured(condition));
    case 'recording':
      return compared(condition, recorded(condition));
  }
}

/** Absence of all series, for each combination of labels judged apart on its own: of one the others know nothing. */
function absence(of: MetricSelector): Expr {
  const series = countedSeries(of);
  const absences = partsApart(of).map((part) => {
    // absent takes its labels from `=` alone, and from one matcher a label.
    const others = series.matchers.filter(({ name }) => !part.has(name.name));
    const pinned = [...part].map(([label, value]) => promql.matcher(label, '=', value));
    return promql.call('absent', { ...series, matchers: [...others, ...pinned] });
  });
  return promql.anyOf(absences) ?? promql.call('absent', series);
}

/** Each combination of labels judged apart that a selector picks series of. */
export function partsApart({ metric, matchers }: MetricSelector): ReadonlyMap<string, string>[] {
  return combinationsApart(metric.target).filter((part) =>
    matchesAll(
      matchers.filter(({ label }) => part.has(label)),
      part,
    ),
  );
}

/**
 * How many targets are up; 0 where none is known. A target that crashed has an `up` of 0, one that was removed has none.
 * What a target pushes has several series, which end with it.
 */
export function targetsUp(presence: Presence): Expr {
  const series = presenceOf(presence);
  const { target } = presence;
  const up =
    presence.arrives === 'scrape'
      ? promql.sumBy(target.apart, series)
      : promql.aggregateBy(
          'count',
          target.apart,
          promql.aggregateBy('count', [...target.apart, 'instance'], series),
        );
  const none = combinationsApart(target).map((part) =>
    [...part].reduce(
      (expr, [label, value]) =>
        promql.call('label_replace', expr, ...[label, value, '', ''].map(promql.string)),
      promql.call('vector', promql.number(0)),
    ),
  );
  return none.reduce<Expr>((all, zero) => promql.binary('or', all, zero), up);
}

/** No series of one of the counters, while a target is up that exposes them: with it down, they are rightly gone. */
function uncounted({ of, presence }: Extract<Condition, { kind: 'missing' }>): Expr | undefined {
  const counters = of.map((counter) => countedSeries(counter));
  if (presence === undefined) return anyMissing(counters);
  const group = (series: Expr) => promql.aggregateBy('group', presence.target.apart, series);
  const series = presenceOf(presence);
  const up = presence.arrives === 'scrape' ? promql.binary('==', series, promql.number(1)) : series;
  return promql.anyOf(counters.map((counter) => promql.binary('unless', group(up), group(counter))));
}

/** The series that show which targets are there. */
export function presenceOf({ series, target }: Presence): VectorSelector {
  const matchers = [...target.scope].map(([label, value]) => promql.matcher(label, '=', value));
  return promql.selector(series, matchers);
}

function compared({ comparison }: MetricCondition | RecordingCondition, value: Expr): Expr {
  return promql.binary(comparison.op, value, promql.number(comparison.threshold.value));
}

/** The value that a condition on a record compares. */
export function recorded({ of, reduce, by }: RecordingCondition): Expr {
  const series = recordOf(of);
  return reduce === undefined ? series : reduceBy(reduce, by, series);
}

/**
 * Growth of counters in a window, first events included. A series that was not there when the window began has grown from
 * zero to what it is; `increase` would take its first sample for the beginning. Unless it was in every scrape of its
 * target since: how old its events are, a target that is new itself does not say.
 */
function growth({ of, over = 0, bornBeside }: MetricCondition, measure: 'rate' | 'increase'): Expr {
  const series = countedSeries(of);
  const grown = overTime(measure, series, over);
  if (bornBeside === undefined) return grown;
  const target = presenceOf(bornBeside);
  const on = ['job', 'instance', ...bornBeside.target.apart];
  // Failed scrapes have an `up` of 0. What is pushed has several series, which all come at once.
  const scrapes =
    bornBeside.arrives === 'scrape'
      ? overTime('sum_over_time', target, over)
      : promql.aggregate('max', overTime('count_over_time', target, over), { by: on });
  const always = promql.binary('>=', overTime('count_over_time', series, over), scrapes, {
    on,
    group: 'left',
  });
  const before = promql.offset(series, Math.round(over * 1000));
  const born = promql.binary('unless', promql.binary('unless', series, before), always);
  const counted = measure === 'rate' ? promql.binary('/', born, promql.number(over)) : born;
  return promql.binary('or', counted, grown);
}

/** The value that a condition on a metric compares. */
export function measured(condition: MetricCondition): Expr {
  const { of, measure, reduce, by, dividedBy, q = 0, over = 0 } = condition;
  switch (measure) {
    case 'value':
      return reduceBy(reduce, by, seriesOf(of));
    case 'rate':
    case 'increase': {
      if (dividedBy !== undefined) return quotient(summedRate(of, over, by), summedRate(dividedBy, over, by));
      return reduceBy(reduce, by, growth(condition, measure));
    }
    case 'average':
      return isDistribution(of.metric)
        ? meanObservation(of, over, by)
        : averageOverTime(of, over, by, reduce);
    case 'quantile':
      return quantile(of, q, over, by);
    case 'share_above':
      return shareAbove(of, condition.bound?.value ?? Number.POSITIVE_INFINITY, over, by);
  }
}
