import * as z from 'zod';
import { specSchema } from '../../src/spec/schema/spec.ts';

/** `line` stays on one line; `text` may have several. */
export type TextKind = 'line' | 'text';

/**
 * A spec in which every field that takes free text holds what `write` gives for it, the optional ones that are not
 * there included. Fields that name something (receivers, teams in routes) stay as they are.
 */
export function fillTexts(spec: unknown, write: (kind: TextKind, path: string) => string): unknown {
  return fill(specSchema, spec, [], write);
}

type Write = (kind: TextKind, path: string) => string;
type Path = readonly string[];

/** Names of receivers and paths, which the grammar takes for text. */
const NAMES =
  /^(teams\.\w+\.receivers|routing\.(default|group_by)|service\.job|outputs\.|waivers\.\d+\.(at|code)|routing\.receivers\.\w+\.(slack|email))/;

function fill(schema: z.core.$ZodType, value: unknown, path: Path, write: Write): unknown {
  const at = path.join('.');
  if (NAMES.test(at)) return value;
  // One team owns everything: what refers to it has to name it.
  if (path.at(-1) === 'owner' && typeof value === 'string') return teamName(write);
  if (at === 'teams' && schema instanceof z.ZodDefault && typeof value === 'object' && value !== null) {
    const record = unwrap(schema).find((one) => one instanceof z.ZodRecord);
    const [team] = Object.values(value);
    if (record !== undefined)
      return { [teamName(write)]: fill(record.def.valueType, team, [...path, 'team'], write) };
  }
  const options = unwrap(schema);
  if (typeof value === 'string') {
    const kind = options.map(kindOf).find((one) => one !== undefined);
    return kind === undefined ? value : accepted(schema, write(kind, at));
  }
  if (Array.isArray(value)) {
    const array = options.find((one) => one instanceof z.ZodArray);
    return array === undefined
      ? value
      : value.map((item, index) => fill(array.def.element, item, [...path, String(index)], write));
  }
  if (typeof value !== 'object' || value === null) return value;
  const record = options.find((one) => one instanceof z.ZodRecord);
  const object = options.find(
    (one) => one instanceof z.ZodObject && Object.keys(value).every((key) => key in one.shape),
  );
  if (object instanceof z.ZodObject) return fillObject(object, value as Record<string, unknown>, path, write);
  if (record === undefined) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      fill(record.def.valueType, item, [...path, key], write),
    ]),
  );
}

function fillObject(object: z.ZodObject, value: Record<string, unknown>, path: Path, write: Write) {
  const filled: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(object.shape) as [string, z.core.$ZodType][]) {
    const at = [...path, key];
    if (key in value) filled[key] = fill(schema, value[key], at, write);
    else if (key === 'owner') filled[key] = teamName(write);
    else if (!NAMES.test(at.join('.')) && !isAlternative(object, key)) {
      const kind = unwrap(schema)
        .map(kindOf)
        .find((one) => one !== undefined);
      if (kind !== undefined) filled[key] = accepted(schema, write(kind, at.join('.')));
    }
  }
  return filled;
}

const teamName = (write: Write) => visible(write('line', 'owner'));

/** Names may hold no characters that nobody sees: there the text goes without them. */
function accepted(schema: z.core.$ZodType, text: string): string {
  return z.safeParse(schema, text).success ? text : visible(text);
}

export function visible(text: string): string {
  return text.replaceAll(/\p{Cc}|\p{Bidi_Control}|\ufeff/gu, '');
}

/** Of keys that exclude each other none may be added. */
function isAlternative(object: z.ZodObject, key: string): boolean {
  const { oneOf = [] } = (object.meta() ?? {}) as { oneOf?: { required: string[] }[] };
  return oneOf.some(({ required }) => required.includes(key));
}

/** Free text is what may be long: up to 200 characters on one line, up to 4000 on several. */
function kindOf(schema: z.core.$ZodType): TextKind | undefined {
  if (!(schema instanceof z.ZodString)) return undefined;
  if (schema.maxLength === 4000) return 'text';
  return schema.maxLength === 200 ? 'line' : undefined;
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodUnion) return schema.def.options.flatMap((option) => unwrap(option));
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return unwrap(schema.def.innerType as z.core.$ZodType);
  return [schema];
}

/** Texts that mean something in one of the languages that are generated. Each fits into 200 characters. */
export const HOSTILE: readonly string[] = [
  '# heading *bold* _it_ **b** ~~s~~ ![i](x.png) [l](javascript:alert(1)) <https://evil.example> | cell | $x$',
  '</script><script>window.pwned=1</script><img src=x onerror="window.pwned=1"><svg/onload=alert(1)>',
  `"'><a href="javascript:alert(1)" onclick='alert(1)' style=x>&lt;&amp;&#x202e; --><!-- ]]>`,
  '{{pwn}} {{{raw}}} {{> query}} {{#each x}} \\{{ {{!-- c --}} {{ $labels.x }} {{ template "x" }}',
  '"} or vector(1) # \\" \' `x` {a=~".*"} [5m:] @ end() offset -1w',
  ': - & * ! % @ > | ? {a: b} [c] #c "d" \'e\' \\x41 --- ...',
  // The dollar signs are written as escapes: this is meant for template strings that are generated.
  '*/ \u0024{process.exit(1)} `\u0024{x}` // \\u0041 */ export default 1; </style><style>*{display:none}</style>',
  '``` fence ```` ` unbalanced `` <pre> ~~~ \\` \\\\',
  '\u202eevil\u2066 \u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd \u200f\u2028\u2029\ufeff\u0007',
  '\ud83d\udd25\ud83d\udc69\u200d\ud83d\ude92 \u{1F1E9}\u{1F1EA} z\u0351\u034d\u0334 n\u0303',
  '- item',
  '1. item',
  '> quote',
  '=====',
  '---',
  '+ x',
  '| --- | --- |',
  '    indented',
  '[x]: https://evil.example "ref"',
  '<details><summary>x</summary>',
  '%%{init: {"theme":"dark"}}%% "] click n1 "javascript:alert(1)" end',
];

/** Several lines of hostile text. */
export const HOSTILE_LINES = `${HOSTILE.join('\n')}\n\n${HOSTILE.join('\n\n')}\r\n\n\`\`\`\nafter\n`;
