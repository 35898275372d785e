import { blocking, didYouMean, error, warning } from '../define.ts';

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
  'promql/syntax': blocking<{ problem: string }>({
    headline: ({ problem }) => `PromQL does not parse: ${problem}`,
  }),
  'promql/type': blocking<{ problem: string }>({
    headline: ({ problem }) => `PromQL does not type-check: ${problem}`,
  }),
  'promql/regexp': blocking<{ problem: string }>({
    headline: ({ problem }) => problem,
    fix: 'Prometheus supports RE2 only: no look-around, no back-references.',
  }),
  'promql/unsupported': blocking<{ problem: string }>({
    headline: ({ problem }) => problem,
    fix: 'Use what the target has, or set `service.prometheus` to the version that you run.',
  }),
  'promql/top-level-type': blocking<{ type: string }>({
    headline: ({ type }) => `the expression returns a ${type}, not an instant vector or a scalar`,
    fix: ({ type }) =>
      type === 'range vector'
        ? 'Wrap it in a function such as rate() or avg_over_time().'
        : 'Write an expression that selects series.',
  }),
  'promql/unknown-metric': error<{
    metric: string;
    suggestion: string | undefined;
    /** The series of the histogram that has this name. */
    parts: readonly string[] | undefined;
  }>({
    headline: ({ metric, suggestion, parts }) =>
      parts === undefined
        ? `no metric or record is named ${metric}${didYouMean(suggestion)}`
        : `${metric} is a histogram: no series has that bare name`,
    fix: ({ parts }) =>
      parts === undefined
        ? 'Correct the name, or declare the metric under `metrics:`, or under `external:` if others expose it.'
        : `Use ${parts.join(', ')}.`,
  }),
  'promql/unknown-label': error<{
    label: string;
    of: string;
    suggestion: string | undefined;
    known: readonly string[];
  }>({
    headline: ({ label, of, suggestion }) => `${of} has no label "${label}"${didYouMean(suggestion)}`,
    fix: ({ label, known, suggestion }) => {
      const here = known.length === 0 ? 'It has no labels here.' : `Its labels here: ${known.join(', ')}.`;
      if (suggestion !== undefined) return here;
      return `${here} If Prometheus adds "${label}" to every series of a target, declare it under \`service.target_labels\`.`;
    },
  }),
  'promql/label-gone': error<{ label: string; known: readonly string[] }>({
    headline: ({ label }) => `the label "${label}" was aggregated away`,
    fix: ({ label, known }) =>
      `Keep "${label}" in the grouping${known.length === 0 ? '' : `, or use what is left: ${known.join(', ')}`}.`,
  }),
  'promql/unknown-label-value': error<{
    label: string;
    value: string;
    of: string;
    suggestion: string | undefined;
    known: readonly string[];
    regexp: boolean;
  }>({
    headline: ({ label, value, of, suggestion, regexp }) =>
      regexp
        ? `no declared value of "${label}" on ${of} matches "${value}"${didYouMean(suggestion)}`
        : `"${label}" on ${of} never has the value "${value}"${didYouMean(suggestion)}`,
    fix: ({ known }) => (known.length === 0 ? undefined : `Declared values: ${known.join(', ')}.`),
  }),
  'promql/impossible-selector': error<{ label: string; of: string }>({
    headline: ({ label, of }) =>
      `the matchers on "${label}" leave no value that ${of} can have: nothing is selected`,
  }),
  'promql/rate-of-gauge': error<{ func: string; metric: string }>({
    headline: ({ func, metric }) =>
      `${func}() of ${metric}, which is a gauge: each decrease would count as a restart`,
    fix: ({ func }) =>
      func === 'rate' || func === 'irate' ? 'Use deriv(), or avg_over_time() of its level.' : 'Use delta().',
  }),
  'promql/rate-of-sum': error<{ func: string }>({
    headline: ({ func }) =>
      `${func}() of counters that are already summed: a restart of one no longer shows as a reset`,
    fix: ({ func }) => `Apply ${func}() to each counter and sum afterwards.`,
  }),
  'promql/counter-without-rate': warning<{ metric: string }>({
    headline: ({ metric }) =>
      `${metric} is a counter: its value grows until the process restarts and says nothing about now`,
    fix: 'Wrap it in rate() or increase().',
  }),
  'promql/missing-le': error<{ func: string }>({
    headline: ({ func }) =>
      `${func}() needs the label "le", which its argument does not have: the result is always empty`,
    fix: 'Give it the rate of a `_bucket` series, and keep "le" in each grouping.',
  }),
  'promql/summed-buckets': error<{ metric: string; op: string }>({
    headline: ({ metric, op }) =>
      `${op} over the buckets of ${metric} without "le" counts each observation several times`,
    fix: 'Keep "le" in the grouping, select one boundary, or read the `_count` series.',
  }),
  'promql/unknown-boundary': error<{ value: string; metric: string; boundaries: readonly number[] }>({
    headline: ({ value, metric }) => `${metric} has no bucket with the boundary "${value}"`,
    fix: ({ boundaries }) => `Its boundaries: ${[...boundaries.map(String), '+Inf'].join(', ')}.`,
  }),
  'promql/boundary-spelling': warning<{ value: string; both: string }>({
    headline: ({ value }) => `le="${value}" is only one of the two spellings of this boundary`,
    fix: ({ both }) => `Which one is stored depends on the Prometheus version: match both with ${both}.`,
  }),
  'promql/quantile-out-of-range': error<{ func: string; value: number; suggestion: number | undefined }>({
    headline: ({ func, value }) => `${func}() takes a quantile from 0 to 1, not ${value}`,
    fix: ({ suggestion }) => (suggestion === undefined ? undefined : `Write ${suggestion}.`),
  }),
  'promql/never-matches': error<{ op: string; label: string; left: string; right: string }>({
    headline: ({ op, label, left, right }) =>
      `the two sides of ${op} never match: "${label}" is ${left} on the left, ${right} on the right`,
    fix: ({ label }) =>
      `Aggregate "${label}" alike on both sides, or leave it out of the matching with ignoring(${label}).`,
  }),
  'promql/many-to-many': error<{ op: string; side: 'left' | 'right'; labels: readonly string[] }>({
    headline: ({ op, side, labels }) =>
      `${op} matches several series on the ${side} with one: they differ in ${labels.join(', ')}`,
    fix: ({ side }) =>
      `Aggregate those labels away on the ${side}, or say which side is many with group_left or group_right.`,
  }),
  'promql/never-true': error<ConstantComparison>({
    headline: ({ op, constant, min, max }) =>
      `"${op} ${constant}" is never true: the value is ${bounds(min, max)}`,
    fix: 'Check the unit of the threshold, and which side is meant.',
  }),
  'promql/always-true': error<ConstantComparison>({
    headline: ({ op, constant, min, max }) =>
      `"${op} ${constant}" is always true: the value is ${bounds(min, max)}`,
    fix: 'Check the unit of the threshold, and which side is meant.',
  }),
  'promql/implausible-threshold': warning<{ constant: number; unit: string; metric: string; top: number }>({
    headline: ({ constant, unit, metric, top }) =>
      `a threshold of ${constant} ${unit} is far beyond ${metric}, whose highest boundary is ${top} ${unit}`,
    fix: ({ constant, unit }) =>
      unit === 'seconds' ? `For ${constant} milliseconds write ${constant / 1000}.` : undefined,
  }),
  'promql/threshold-unit': warning<{ constant: number; unit: string; metric: string; meant: number }>({
    headline: ({ constant, unit, metric }) =>
      `a threshold of ${constant} looks like one in another unit: ${metric} is in ${unit}`,
    fix: ({ meant, metric }) =>
      `Write ${meant} if that is meant; else declare the \`range\` of ${metric}, so that the threshold lies within it.`,
  }),
  'promql/average-of-quantiles': warning<{ func: string }>({
    headline: ({ func }) => `${func}() of quantiles is not a quantile of anything`,
    fix: 'Sum the rates of the buckets, and take the quantile of the sum; of a summary take the maximum, or the mean from `_sum` and `_count`.',
  }),
  'promql/unit-mismatch': error<{ op: string; left: string; right: string }>({
    headline: ({ op, left, right }) =>
      `${op} between different units: ${left} on the left, ${right} on the right`,
  }),
  'promql/short-range': warning<{ func: string; range: string; interval: number; least: string }>({
    headline: ({ func, range, interval }) =>
      `${func}() over ${range} is less than 4 samples at one every ${interval} s: a single failed scrape leaves a gap`,
    fix: ({ least }) => `Use ${least} or more.`,
  }),
  'promql/beyond-retention': error<{ reach: string; retention: string }>({
    headline: ({ reach, retention }) => `this reads ${reach} back, but samples are kept for ${retention}`,
    fix: 'Shorten the range or the offset, record the series, or keep samples for longer.',
  }),
  'promql/no-condition': error<Record<string, never>>({
    headline: () => 'the alert has no condition: it fires as long as the series exist',
    fix: 'Compare with a threshold; note that `bool` turns a comparison into a value that is always there.',
  }),
  'promql/fires-when-healthy': error<{ op: string; constant: number; what: string }>({
    headline: ({ op, constant, what }) =>
      `the alert fires while healthy: "${op} ${constant}" holds as long as ${what} stays at 0`,
    fix: ({ constant }) => `Reverse the comparison: > ${constant}.`,
  }),
  'promql/divides-by-itself': error<{ labels: readonly string[] }>({
    headline: ({ labels }) =>
      `each series is divided by itself, so the quotient is always 1: ${labels.join(', ')} is part of the matching`,
    fix: ({ labels }) =>
      `Aggregate it away on both sides: sum without (${labels.join(', ')}) (...) / sum without (${labels.join(', ')}) (...).`,
  }),
  'promql/unsafe-division': warning<{ where: string }>({
    headline: ({ where }) => `the divisor can be 0: 0/0 is NaN, and ${where}`,
    fix: 'Divide the sums instead, or drop empty series first with `> 0` on the divisor.',
  }),
  'promql/fragile-topk': warning<{ op: string }>({
    headline: ({ op }) =>
      `${op} in an alert: a series that drops out of the ranking resolves its alert and resets its \`for\``,
    fix: 'Compare each series with a threshold, or aggregate the labels away around it.',
  }),
} as const;

/** Words for the second place of a finding about PromQL. */
export const promqlNotes = {
  aggregatedHere: (label: string) => `"${label}" is aggregated away here`,
  matchedHere: () => 'narrowed here',
  divisor: () => 'the divisor',
  source: () => 'the other side',
} as const;
