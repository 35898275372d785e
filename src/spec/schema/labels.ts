import * as z from 'zod';
import { atMostOne, count, number, text, visibleName } from './scalars.ts';

const labelValue = z.union([visibleName(z.string().max(200)), z.int()], {
  error: 'is not a label value; quote words such as "true" and "null"',
});

const description = text.optional().describe('What the label distinguishes.');
const values = z
  .union([z.array(labelValue).min(1), z.record(visibleName(z.string()), z.union([text, z.null()]))], {
    error: 'must be a list of values, or a map of values to descriptions',
  })
  .optional()
  .describe('All values, optionally each with a description.');
const openSet = {
  at_most: count.optional().describe('Maximum number of values of an open set; needs `pattern`.'),
  pattern: z
    .string()
    .optional()
    .describe('Regular expression that must match each value of an open set entirely.'),
};

/** A label without a bound has a finding of its own, which explains more than an error of the grammar could. */
export const labelBound = atMostOne(
  z.strictObject({
    description,
    values,
    ranges: z
      .array(number)
      .min(1)
      .optional()
      .describe(
        'Inclusive upper bounds of intervals; a number becomes the name of its interval: [1, 4] gives "1", "2-4", "5+".',
      ),
    integers: z
      .strictObject({ from: z.int().describe('Smallest value.'), to: z.int().describe('Largest value.') })
      .optional()
      .describe('All whole numbers from `from` to `to`.'),
    ...openSet,
    unknown: visibleName(z.string())
      .default('drop')
      .describe(
        'Overflow value that a value outside the bound is recorded as; `drop` discards the recording instead.',
      ),
  }),
  ['values', 'ranges', 'integers', 'at_most'],
);

/** A label that Prometheus adds to every series of a target. */
export const targetLabel = atMostOne(
  z.strictObject({
    description,
    values,
    ...openSet,
    apart: z
      .boolean()
      .default(false)
      .describe(
        'Whether each value is judged apart: every objective, structured alert and recording keeps the label, and dashboards can be filtered by it.',
      ),
  }),
  ['values', 'at_most'],
);
