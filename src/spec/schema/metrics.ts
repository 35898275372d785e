import * as z from 'zod';
import { count, identifier, labelName, line, quantity, text } from './scalars.ts';

const bucket = z.union(
  [
    quantity,
    z.strictObject({
      le: quantity.describe('Inclusive upper bound of the bucket.'),
      means: line.optional().describe('What an observation in this bucket tells the reader.'),
    }),
  ],
  { error: 'is neither a boundary nor { le: boundary, means: text }' },
);

/** `above` or `below` a bound; which of the two is checked where the band is used. */
const band = z
  .strictObject({
    above: quantity.optional().describe('The band begins above this value.'),
    below: quantity.optional().describe('The band lies below this value.'),
    level: z.enum(['good', 'info', 'warning', 'critical']).describe('How good or bad the band is.'),
    means: line.describe('What a value in the band tells the reader.'),
  })
  .describe('An interval of values with a meaning; colours dashboards and explains values in runbooks.');

export const UNITS = [
  'seconds',
  'bytes',
  'ratio',
  'percent',
  'celsius',
  'joules',
  'watts',
  'volts',
  'amperes',
  'hertz',
  'grams',
  'meters',
  'dollars',
  'requests',
  'tokens',
  'items',
  'none',
  'tokens_per_second',
  'dollars_per_hour',
  'dollars_per_second',
  'tokens_per_dollar',
  'tokens_per_joule',
] as const;

const labelValues = z.union([z.string(), z.array(z.string()).min(1)]);

export const metric = z.strictObject({
  type: z.enum(['counter', 'gauge', 'histogram']).describe('Prometheus metric type.'),
  group: identifier
    .default('general')
    .describe('Chapter of the documentation and row of the explorer dashboard.'),
  help: line.optional().describe('HELP text: what is measured, in one sentence.'),
  unit: z
    .enum(UNITS)
    .optional()
    .describe('Unit of the value; taken from the name where its suffix is a unit.'),
  labels: z
    .array(labelName)
    .default([])
    .describe('Labels, declared under `labels`, in the order of exposition.'),
  impossible: z
    .array(z.record(labelName, labelValues))
    .optional()
    .describe(
      'Label combinations that never occur, such as { status: success, error_type: [oom, timeout] }.',
    ),
  buckets: z
    .array(bucket)
    .min(1)
    .optional()
    .describe('Histogram boundaries in ascending order, without +Inf.'),
  beyond: line.optional().describe('What an observation above the last boundary tells the reader.'),
  rationale: text.optional().describe('Why the buckets, or the metric, are as they are.'),
  use: text.optional().describe('What the metric is for.'),
  bands: z.array(band).optional().describe('What values mean.'),
  range: z
    .strictObject({
      min: quantity.optional().describe('Least value.'),
      max: quantity.optional().describe('Greatest value.'),
    })
    .optional()
    .describe('Values that can occur; comparisons beyond it are findings.'),
  across_targets: z
    .enum(['sum', 'average', 'min', 'max'])
    .optional()
    .describe('How values of several targets combine; gauges in ratio or percent average, others sum.'),
  budget: z
    .strictObject({
      combinations: count.optional().describe('Label combinations allowed for this metric.'),
      buckets: count.optional().describe('Finite buckets allowed for this metric.'),
      reason: line.describe('Why this metric deserves a budget of its own.'),
    })
    .optional()
    .describe('Budget of this metric in place of the general one.'),
});

export const waiver = z
  .strictObject({
    code: z.string().describe('Finding that is accepted, such as budget/combinations.'),
    at: line.describe('What it is accepted for: a dotted path such as metrics.ryot_queue_depth.'),
    reason: line.describe('Why it is accepted.'),
    expires: z
      .string()
      .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'is not a date; write it like 2027-01-31')
      .describe('Last day on which the waiver holds.'),
  })
  .describe('A finding that is accepted for a time.');
