import * as z from 'zod';

/** `10ms`, `30s`, `5m`, `1h`, `14d`, `2w`, `1y`, and compounds such as `1h30m`, largest unit first. */
export const DURATION =
  /^(?=\d)(\d+(\.\d+)?y)?(\d+(\.\d+)?w)?(\d+(\.\d+)?d)?(\d+(\.\d+)?h)?(\d+(\.\d+)?m)?(\d+(\.\d+)?s)?(\d+(\.\d+)?ms)?$/;
/** `512B`, `64KiB`, `1.5GiB`, `10MB`. */
export const SIZE = /^\d+(\.\d+)?(B|[KMGT]iB|[kMGT]B)$/;
/** `99.9%`. */
export const PERCENTAGE = /^\d+(\.\d+)?%$/;

export const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
export const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

const nonBlank = (what: string) => z.string().regex(/\S/, `${what} is empty`);

/** Free text for people; one or several lines. */
export const text = nonBlank('the text').max(4000);
/** Free text that must stay on one line: titles, legends. */
export const line = nonBlank('the text')
  .max(200)
  .regex(/^[^\r\n]*$/, 'must stay on one line');

/** A text of one form; a number that lacks its unit or sign gets the same words as a text of another form. */
export const written = (form: RegExp, problem: string) =>
  z.string({ error: ({ input }) => (input === undefined ? undefined : problem) }).regex(form, problem);

export const duration = written(DURATION, 'is no duration; write it like 10ms, 30s, 5m, 1h30m or 14d').meta({
  examples: ['30s', '5m', '14d'],
});
/** A share of a whole. */
export const percentage = written(PERCENTAGE, 'is no percentage; write it like 99.9%').meta({
  examples: ['99.9%'],
});
/** A number in the unit of the metric that it belongs to, or a duration, size or percentage converted to it. */
export const quantity = z
  .union([z.number(), duration, z.string().regex(SIZE), percentage], {
    error: 'is neither a number nor a quantity like 250ms, 64MiB or 85%',
  })
  .meta({ examples: [0.5, '250ms', '64MiB', '85%'] });

export const metricName = z.string().regex(METRIC_NAME, 'is not a metric name; use letters, digits and _');
export const labelName = z.string().regex(LABEL_NAME, 'is not a label name; use letters, digits and _');
/** `snake_case` identifiers of the spec itself: operations, marks, outcomes, groups. */
export const identifier = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'must be lower case letters, digits and _, starting with a letter');
/** `kebab-case` identifiers that appear in URLs and label values: SLO ids, dashboard uids. */
export const slug = z
  .string()
  .max(40)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower case letters, digits and single hyphens');
export const alertName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not an alert name; use letters and digits, like RyotQueueBacklog');
/** A PromQL instant vector selector: a metric, with label matchers where only some series are meant. */
export const selector = z
  .string()
  .regex(/\S/, 'is empty')
  .meta({
    examples: ['ryot_inference_requests_total', 'ryot_inference_requests_total{status!="success"}'],
  });
/** A PromQL expression. */
export const expression = z.string().regex(/\S/, 'the expression is empty');

export const severity = z.enum(['page', 'ticket', 'info']);

/** http or https only: a link in a generated page must never run script. */
export const url = z.string().regex(/^https?:\/\/[^\s"'<>`\\]+$/, 'is not an http or https URL');
/** A folder or file inside the output folder: relative, forward slashes, never upwards. */
export const relativePath = z
  .string()
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
