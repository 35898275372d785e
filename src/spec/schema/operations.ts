import * as z from 'zod';
import { exactlyOne, identifier, labelName, metricName, number, quantity, text } from './scalars.ts';

/** The value that an effect records. Times are in seconds since the start of the operation unless stated otherwise. */
const value = z.union(
  [
    number,
    z.enum(['elapsed', 'amount']),
    z.strictObject({ at: identifier.describe('Time from the start to this mark, in seconds.') }),
    z.strictObject({
      since: identifier.describe('Time from this mark to now, in seconds.'),
      per: identifier.optional().describe('Mark by whose amount the time is divided.'),
    }),
    z.strictObject({
      total: z
        .union([identifier, z.array(identifier).min(1)], { error: 'must be a mark or a list of marks' })
        .describe('Sum of the amounts passed to these marks; a mark without an amount counts 1 per call.'),
    }),
    z.strictObject({ label: labelName.describe('Number passed for a label with `ranges` or `integers`.') }),
  ],
  {
    error:
      'is not a value; write a number, elapsed, amount, { at: mark }, { since: mark }, { total: marks } or { label: name }',
  },
);

const condition = exactlyOne(
  z.strictObject({
    value: value.describe('Value to compare.'),
    below: quantity.optional().describe('True if the value is below this.'),
    above: quantity.optional().describe('True if the value is above this.'),
  }),
  ['below', 'above'],
).describe('Condition of an effect. All of them must be true; a condition on a missing value is false.');

const effect = exactlyOne(
  z.strictObject({
    inc: metricName.optional().describe('Counter or gauge to increase.'),
    dec: metricName.optional().describe('Gauge to decrease.'),
    set: metricName.optional().describe('Gauge to set.'),
    observe: metricName.optional().describe('Histogram that observes the value.'),
    value: value.optional().describe('Value to add, set or observe; defaults to 1 for inc and dec.'),
    labels: z.record(labelName, z.string()).optional().describe('Fixed label values of this effect.'),
    when: z
      .array(condition)
      .min(1)
      .optional()
      .describe('Conditions: the effect is recorded only if all of them are true.'),
  }),
  ['inc', 'dec', 'set', 'observe'],
);

const mark = z.strictObject({
  description: text.optional().describe('What has happened when the program calls this.'),
  once: z.boolean().default(false).describe('Whether only the first call counts.'),
  amount: z.boolean().default(false).describe('Whether the call takes a number, such as tokens generated.'),
  labels: z.array(labelName).default([]).describe('Labels that the call takes.'),
  do: z.array(effect).default([]).describe('Effects of this mark.'),
});

const outcome = z.strictObject({
  description: text.optional().describe('When the program calls this.'),
  labels: z.array(labelName).default([]).describe('Labels that the call takes.'),
  set: z.record(labelName, z.string()).default({}).describe('Label values that this outcome sets.'),
  do: z.array(effect).default([]).describe('Effects of this outcome, recorded before those of `end`.'),
});

export const operation = z
  .strictObject({
    description: text.optional().describe('What the unit of work is.'),
    labels: z.array(labelName).default([]).describe('Labels passed at the start; available to every effect.'),
    start: z.array(effect).default([]).describe('Effects recorded when the operation starts.'),
    marks: z
      .record(identifier, mark)
      .default({})
      .describe('Events during the operation; each becomes a method.'),
    outcomes: z
      .record(identifier, outcome)
      .refine((outcomes) => Object.keys(outcomes).length > 0, 'needs at least one outcome')
      .describe('Ways for the operation to end; each becomes a method.'),
    end: z.array(effect).default([]).describe('Effects recorded at the end, whatever the outcome.'),
    abandoned: z
      .strictObject({
        outcome: identifier.describe('Outcome of an operation that is disposed of without one.'),
        labels: z.record(labelName, z.string()).default({}).describe('Label values of that outcome.'),
      })
      .optional()
      .describe('How an operation is recorded that goes out of scope without an outcome.'),
  })
  .describe('A unit of work that the module records through one typed object.');
