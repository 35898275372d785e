import { blocking, didYouMean, error, warning } from '../define.ts';

interface Named {
  readonly metric: string;
}

/** Findings about metrics: their names, units, buckets, bands and ranges. */
export const metricFindings = {
  'metric/help': warning<Named>({
    headline: ({ metric }) => `${metric} has no help text`,
    fix: 'Add `help:` with one sentence that says what the metric measures.',
  }),
  'metric/prefix': warning<Named & { prefix: string }>({
    headline: ({ metric, prefix }) => `${metric} does not start with "${prefix}", the name of the service`,
    fix: ({ metric, prefix }) =>
      `Rename it to \`${prefix}${metric}\`, or move it under \`external\` if another program exposes it.`,
  }),
  'metric/counter-suffix': error<Named>({
    headline: ({ metric }) => `${metric} is a counter, but its name does not end in "_total"`,
    fix: ({ metric }) => `Rename it to \`${metric}_total\`.`,
  }),
  'metric/total-suffix': error<Named & { type: string }>({
    headline: ({ metric, type }) =>
      `${metric} is a ${type}, but its name ends in "_total", the suffix of counters`,
    fix: ({ metric }) => `Rename it to \`${metric.replace(/_total$/, '')}\`, or change its type to counter.`,
  }),
  'metric/reserved-suffix': error<Named & { type: string; suffix: string }>({
    headline: ({ metric, type, suffix }) =>
      `${metric} is a ${type}, but its name ends in "${suffix}", which is reserved for other series`,
    fix: ({ metric, suffix }) => `Rename it, for example to \`${turned(metric, suffix)}\`.`,
  }),
  'metric/type-in-name': warning<Named & { type: string }>({
    headline: ({ metric, type }) => `${metric} repeats its type, "${type}", in its name`,
    fix: ({ type }) => `Remove \`${type}\` from the name.`,
  }),
  'metric/colon': error<Named>({
    headline: ({ metric }) => `${metric} has a colon in its name; colons are reserved for recordings`,
    fix: ({ metric }) => `Rename it to \`${metric.replaceAll(':', '_')}\`.`,
  }),
  'metric/camel-case': warning<Named & { snake: string }>({
    headline: ({ metric }) => `${metric} is in camelCase; metric names are snake_case`,
    fix: ({ snake }) => `Rename it to \`${snake}\`.`,
  }),
  'metric/base-unit': warning<Named & { unit: string; base: string }>({
    headline: ({ metric, unit, base }) => `${metric} is measured in ${unit}; the base unit is ${base}`,
    fix: ({ base }) => `Record ${base} and name the metric accordingly; dashboards scale values for display.`,
  }),
  'metric/abbreviated-unit': warning<Named & { abbreviation: string; unit: string }>({
    headline: ({ metric, abbreviation }) => `${metric} abbreviates its unit to "${abbreviation}"`,
    fix: ({ unit }) => `Spell out the unit: ${unit}.`,
  }),
  'metric/unit-mismatch': error<Named & { named: string; declared: string }>({
    headline: ({ metric, named, declared }) =>
      `${metric} is declared in ${declared}, but its name says ${named}`,
    fix: 'Change the name or the `unit`, so that they agree.',
  }),
  'metric/range': blocking<Named & { min: number; max: number }>({
    headline: ({ metric, min, max }) =>
      `the range of ${metric} is empty: its min of ${min} is not below its max of ${max}`,
    fix: 'Swap `min` and `max`, or remove one of them.',
  }),
  'metric/band': blocking<Named & { problem: string }>({
    headline: ({ metric, problem }) => `a band of ${metric} ${problem}`,
    fix: 'Give the band an `above`, a `below` or both, within the `range` of the metric.',
  }),
  'bucket/missing': blocking<Named>({
    headline: ({ metric }) => `${metric} is a histogram without buckets`,
    fix: 'Add `buckets:` with a boundary at each value that an objective or alert compares with.',
  }),
  'bucket/misplaced': blocking<Named & { type: string }>({
    headline: ({ metric, type }) => `${metric} is a ${type}, but only a histogram has buckets`,
    fix: 'Remove `buckets`, or change the type to histogram.',
  }),
  'bucket/order': blocking<Named & { bound: string; previous: string }>({
    headline: ({ metric, bound, previous }) =>
      `bucket ${bound} of ${metric} follows ${previous}; boundaries must ascend`,
    fix: 'Sort the boundaries in ascending order.',
  }),
  'bucket/duplicate': blocking<Named & { bound: string }>({
    headline: ({ metric, bound }) => `${metric} has bucket boundary ${bound} twice`,
    fix: 'Remove one of them.',
  }),
  'bucket/unreachable': warning<Named & { bound: string; side: 'min' | 'max'; limit: number }>({
    headline: ({ metric, bound, side, limit }) =>
      side === 'max'
        ? `bucket ${bound} of ${metric} is above its maximum of ${limit}, so it always equals +Inf`
        : `bucket ${bound} of ${metric} is below its minimum of ${limit}, so it is always 0`,
    fix: 'Remove the bucket, or widen the `range`.',
  }),
  'metric/not-scraped': error<{ subject: string; settings: boolean }>({
    headline: ({ subject, settings }) =>
      settings
        ? `${subject} configures scrapes, but the service pushes its metrics (\`arrives: otlp\`)`
        : `${subject} never has a value: Prometheus does not scrape the service (\`arrives: otlp\`)`,
    fix: ({ settings }) =>
      settings
        ? 'Remove it, or set `service.arrives` to scrape.'
        : 'Use `when: { down: … }`, which counts the targets that push, or select another job.',
  }),
  'reference/label': blocking<{
    label: string;
    subject: string;
    suggestion?: string | undefined;
    known: string;
  }>({
    headline: ({ label, subject, suggestion }) =>
      `${subject} has no label "${label}"${didYouMean(suggestion)}`,
    fix: ({ known }) =>
      known === '' ? 'Remove the label: there are none to keep.' : `Use one of its labels: ${known}.`,
  }),
} as const;

/** `ryot_gpu_count` with `_count` gives `ryot_gpus`: the usual name in place of a reserved suffix. */
function turned(metric: string, suffix: string): string {
  const base = metric.slice(0, -suffix.length);
  return suffix === '_count' ? `${base.replace(/s$/, '')}s` : base;
}
