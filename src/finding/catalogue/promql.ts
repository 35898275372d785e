import { didYouMean, kind } from '../define.ts';

/** `at least 0`, `at most 1`, `0 to 1`. */
function bounds(min: number | undefined, max: number | undefined): string {
  if (min === undefined) return `at most ${max}`;
  return max === undefined ? `at least ${min}` : min === max ? `always ${min}` : `${min} to ${max}`;
}

interface ConstantComparison {
  readonly op: string;
  readonly constant: number;
  readonly min: number | undefined;
  readonly max: number | undefined;
}

/** Findings about PromQL expressions. */
export const promqlFindings = {
  'promql/syntax': kind<{ problem: string }>({
    severity: 'error',
    headline: ({ problem }) => `PromQL does not parse: ${problem}`,
    waivable: false,
  }),
  'promql/type': kind<{ problem: string }>({
    severity: 'error',
    headline: ({ problem }) => `PromQL does not type-check: ${problem}`,
    waivable: false,
  }),
  'promql/regexp': kind<{ problem: string }>({
    severity: 'error',
    headline: ({ problem }) => problem,
    fix: () => 'Prometheus supports RE2 only: no look-around, no back-references.',
    waivable: false,
  }),
  'promql/unsupported': kind<{ problem: string }>({
    severity: 'error',
    headline: ({ problem }) => problem,
    fix: () => 'Use what the target has, or set `service.prometheus` to the version that you run.',
    waivable: false,
  }),
  'promql/top-level-type': kind<{ type: string }>({
    severity: 'error',
    headline: ({ type }) => `the expression returns a ${type}, not an instant vector or a scalar`,
    fix: ({ type }) =>
      type === 'range vector'
        ? 'Wrap it in a function such as rate() or avg_over_time().'
        : 'Write an expression that selects series.',
    waivable: false,
  }),
  'promql/unknown-metric': kind<{
    metric: string;
    suggestion: string | undefined;
    /** The series of the histogram that has this name. */
    parts: readonly string[] | undefined;
  }>({
    severity: 'error',
    headline: ({ metric, suggestion, parts }) =>
      parts === undefined
        ? `no metric or record is named ${metric}${didYouMean(suggestion)}`
        : `${metric} is a histogram: no series has that bare name`,
    fix: ({ parts }) =>
      parts === undefined
        ? 'Correct the name, or declare the metric under `metrics:`, or under `external:` if others expose it.'
        : `Use ${parts.join(', ')}.`,
  }),
  'promql/unknown-label': kind<{
    label: string;
    of: string;
    suggestion: string | undefined;
    known: readonly string[];
  }>({
    severity: 'error',
    headline: ({ label, of, suggestion }) => `${of} has no label "${label}"${didYouMean(suggestion)}`,
    fix: ({ known }) =>
      known.length === 0 ? 'It has no labels here.' : `Its labels here: ${known.join(', ')}.`,
  }),
  'promql/label-gone': kind<{ label: string; known: readonly string[] }>({
    severity: 'error',
    headline: ({ label }) => `the label "${label}" was aggregated away`,
    fix: ({ label, known }) =>
      `Keep "${label}" in the grouping${known.length === 0 ? '' : `, or use what is left: ${known.join(', ')}`}.`,
  }),
  'promql/unknown-label-value': kind<{
    label: string;
    value: string;
    of: string;
    suggestion: string | undefined;
    known: readonly string[];
    regexp: boolean;
  }>({
    severity: 'error',
    headline: ({ label, value, of, suggestion, regexp }) =>
      regexp
        ? `no declared value of "${label}" on ${of} matches "${value}"${didYouMean(suggestion)}`
        : `"${label}" on ${of} never has the value "${value}"${didYouMean(suggestion)}`,
    fix: ({ known }) => (known.length === 0 ? undefined : `Declared values: ${known.join(', ')}.`),
  }),
  'promql/impossible-selector': kind<{ label: string; of: string }>({
    severity: 'error',
    headline: ({ label, of }) =>
      `the matchers on "${label}" leave no value that ${of} can have: nothing is selected`,
  }),
  'promql/rate-of-gauge': kind<{ func: string; metric: string }>({
    severity: 'error',
    headline: ({ func, metric }) =>
      `${func}() of ${metric}, which is a gauge: each decrease would count as a restart`,
    fix: ({ func }) =>
      func === 'rate' || func === 'irate' ? 'Use deriv(), or avg_over_time() of its level.' : 'Use delta().',
  }),
  'promql/rate-of-sum': kind<{ func: string }>({
    severity: 'error',
    headline: ({ func }) =>
      `${func}() of counters that are already summed: a restart of one no longer shows as a reset`,
    fix: ({ func }) => `Apply ${func}() to each counter and sum afterwards.`,
  }),
  'promql/counter-without-rate': kind<{ metric: string }>({
    severity: 'warning',
    headline: ({ metric }) =>
      `${metric} is a counter: its value grows until the process restarts and says nothing about now`,
    fix: () => 'Wrap it in rate() or increase().',
  }),
  'promql/missing-le': kind<{ func: string }>({
    severity: 'error',
    headline: ({ func }) =>
      `${func}() needs the label "le", which its argument does not have: the result is always empty`,
    fix: () => 'Give it the rate of a `_bucket` series, and keep "le" in each grouping.',
  }),
  'promql/summed-buckets': kind<{ metric: string; op: string }>({
    severity: 'error',
    headline: ({ metric, op }) =>
      `${op} over the buckets of ${metric} without "le" counts each observation several times`,
    fix: () => 'Keep "le" in the grouping, select one boundary, or read the `_count` series.',
  }),
  'promql/unknown-boundary': kind<{ value: string; metric: string; boundaries: readonly number[] }>({
    severity: 'error',
    headline: ({ value, metric }) => `${metric} has no bucket with the boundary "${value}"`,
    fix: ({ boundaries }) => `Its boundaries: ${[...boundaries.map(String), '+Inf'].join(', ')}.`,
  }),
  'promql/boundary-spelling': kind<{ value: string; both: string }>({
    severity: 'warning',
    headline: ({ value }) => `le="${value}" is only one of the two spellings of this boundary`,
    fix: ({ both }) => `Which one is stored depends on the Prometheus version: match both with ${both}.`,
  }),
  'promql/quantile-out-of-range': kind<{ func: string; value: number; suggestion: number | undefined }>({
    severity: 'error',
    headline: ({ func, value }) => `${func}() takes a quantile from 0 to 1, not ${value}`,
    fix: ({ suggestion }) => (suggestion === undefined ? undefined : `Write ${suggestion}.`),
  }),
  'promql/never-matches': kind<{ op: string; label: string; left: string; right: string }>({
    severity: 'error',
    headline: ({ op, label, left, right }) =>
      `the two sides of ${op} never match: "${label}" is ${left} on the left, ${right} on the right`,
    fix: ({ label }) =>
      `Aggregate "${label}" alike on both sides, or leave it out of the matching with ignoring(${label}).`,
  }),
  'promql/many-to-many': kind<{ op: string; side: 'left' | 'right'; labels: readonly string[] }>({
    severity: 'error',
    headline: ({ op, side, labels }) =>
      `${op} matches several series on the ${side} with one: they differ in ${labels.join(', ')}`,
    fix: ({ side }) =>
      `Aggregate those labels away on the ${side}, or say which side is many with group_left or group_right.`,
  }),
  'promql/never-true': kind<ConstantComparison>({
    severity: 'error',
    headline: ({ op, constant, min, max }) =>
      `"${op} ${constant}" is never true: the value is ${bounds(min, max)}`,
    fix: () => 'Check the unit of the threshold, and which side is meant.',
  }),
  'promql/always-true': kind<ConstantComparison>({
    severity: 'error',
    headline: ({ op, constant, min, max }) =>
      `"${op} ${constant}" is always true: the value is ${bounds(min, max)}`,
    fix: () => 'Check the unit of the threshold, and which side is meant.',
  }),
  'promql/implausible-threshold': kind<{ constant: number; unit: string; metric: string; top: number }>({
    severity: 'warning',
    headline: ({ constant, unit, metric, top }) =>
      `a threshold of ${constant} ${unit} is far beyond ${metric}, whose highest boundary is ${top} ${unit}`,
    fix: ({ constant, unit }) =>
      unit === 'seconds' ? `For ${constant} milliseconds write ${constant / 1000}.` : undefined,
  }),
  'promql/threshold-unit': kind<{ constant: number; unit: string; metric: string; meant: number }>({
    severity: 'warning',
    headline: ({ constant, unit, metric }) =>
      `a threshold of ${constant} looks like one in another unit: ${metric} is in ${unit}`,
    fix: ({ meant, metric }) =>
      `Write ${meant} if that is meant; else declare the \`range\` of ${metric}, so that the threshold lies within it.`,
  }),
  'promql/average-of-quantiles': kind<{ func: string }>({
    severity: 'warning',
    headline: ({ func }) => `${func}() of quantiles is not a quantile of anything`,
    fix: () =>
      'Sum the rates of the buckets, and take the quantile of the sum; of a summary take the maximum, or the mean from `_sum` and `_count`.',
  }),
  'promql/unit-mismatch': kind<{ op: string; left: string; right: string }>({
    severity: 'error',
    headline: ({ op, left, right }) =>
      `${op} between different units: ${left} on the left, ${right} on the right`,
  }),
  'promql/short-range': kind<{ func: string; range: string; interval: number; least: string }>({
    severity: 'warning',
    headline: ({ func, range, interval }) =>
      `${func}() over ${range} is less than 4 samples at one every ${interval} s: a single failed scrape leaves a gap`,
    fix: ({ least }) => `Use ${least} or more.`,
  }),
  'promql/beyond-retention': kind<{ reach: string; retention: string }>({
    severity: 'error',
    headline: ({ reach, retention }) => `this reads ${reach} back, but samples are kept for ${retention}`,
    fix: () => 'Shorten the range or the offset, record the series, or keep samples for longer.',
  }),
  'promql/no-condition': kind<Record<string, never>>({
    severity: 'error',
    headline: () => 'the alert has no condition: it fires as long as the series exist',
    fix: () =>
      'Compare with a threshold; note that `bool` turns a comparison into a value that is always there.',
  }),
  'promql/fires-when-healthy': kind<{ op: string; constant: number; what: string }>({
    severity: 'error',
    headline: ({ op, constant, what }) =>
      `the alert fires while healthy: "${op} ${constant}" holds as long as ${what} stays at 0`,
    fix: ({ constant }) => `Reverse the comparison: > ${constant}.`,
  }),
  'promql/divides-by-itself': kind<{ labels: readonly string[] }>({
    severity: 'error',
    headline: ({ labels }) =>
      `each series is divided by itself, so the quotient is always 1: ${labels.join(', ')} is part of the matching`,
    fix: ({ labels }) =>
      `Aggregate it away on both sides: sum without (${labels.join(', ')}) (...) / sum without (${labels.join(', ')}) (...).`,
  }),
  'promql/unsafe-division': kind<{ where: string }>({
    severity: 'warning',
    headline: ({ where }) => `the divisor can be 0: 0/0 is NaN, and ${where}`,
    fix: () => 'Divide the sums instead, or drop empty series first with `> 0` on the divisor.',
  }),
  'promql/fragile-topk': kind<{ op: string }>({
    severity: 'warning',
    headline: ({ op }) =>
      `${op} in an alert: a series that drops out of the ranking resolves its alert and resets its \`for\``,
    fix: () => 'Compare each series with a threshold, or aggregate the labels away around it.',
  }),
} as const;

/** Words for the second place of a finding about PromQL. */
export const promqlNotes = {
  aggregatedHere: (label: string) => `"${label}" is aggregated away here`,
  matchedHere: () => 'narrowed here',
  divisor: () => 'the divisor',
  source: () => 'the other side',
} as const;
