import { blocking, didYouMean, note, warning } from '../define.ts';

/** Findings of `verify`: what a running program exposes, held against the spec. A waiver is of the spec, not of these. */
export const scrapeFindings = {
  'scrape/syntax': blocking<{ problem: string }>({
    headline: ({ problem }) => `the line is not of the exposition format: ${problem}`,
    fix: 'Fix the program that exposes it: Prometheus drops the whole page.',
  }),
  'scrape/target': blocking<{ target: string; problem: string }>({
    headline: ({ target, problem }) => `target ${target} is not up: ${problem}`,
    fix: 'Fix the target: none of its metrics arrive.',
  }),
  'scrape/type': blocking<{ metric: string; exposed: string; declared: string }>({
    headline: ({ metric, exposed, declared }) =>
      `${metric} is exposed as ${exposed}; the spec declares a ${declared}`,
    fix: 'Change the instrumentation, or the `type` in the spec.',
  }),
  'scrape/unit': blocking<{ metric: string; exposed: string; declared: string }>({
    headline: ({ metric, exposed, declared }) =>
      `${metric} is exposed in ${exposed}; the spec declares ${declared}`,
    fix: 'Change the instrumentation, or the `unit` in the spec.',
  }),
  'scrape/help': warning<{ metric: string; exposed: string; declared: string }>({
    headline: ({ metric, exposed }) =>
      `the help of ${metric} is not that of the spec: ${JSON.stringify(exposed)}`,
    fix: ({ declared }) => `Expose ${JSON.stringify(declared)}, or change the spec.`,
    waivable: false,
  }),
  'scrape/labels': blocking<{
    metric: string;
    exposed: string;
    undeclared: readonly string[];
    missing: readonly string[];
  }>({
    headline: ({ metric, exposed, undeclared, missing }) =>
      `${metric} has the labels ${exposed === '' ? '(none)' : exposed}: ${[
        ...(undeclared.length > 0 ? [`${undeclared.join(', ')} not declared`] : []),
        ...(missing.length > 0 ? [`${missing.join(', ')} missing`] : []),
      ].join(', ')}`,
    fix: 'Change the instrumentation, or the `labels` of the metric in the spec.',
  }),
  'scrape/value': blocking<{
    metric: string;
    label: string;
    values: readonly string[];
    count: number;
    bound: string;
  }>({
    headline: ({ metric, label, values, count, bound }) =>
      `${label} of ${metric} has ${count === 1 ? `the value ${JSON.stringify(values[0])}` : `${count} values such as ${JSON.stringify(values[0])}`} outside its bound (${bound})`,
    fix: 'Map it to a declared value before it is recorded, or extend the bound in the spec.',
  }),
  'scrape/impossible': blocking<{ metric: string; combination: string }>({
    headline: ({ metric, combination }) =>
      `${metric} has the combination ${combination}, which the spec declares impossible`,
    fix: 'Fix the instrumentation, or remove the entry of `impossible` from the spec.',
  }),
  'scrape/buckets': blocking<{ metric: string; undeclared: readonly number[]; missing: readonly number[] }>({
    headline: ({ metric, undeclared, missing }) =>
      `the buckets of ${metric} differ: ${[
        ...(undeclared.length > 0 ? [`${undeclared.join(', ')} not declared`] : []),
        ...(missing.length > 0 ? [`${missing.join(', ')} missing`] : []),
      ].join(', ')}`,
    fix: 'Use the buckets of the spec: objectives and alerts read their boundaries.',
  }),
  'scrape/series': blocking<{ subject: string; series: number; limit: number }>({
    headline: ({ subject, series, limit }) => `${subject} has ${series} series; the spec allows for ${limit}`,
    fix: 'Find the label that grows, or raise the bound or budget in the spec.',
  }),
  'scrape/undeclared': warning<{ metric: string; suggestion: string | undefined }>({
    headline: ({ metric, suggestion }) => `${metric} is exposed but not declared${didYouMean(suggestion)}`,
    fix: 'Declare it, or stop exposing it.',
    waivable: false,
  }),
  'scrape/unseen': note<{ metric: string }>({
    headline: ({ metric }) => `${metric} is declared, but no source has a series of it`,
    waivable: false,
  }),
  'scrape/missing': blocking<{ metric: string }>({
    headline: ({ metric }) => `${metric} is required, but no source has a series of it`,
    fix: 'Record it once, or remove it from the spec.',
  }),
} as const;
