import { didYouMean, kind } from '../define.ts';

interface Named {
  readonly metric: string;
}

/** Findings about metrics: their names, units, buckets, bands and ranges. */
export const metricFindings = {
  'metric/help': kind<Named>({
    severity: 'warning',
    headline: ({ metric }) => `${metric} has no help text`,
    fix: () => 'Add `help:` with one sentence that says what the metric measures.',
  }),
  'metric/prefix': kind<Named & { prefix: string }>({
    severity: 'warning',
    headline: ({ metric, prefix }) => `${metric} does not start with "${prefix}", the name of the service`,
    fix: ({ metric, prefix }) =>
      `Rename it to \`${prefix}${metric}\`, or move it under \`external\` if another program exposes it.`,
  }),
  'metric/counter-suffix': kind<Named>({
    severity: 'error',
    headline: ({ metric }) => `${metric} is a counter, but its name does not end in "_total"`,
    fix: ({ metric }) => `Rename it to \`${metric}_total\`.`,
  }),
  'metric/total-suffix': kind<Named & { type: string }>({
    severity: 'error',
    headline: ({ metric, type }) =>
      `${metric} is a ${type}, but its name ends in "_total", the suffix of counters`,
    fix: ({ metric }) => `Rename it to \`${metric.replace(/_total$/, '')}\`, or change its type to counter.`,
  }),
  'metric/reserved-suffix': kind<Named & { type: string; suffix: string }>({
    severity: 'error',
    headline: ({ metric, type, suffix }) =>
      `${metric} is a ${type}, but its name ends in "${suffix}", which is reserved for other series`,
    fix: ({ metric, suffix }) => `Rename it, for example to \`${turned(metric, suffix)}\`.`,
  }),
  'metric/type-in-name': kind<Named & { type: string }>({
    severity: 'warning',
    headline: ({ metric, type }) => `${metric} repeats its type, "${type}", in its name`,
    fix: ({ type }) => `Remove \`${type}\` from the name.`,
  }),
  'metric/colon': kind<Named>({
    severity: 'error',
    headline: ({ metric }) => `${metric} has a colon in its name; colons are reserved for recordings`,
    fix: ({ metric }) => `Rename it to \`${metric.replaceAll(':', '_')}\`.`,
  }),
  'metric/camel-case': kind<Named & { snake: string }>({
    severity: 'warning',
    headline: ({ metric }) => `${metric} is in camelCase; metric names are snake_case`,
    fix: ({ snake }) => `Rename it to \`${snake}\`.`,
  }),
  'metric/base-unit': kind<Named & { unit: string; base: string }>({
    severity: 'warning',
    headline: ({ metric, unit, base }) => `${metric} is measured in ${unit}; the base unit is ${base}`,
    fix: ({ base }) => `Record ${base} and name the metric accordingly; dashboards scale values for display.`,
  }),
  'metric/abbreviated-unit': kind<Named & { abbreviation: string; unit: string }>({
    severity: 'warning',
    headline: ({ metric, abbreviation }) => `${metric} abbreviates its unit to "${abbreviation}"`,
    fix: ({ unit }) => `Spell out the unit: ${unit}.`,
  }),
  'metric/unit-mismatch': kind<Named & { named: string; declared: string }>({
    severity: 'error',
    headline: ({ metric, named, declared }) =>
      `${metric} is declared in ${declared}, but its name says ${named}`,
    fix: () => 'Change the name or the `unit`, so that they agree.',
  }),
  'metric/range': kind<Named & { min: number; max: number }>({
    severity: 'error',
    headline: ({ metric, min, max }) =>
      `the range of ${metric} is empty: its min of ${min} is not below its max of ${max}`,
    fix: () => 'Swap `min` and `max`, or remove one of them.',
    waivable: false,
  }),
  'metric/band': kind<Named & { problem: string }>({
    severity: 'error',
    headline: ({ metric, problem }) => `a band of ${metric} ${problem}`,
    fix: () => 'Give the band an `above`, a `below` or both, within the `range` of the metric.',
    waivable: false,
  }),
  'bucket/missing': kind<Named>({
    severity: 'error',
    headline: ({ metric }) => `${metric} is a histogram without buckets`,
    fix: () => 'Add `buckets:` with a boundary at each value that an objective or alert compares with.',
    waivable: false,
  }),
  'bucket/misplaced': kind<Named & { type: string }>({
    severity: 'error',
    headline: ({ metric, type }) => `${metric} is a ${type}, but only a histogram has buckets`,
    fix: () => 'Remove `buckets`, or change the type to histogram.',
    waivable: false,
  }),
  'bucket/order': kind<Named & { bound: string; previous: string }>({
    severity: 'error',
    headline: ({ metric, bound, previous }) =>
      `bucket ${bound} of ${metric} follows ${previous}; boundaries must ascend`,
    fix: () => 'Sort the boundaries in ascending order.',
    waivable: false,
  }),
  'bucket/duplicate': kind<Named & { bound: string }>({
    severity: 'error',
    headline: ({ metric, bound }) => `${metric} has bucket boundary ${bound} twice`,
    fix: () => 'Remove one of them.',
    waivable: false,
  }),
  'bucket/unreachable': kind<Named & { bound: string; side: 'min' | 'max'; limit: number }>({
    severity: 'warning',
    headline: ({ metric, bound, side, limit }) =>
      side === 'max'
        ? `bucket ${bound} of ${metric} is above its maximum of ${limit}, so it always equals +Inf`
        : `bucket ${bound} of ${metric} is below its minimum of ${limit}, so it is always 0`,
    fix: () => 'Remove the bucket, or widen the `range`.',
  }),
  'metric/not-scraped': kind<{ subject: string; settings: boolean }>({
    severity: 'error',
    headline: ({ subject, settings }) =>
      settings
        ? `${subject} configures scrapes, but the service pushes its metrics (\`arrives: otlp\`)`
        : `${subject} never has a value: Prometheus does not scrape the service (\`arrives: otlp\`)`,
    fix: ({ settings }) =>
      settings
        ? 'Remove it, or set `service.arrives` to scrape.'
        : 'Use `when: { down: … }`, which counts the targets that push, or select another job.',
  }),
  'reference/label': kind<{ label: string; subject: string; suggestion?: string | undefined; known: string }>(
    {
      severity: 'error',
      headline: ({ label, subject, suggestion }) =>
        `${subject} has no label "${label}"${didYouMean(suggestion)}`,
      fix: ({ known }) =>
        known === '' ? 'Remove the label: there are none to keep.' : `Use one of its labels: ${known}.`,
      waivable: false,
    },
  ),
} as const;

/** `ryot_gpu_count` with `_count` gives `ryot_gpus`: the usual name in place of a reserved suffix. */
function turned(metric: string, suffix: string): string {
  const base = metric.slice(0, -suffix.length);
  return suffix === '_count' ? `${base.replace(/s$/, '')}s` : base;
}
