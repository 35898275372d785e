import { didYouMean, kind } from '../define.ts';

interface Named {
  readonly metric: string;
}

/** Findings about metrics: their names, units, buckets, bands and ranges. */
export const metricFindings = {
  'metric/help': kind<Named>({
    severity: 'warning',
    headline: ({ metric }) => `${metric} has no help text`,
    fix: () => 'Add `help:` with one sentence that says what is measured.',
  }),
  'metric/prefix': kind<Named & { prefix: string }>({
    severity: 'warning',
    headline: ({ metric, prefix }) => `${metric} does not begin with "${prefix}", the name of the service`,
    fix: ({ metric, prefix }) =>
      `Rename it to \`${prefix}${metric}\`, or move it under \`external\` if another program exposes it.`,
  }),
  'metric/counter-suffix': kind<Named>({
    severity: 'error',
    headline: ({ metric }) => `${metric} is a counter, and its name does not end in "_total"`,
    fix: ({ metric }) => `Rename it to \`${metric}_total\`.`,
  }),
  'metric/total-suffix': kind<Named & { type: string }>({
    severity: 'error',
    headline: ({ metric, type }) => `${metric} is a ${type}, and its name ends in "_total" like a counter's`,
    fix: ({ metric }) => `Rename it to \`${metric.replace(/_total$/, '')}\`, or make it a counter.`,
  }),
  'metric/reserved-suffix': kind<Named & { type: string; suffix: string }>({
    severity: 'error',
    headline: ({ metric, type, suffix }) =>
      `${metric} is a ${type}, and its name ends in "${suffix}", which marks a series of another kind`,
    fix: ({ metric, suffix }) =>
      `Leave \`${suffix}\` out of the name, or turn the words: \`${turned(metric, suffix)}\`.`,
  }),
  'metric/type-in-name': kind<Named & { type: string }>({
    severity: 'warning',
    headline: ({ metric, type }) => `${metric} says "${type}" in its name; the type is declared already`,
    fix: ({ type }) => `Leave \`${type}\` out of the name.`,
  }),
  'metric/colon': kind<Named>({
    severity: 'error',
    headline: ({ metric }) => `${metric} has a colon in its name; colons belong to recorded series`,
    fix: ({ metric }) => `Rename it to \`${metric.replaceAll(':', '_')}\`.`,
  }),
  'metric/camel-case': kind<Named & { snake: string }>({
    severity: 'warning',
    headline: ({ metric }) => `${metric} is written in camelCase; metric names are snake_case`,
    fix: ({ snake }) => `Rename it to \`${snake}\`.`,
  }),
  'metric/base-unit': kind<Named & { unit: string; base: string }>({
    severity: 'warning',
    headline: ({ metric, unit, base }) => `${metric} counts in ${unit}; the base unit is ${base}`,
    fix: ({ base }) => `Record ${base}, and say so in the name: dashboards scale it for people.`,
  }),
  'metric/abbreviated-unit': kind<Named & { abbreviation: string; unit: string }>({
    severity: 'warning',
    headline: ({ metric, abbreviation }) => `${metric} abbreviates a unit: "${abbreviation}"`,
    fix: ({ unit }) => `Write the unit out, as ${unit}.`,
  }),
  'metric/unit-mismatch': kind<Named & { named: string; declared: string }>({
    severity: 'error',
    headline: ({ metric, named, declared }) => `${metric} is in ${declared}, and its name says ${named}`,
    fix: () => 'Change the name or the `unit`; one of the two misleads every reader.',
  }),
  'metric/range': kind<Named & { min: number; max: number }>({
    severity: 'error',
    headline: ({ metric, min, max }) => `the range of ${metric} is empty: ${min} is not below ${max}`,
    fix: () => 'Swap `min` and `max`, or leave one of them out.',
    waivable: false,
  }),
  'metric/band': kind<Named & { problem: string }>({
    severity: 'error',
    headline: ({ metric, problem }) => `a band of ${metric} ${problem}`,
    waivable: false,
  }),
  'bucket/missing': kind<Named>({
    severity: 'error',
    headline: ({ metric }) => `${metric} is a histogram without buckets`,
    fix: () => 'Add `buckets:` with a boundary at each value that an objective or an alert compares with.',
    waivable: false,
  }),
  'bucket/misplaced': kind<Named & { type: string }>({
    severity: 'error',
    headline: ({ metric, type }) => `${metric} is a ${type}; only a histogram has buckets`,
    fix: () => 'Remove `buckets`, or make it a histogram.',
    waivable: false,
  }),
  'bucket/order': kind<Named & { bound: string; previous: string }>({
    severity: 'error',
    headline: ({ metric, bound, previous }) =>
      `bucket ${bound} of ${metric} stands after ${previous}; boundaries ascend`,
    fix: () => 'Sort the boundaries, the smallest first.',
    waivable: false,
  }),
  'bucket/duplicate': kind<Named & { bound: string }>({
    severity: 'error',
    headline: ({ metric, bound }) => `${metric} has the bucket ${bound} twice`,
    fix: () => 'Remove one of the two.',
    waivable: false,
  }),
  'bucket/unreachable': kind<Named & { bound: string; side: 'min' | 'max'; limit: number }>({
    severity: 'warning',
    headline: ({ metric, bound, side, limit }) =>
      side === 'max'
        ? `bucket ${bound} of ${metric} lies above its largest value, ${limit}: it says what +Inf says`
        : `bucket ${bound} of ${metric} lies below its least value, ${limit}: it is always 0`,
    fix: () => 'Remove the bucket, or widen `range`.',
  }),
  'reference/label': kind<{ label: string; subject: string; suggestion?: string | undefined; known: string }>(
    {
      severity: 'error',
      headline: ({ label, subject, suggestion }) =>
        `${subject} has no label "${label}"${didYouMean(suggestion)}`,
      fix: ({ known }) => (known === '' ? 'It has no labels at all.' : `Its labels are: ${known}.`),
      waivable: false,
    },
  ),
} as const;

/** `ryot_gpu_count` with `_count` gives `ryot_gpus`: the usual way out of a reserved suffix. */
function turned(metric: string, suffix: string): string {
  const base = metric.slice(0, -suffix.length);
  return suffix === '_count' ? `${base.replace(/s$/, '')}s` : base;
}
