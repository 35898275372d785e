import * as z from 'zod';
import { exactlyOne, identifier, labelName, metricName, number, quantity, text } from './scalars.ts';

/** What an effect records. Times are in seconds since the start of the operation unless said otherwise. */
const value = z.union(
  [
    number,
    z.enum(['elapsed', 'amount']),
    z.strictObject({ at: identifier.describe('Time from the start to this mark.') }),
    z.strictObject({
      since: identifier.describe('Time from this mark to now.'),
      per: identifier.optional().describe('Divided by the amount counted by this mark.'),
    }),
    z.strictObject({
      total: z
        .union([identifier, z.array(identifier).min(1)], { error: 'must be a mark or a list of marks' })
        .describe('Sum of the amounts given to these marks; a mark that takes no amount counts 1 a call.'),
    }),
    z.strictObject({ label: labelName.describe('The number given for a `ranges` or `integers` label.') }),
  ],
  {
    error:
      'is not a value; write a number, elapsed, amount, { at: mark }, { since: mark }, { total: marks } or { label: name }',
  },
);

const condition = exactlyOne(
  z.strictObject({
    value: value.describe('What is compared.'),
    below: quantity.optional().describe('Holds while the value is below this.'),
    above: quantity.optional().describe('Holds while the value is above this.'),
  }),
  ['below', 'above'],
).describe(
  'All conditions must hold for the effect to happen; a value that does not exist fails its condition.',
);

const effect = exactlyOne(
  z.strictObject({
    inc: metricName.optional().describe('Counter or gauge to increase.'),
    dec: metricName.optional().describe('Gauge to decrease.'),
    set: metricName.optional().describe('Gauge to set.'),
    observe: metricName.optional().describe('Histogram to observe into.'),
    value: value.optional().describe('What to add, set or observe; 1 for inc and dec unless given.'),
    labels: z
      .record(labelName, z.string())
      .optional()
      .describe('Label values that are fixed for this effect.'),
    when: z.array(condition).min(1).optional().describe('Record only if all of these hold.'),
  }),
  ['inc', 'dec', 'set', 'observe'],
);

const mark = z.strictObject({
  description: text.optional().describe('What happened when the program calls this.'),
  once: z.boolean().default(false).describe('Only the first call counts.'),
  amount: z.boolean().default(false).describe('The call takes a number, such as tokens generated.'),
  labels: z.array(labelName).default([]).describe('Labels that the call takes.'),
  do: z.array(effect).default([]).describe('What is recorded.'),
});

const outcome = z.strictObject({
  description: text.optional().describe('When the program calls this.'),
  labels: z.array(labelName).default([]).describe('Labels that the call takes.'),
  set: z.record(labelName, z.string()).default({}).describe('Label values that this outcome stands for.'),
  do: z.array(effect).default([]).describe('What is recorded, before `end`.'),
});

export const operation = z
  .strictObject({
    description: text.optional().describe('The unit of work.'),
    labels: z.array(labelName).default([]).describe('Labels known at the start; every effect can use them.'),
    start: z.array(effect).default([]).describe('Recorded when the operation starts.'),
    marks: z
      .record(identifier, mark)
      .default({})
      .describe('Moments within the operation; each becomes a method.'),
    outcomes: z
      .record(identifier, outcome)
      .refine((outcomes) => Object.keys(outcomes).length > 0, 'needs at least one outcome')
      .describe('Ways in which the operation ends; each becomes a method.'),
    end: z.array(effect).default([]).describe('Recorded at the end, whatever the outcome.'),
    abandoned: z
      .strictObject({
        outcome: identifier.describe('Outcome that an operation gets which is disposed of without one.'),
        labels: z.record(labelName, z.string()).default({}).describe('Label values for it.'),
      })
      .optional()
      .describe('How an operation counts that goes out of scope without an outcome.'),
  })
  .describe('A unit of work, recorded by one typed object.');
