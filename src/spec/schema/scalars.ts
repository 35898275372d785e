import * as z from 'zod';
import { DURATION, PERCENTAGE, parseDuration, parseQuantity, SIZE } from '../scalars.ts';

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
export const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** A character that is seen: not white space, not of zero width, not a blank Braille pattern. */
const VISIBLE = /[^\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;
/**
 * Characters of no width that no script needs within a word; those that join emoji and letters are not among them, nor
 * are line breaks and tabs, which show.
 */
const HIDDEN = /(?![\n\t])[\p{Cc}\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u;

const nonBlank = (what: string) => z.string().regex(VISIBLE, `${what} is empty`);
/** A name that people compare by eye: two that look alike must be alike. */
export const visibleName = (schema: z.ZodString) =>
  schema
    .regex(VISIBLE, 'is empty')
    .refine((name) => !HIDDEN.test(name), 'holds a character that nobody sees');

/** Free text for people; one or several lines. */
export const text = nonBlank('the text').max(4000);
/** Free text that must stay on one line: titles, legends. */
export const line = nonBlank('the text')
  .max(200)
  .regex(/^[^\r\n]*$/, 'must stay on one line');

/** A text of one form; a number that lacks its unit or sign gets the same words as a text of another form. */
export const written = (form: RegExp, problem: string) =>
  z
    .string({ error: ({ input }) => (input === undefined ? undefined : problem) })
    .regex(form, { error: problem, abort: true });

const writtenDuration = written(DURATION, 'is not a duration; write it like 10ms, 30s, 5m, 1h30m or 14d');

/** Prometheus keeps durations as whole milliseconds, and Go as nanoseconds in 64 bits: 292 years. */
const LONGEST_MS = 292 * 365 * 86_400_000;

/** `text` must have passed the form; a duration that is not of whole milliseconds would be rounded where it is used. */
function durationProblem(text: string): string | undefined {
  const milliseconds = parseDuration(text) * 1000;
  if (!(milliseconds >= 1 && milliseconds <= LONGEST_MS)) return 'lies outside the range from 1ms to 292y';
  const whole = Math.abs(milliseconds - Math.round(milliseconds)) < 1e-3;
  return whole ? undefined : 'has a fraction of a millisecond, which Prometheus does not know';
}

export const duration = writtenDuration
  .check((context) => {
    const problem = durationProblem(context.value);
    if (problem !== undefined) refuse(context, problem);
  })
  .meta({ examples: ['30s', '5m', '14d'] });

const DAY_S = 86_400;

/** How often something is done again and again. Prometheus itself forgets a series after five minutes. */
export const interval = duration.check((context) => {
  if (parseDuration(context.value) > DAY_S) refuse(context, 'is more than 1d');
});

/** A share of a whole. */
export const percentage = written(PERCENTAGE, 'is not a percentage; write it like 99.9%')
  .check((context) => {
    if (Number.parseFloat(context.value) > 100) refuse(context, 'is more than 100%');
  })
  .meta({ examples: ['99.9%'] });

/** Beyond these, sums and products of values lose their digits or end in Inf; no unit of Prometheus comes near them. */
const LEAST = 1e-15;
const GREATEST = 1e18;

function checkMagnitude(context: z.core.ParsePayload<number | string>): void {
  const size = Math.abs(parseQuantity(context.value).value);
  if (size !== 0 && !(size >= LEAST && size <= GREATEST))
    refuse(context, `lies outside the range from ${LEAST} to 1e18, either sign`);
}

/** A plain number that a float holds without harm. */
export const number = z.number().check(checkMagnitude);
/** How many there may be of something. */
export const count = z.int().min(1).max(1_000_000_000);

/** A number in the unit of the metric that it belongs to, or a duration, size or percentage converted to it. */
export const quantity = z
  .union([z.number(), writtenDuration, z.string().regex(SIZE), z.string().regex(PERCENTAGE)], {
    error: 'is neither a number nor a quantity like 250ms, 64MiB or 85%',
  })
  .check(checkMagnitude)
  .meta({ examples: [0.5, '250ms', '64MiB', '85%'] });

function refuse(context: z.core.ParsePayload<number | string>, problem: string): void {
  const written = typeof context.value === 'string' && context.value.length > 60 ? 'it' : `${context.value}`;
  context.issues.push({ code: 'custom', input: context.value, message: `${written} ${problem}` });
}

/** Longer names do not fit into the name of a file, nor on a screen. */
const LONGEST_NAME = 128;

export const metricName = z
  .string()
  .max(LONGEST_NAME)
  .regex(METRIC_NAME, 'is not a metric name; use letters, digits and _');
export const labelName = z
  .string()
  .max(LONGEST_NAME)
  .regex(LABEL_NAME, 'is not a label name; use letters, digits and _');
/** A name that others chose; those of Prometheus 3 can hold any character. */
export const foreignName = visibleName(z.string().max(LONGEST_NAME));
/** A word for a unit; the model knows which words mean the same, and which look like a slip. */
export const unit = z
  .string()
  .regex(
    /^([A-Za-zµ°][A-Za-z0-9_°]{0,62}|%)$/u,
    'is not a unit; write a word such as seconds, ms, MiB or euros',
  )
  .meta({ examples: ['seconds', 'bytes', 'ratio', 'ms', 'MiB', 'requests', 'euros', 'none'] });
/** A host with or without a port. */
export const address = z
  .string()
  .regex(/^([^\s:/]+|\[[0-9a-fA-F:]+\])(:\d+)?$/, 'is neither host:port nor a host');
/** `snake_case` identifiers of the spec itself: operations, marks, outcomes, groups. */
export const identifier = z
  .string()
  .max(LONGEST_NAME)
  .regex(/^[a-z][a-z0-9_]*$/, 'must be lower case letters, digits and _, starting with a letter');
/** `kebab-case` identifiers that appear in URLs and label values: SLO ids, dashboard uids. */
export const slug = z
  .string()
  .max(40)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower case letters, digits and single hyphens');
export const alertName = z
  .string()
  .max(LONGEST_NAME)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not an alert name; use letters and digits, like RyotQueueBacklog');
/** A PromQL instant vector selector: a metric, with label matchers where only some series are meant. */
export const selector = z
  .string()
  .regex(VISIBLE, 'is empty')
  .meta({
    examples: ['ryot_inference_requests_total', 'ryot_inference_requests_total{status!="success"}'],
  });
/** A PromQL expression. */
export const expression = z.string().regex(VISIBLE, 'the expression is empty');

/** Name of a severity: page, ticket, info, or one of the section `severities`. */
export const severity = identifier;

/** http or https only: a link in a generated page must never run script. */
export const url = z.string().regex(/^https?:\/\/[^\s"'<>`\\]+$/, 'is not an http or https URL');
/** A folder or file inside the output folder: relative, forward slashes, never upwards. */
export const relativePath = z
  .string()
  .max(200)
  .regex(
    /^(?!\/)(?!.*(^|\/)\.\.?(\/|$))[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/,
    'must be a relative path of plain names without ..',
  );

/** Keys of an object of which two cannot stand together; stated in the JSON Schema as well as checked. */
export function atMostOne<S extends z.ZodRawShape>(
  schema: z.ZodObject<S, z.core.$strict>,
  keys: readonly (keyof S & string)[],
) {
  const pairs = keys.flatMap((key, index) =>
    keys.slice(index + 1).map((other) => ({ required: [key, other] })),
  );
  return schema
    .check((context) => {
      const present = keys.filter((key) => context.value[key as keyof typeof context.value] !== undefined);
      if (present.length < 2) return;
      context.issues.push({
        code: 'custom',
        input: context.value,
        message: `takes one of ${keys.join(', ')}; ${present.join(' and ')} are given`,
      });
    })
    .meta({ not: { anyOf: pairs } });
}

/** Keys of an object of which exactly one must be present; stated in the JSON Schema as well as checked. */
export function exactlyOne<S extends z.ZodRawShape>(
  schema: z.ZodObject<S, z.core.$strict>,
  keys: readonly (keyof S & string)[],
) {
  return schema
    .check((context) => {
      const present = keys.filter((key) => context.value[key as keyof typeof context.value] !== undefined);
      if (present.length === 1) return;
      context.issues.push({
        code: 'custom',
        input: context.value,
        message: `needs exactly one of ${keys.join(', ')}; ${present.length === 0 ? 'none is' : `${present.join(' and ')} are`} given`,
      });
    })
    .meta({ oneOf: keys.map((key) => ({ required: [key] })) });
}
