import * as z from 'zod';
import { atMostOne, count, number, text, visibleName } from './scalars.ts';

const labelValue = z.union([visibleName(z.string().max(200)), z.int()], {
  error: 'is not a label value; quote words such as "true" and "null"',
});

/** Without a bound the label is a finding of its own, told with what it means rather than as a fault of grammar. */
export const labelBound = atMostOne(
  z.strictObject({
    description: text.optional().describe('What the label tells apart.'),
    values: z
      .union([z.array(labelValue).min(1), z.record(visibleName(z.string()), z.union([text, z.null()]))], {
        error: 'must be a list of values, or a map of values to descriptions',
      })
      .optional()
      .describe('Closed list of values, each with a description where it helps.'),
    ranges: z
      .array(number)
      .min(1)
      .optional()
      .describe(
        'Inclusive upper bounds; a number falls into the named interval: [1, 4] gives "1", "2-4", "5+".',
      ),
    integers: z
      .strictObject({ from: z.int().describe('Least.'), to: z.int().describe('Greatest.') })
      .optional()
      .describe('Whole numbers of a closed interval.'),
    at_most: count.optional().describe('Hard ceiling on an open set of values; needs `pattern`.'),
    pattern: z
      .string()
      .optional()
      .describe('Regular expression that every value of an open set matches as a whole.'),
    unknown: visibleName(z.string())
      .default('drop')
      .describe(
        'What happens to a value outside the bound: `drop`, or the overflow value that it is recorded as.',
      ),
  }),
  ['values', 'ranges', 'integers', 'at_most'],
);
