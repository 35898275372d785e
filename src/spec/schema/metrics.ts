import * as z from 'zod';
import { count, identifier, labelName, line, quantity, text, unit } from './scalars.ts';

const bucket = z.union(
  [
    quantity,
    z.strictObject({
      le: quantity.describe('Inclusive upper bound of the bucket.'),
      means: line.optional().describe('Meaning of an observation in this bucket.'),
    }),
  ],
  { error: 'is neither a bucket boundary nor { le: boundary, means: text }' },
);

/** `above` or `below` a bound; which of the two is checked where the band is used. */
const band = z
  .strictObject({
    above: quantity.optional().describe('Lower limit of the band.'),
    below: quantity.optional().describe('Upper limit of the band.'),
    level: z
      .enum(['good', 'info', 'warning', 'critical'])
      .describe('How good or bad a value in the band is.'),
    means: line.describe('Meaning of a value in the band.'),
  })
  .describe(
    'An interval of values with a meaning, used as colours in dashboards and as explanations in runbooks.',
  );

const labelValues = z.union([z.string(), z.array(z.string()).min(1)]);

export const metric = z.strictObject({
  type: z.enum(['counter', 'gauge', 'histogram']).describe('Prometheus metric type.'),
  group: identifier
    .default('general')
    .describe('Section of the reference and row of the explorer dashboard.'),
  help: line.optional().describe('HELP text: what the metric measures, in one sentence.'),
  unit: unit
    .optional()
    .describe(
      'Unit of the value: seconds, bytes, ratio, percent, ms, MiB, or any other word; defaults to the unit in the name.',
    ),
  labels: z
    .array(labelName)
    .default([])
    .describe('Names of labels declared under `labels`, in the order in which they are exposed.'),
  impossible: z
    .array(z.record(labelName, labelValues))
    .optional()
    .describe(
      'Label combinations that cannot occur, such as { status: success, error_type: [oom, timeout] }.',
    ),
  buckets: z
    .array(bucket)
    .min(1)
    .optional()
    .describe('Bucket boundaries of a histogram in ascending order, without +Inf.'),
  beyond: line.optional().describe('Meaning of an observation above the last boundary.'),
  rationale: text.optional().describe('Why the metric or its buckets were chosen.'),
  use: text.optional().describe('What the metric is for.'),
  bands: z.array(band).optional().describe('Intervals of values and their meaning.'),
  range: z
    .strictObject({
      min: quantity.optional().describe('Smallest possible value.'),
      max: quantity.optional().describe('Largest possible value.'),
    })
    .optional()
    .describe('Possible values; comparisons outside the range are reported.'),
  across_targets: z
    .enum(['sum', 'average', 'min', 'max'])
    .optional()
    .describe(
      'How the values of several targets are combined; defaults to average for gauges in ratio or percent, else to sum.',
    ),
  budget: z
    .strictObject({
      combinations: count.optional().describe('Maximum label combinations of this metric.'),
      buckets: count.optional().describe('Maximum finite buckets of this metric.'),
      reason: line.describe('Why this metric needs its own budget.'),
    })
    .optional()
    .describe('Budget of this metric, instead of the general one.'),
});

export const waiver = z
  .strictObject({
    code: z.string().describe('Code of the finding to waive, such as budget/combinations.'),
    at: line.describe(
      'Part of the spec that the waiver is for: a dotted path such as metrics.ryot_queue_depth.',
    ),
    reason: line.describe('Why the finding is acceptable.'),
    expires: z
      .string()
      .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'is not a date; write it like 2027-01-31')
      .describe('Last day of the waiver.'),
  })
  .describe('A finding that is accepted until a date.');
