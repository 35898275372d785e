import * as z from 'zod';

// The form of Alertmanager, whose names are kept: a list that is copied from a running configuration works.
// https://prometheus.io/docs/alerting/latest/configuration/#time_interval

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june'],
  ...['july', 'august', 'september', 'october', 'november', 'december'],
];

/** `24:00` is the end of a day. */
const clock = z.string().regex(/^((([01]\d|2[0-3]):[0-5]\d)|24:00)$/, 'is not a time of day like "09:00"');

/** `a:b` or a single one, each read by `numberOf`, the first not after the last. */
function range(what: string, numberOf: (text: string) => number | undefined) {
  return z.union([z.string(), z.int().transform(String)], { error: `is not ${what}` }).check((context) => {
    const ends = context.value.split(':').map(numberOf);
    const [first, last = first] = ends;
    const refuse = (message: string) =>
      context.issues.push({ code: 'custom', input: context.value, message: `"${context.value}" ${message}` });
    if (ends.length > 2 || first === undefined || ends.includes(undefined)) refuse(`is not ${what}`);
    // Days of a month count from its end where they are negative.
    else if (last !== undefined && first > last && first > 0 === last > 0) refuse('ends before it begins');
  });
}

const nameIn = (names: readonly string[], from: number) => (text: string) => {
  const index = names.indexOf(text.toLowerCase());
  return index < 0 ? undefined : index + from;
};
const whole = (least: number, most: number) => (text: string) => {
  const number = Number(text);
  return /^-?\d+$/.test(text) && number >= least && number <= most && number !== 0 ? number : undefined;
};

const month = (text: string) => nameIn(MONTHS, 1)(text) ?? whole(1, 12)(text);
const some = <T extends z.ZodType>(item: T) => z.array(item).min(1).optional();

/**
 * A zone of the time zone database by its exact name: Alertmanager reads it as the name of a file. Aliases have another
 * canonical name and are taken as they are.
 */
function isZone(name: string): boolean {
  if (!/^[A-Z][A-Za-z0-9_+-]*(\/[A-Z][A-Za-z0-9_+-]*)*$/.test(name)) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return timeZone.toLowerCase() !== name.toLowerCase() || timeZone === name;
  } catch {
    return false;
  }
}

/** Times at which something holds; all keys must hold at once. */
export const timeInterval = z.strictObject({
  times: some(
    z
      .strictObject({
        start_time: clock.describe('Beginning, such as "09:00".'),
        end_time: clock.describe('End, such as "17:30"; up to "24:00".'),
      })
      .check((context) => {
        const { start_time, end_time } = context.value;
        if (start_time >= end_time)
          context.issues.push({
            code: 'custom',
            input: context.value,
            message: `ends at ${end_time}, not after ${start_time}; write a time over midnight as two`,
          });
      }),
  ).describe('Times of day.'),
  weekdays: some(range('a day like monday or a range like monday:friday', nameIn(DAYS, 1))).describe(
    'Days of the week, such as "monday:friday"; the week begins on sunday.',
  ),
  days_of_month: some(
    range('a day from 1 to 31, or -1 for the last, or a range like "1:7"', whole(-31, 31)),
  ).describe('Days of the month, such as "1:7" or -1 for the last.'),
  months: some(range('a month like january or a range like "march:may"', month)).describe(
    'Months, such as "december".',
  ),
  years: some(range('a year or a range like "2026:2028"', whole(1, 9999))).describe('Years.'),
  location: z
    .string()
    .refine(isZone, { error: ({ input }) => `"${input}" is not a time zone like Europe/Berlin` })
    .optional()
    .describe('Time zone, such as Europe/Berlin; UTC unless given.'),
});
