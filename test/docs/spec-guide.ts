import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { cell, codeCell, codeSpan } from '../../src/emit/runbooks/escape.ts';
import * as scalars from '../../src/spec/schema/scalars.ts';
import { specSchema } from '../../src/spec/schema/spec.ts';

type Schema = z.core.JSONSchema.BaseSchema;

const root = z.toJSONSchema(specSchema, { io: 'input' }) as Schema;

/** Scalars by the name that the guide calls them; the same schema under two names goes by the first. */
const KINDS: ReadonlyMap<string, string> = new Map(
  (
    [
      ['duration', scalars.duration],
      ['percentage', scalars.percentage],
      ['quantity', scalars.quantity],
      ['text', scalars.text],
      ['line', scalars.line],
      ['metric name', scalars.metricName],
      ['label name', scalars.labelName],
      ['identifier', scalars.identifier],
      ['slug', scalars.slug],
      ['alert name', scalars.alertName],
      ['selector', scalars.selector],
      ['PromQL', scalars.expression],
      ['URL', scalars.url],
      ['path', scalars.relativePath],
      ['unit', scalars.unit],
      ['name', scalars.foreignName],
      ['host:port or host', scalars.address],
    ] as const
  )
    .toReversed()
    .map(([name, schema]) => [shape(z.toJSONSchema(schema, { io: 'input' }) as Schema), name]),
);

/** A schema without its words: what makes two of them the same kind of value. */
function shape({ $schema: _, description: __, default: ___, ...rest }: Schema): string {
  return JSON.stringify(rest, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

/** Top-level keys of a spec, in the order of the grammar. */
export const TOP_LEVEL: readonly string[] = Object.keys(root.properties ?? {});

export const SOURCE = readFileSync(new URL('spec-guide.source.md', import.meta.url), 'utf8');

/**
 * The guide to the spec language: `spec-guide.source.md`, in which `<!-- keys: NAME -->` stands for the tables of a
 * top-level key.
 */
export function specGuide(): string {
  const tables = new Tables();
  return SOURCE.replace(/^<!-- keys: (\w+) -->$/gm, (_, key: string) => tables.of(key));
}

/** Tables of keys. An object that several keys take is described where it comes first. */
class Tables {
  readonly #described = new Map<string, string>();

  of(key: string): string {
    const schema = root.properties?.[key];
    if (typeof schema !== 'object') throw new Error(`the spec has no key ${key}`);
    return this.#section(key, schema).join('\n\n');
  }

  #section(path: string, schema: Schema): string[] {
    const parts: string[] = [];
    const headed = new Set<string>();
    // The forms of a value that has several share a heading.
    const head = (at: string): boolean => {
      const isNew = !headed.has(at);
      headed.add(at);
      if (isNew && /[.[]/.test(at)) parts.push(`#### ${codeSpan(at)}`);
      return isNew;
    };
    for (const { at, object } of objectsOf(path, schema)) {
      const known = this.#described.get(shape(object));
      if (known !== undefined) {
        if (head(at)) parts.push(`The same keys as ${codeSpan(known)}.`);
        continue;
      }
      this.#described.set(shape(object), at);
      if (!head(at)) parts.push('Or:');
      const { description } = object;
      if (description !== undefined) parts.push(cell(description));
      const one = alternatives(object);
      if (one.length > 0) parts.push(`Exactly one of ${one.map(codeSpan).join(', ')}.`);
      parts.push(tableOf(object));
      for (const [key, child] of Object.entries(object.properties ?? {})) {
        if (typeof child === 'object') parts.push(...this.#section(`${at}.${key}`, child as Schema));
      }
    }
    if (parts.length === 0 && path === rootKey(path))
      parts.push(`${typeOf(schema)}. ${cell(schema.description ?? '')}`);
    return parts;
  }
}

function rootKey(path: string): string {
  return path.split('.')[0] ?? path;
}

/** The objects that a value is made of: itself, its items, or its entries. */
function objectsOf(path: string, schema: Schema): { at: string; object: Schema }[] {
  const options = [...(schema.anyOf ?? []), schema];
  return options.flatMap((option) => {
    if (typeof option !== 'object') return [];
    if (option.type === 'object' && option.properties !== undefined)
      return [{ at: path, object: option as Schema }];
    if (option.type === 'array' && typeof option.items === 'object')
      return objectsOf(`${path}[]`, option.items as Schema);
    if (option.type === 'object' && typeof option.additionalProperties === 'object')
      return objectsOf(`${path}.<name>`, option.additionalProperties as Schema);
    return [];
  });
}

function tableOf(object: Schema): string {
  const required = new Set(object.required ?? []);
  const rows = Object.entries(object.properties ?? {}).flatMap(([key, schema]) => {
    if (typeof schema !== 'object') return [];
    const preset =
      schema.default === undefined ? (required.has(key) ? 'required' : '') : presetOf(schema.default);
    return [
      `| ${codeCell(key)} | ${typeOf(schema as Schema)} | ${preset} | ${cell(descriptionOf(schema as Schema))} |`,
    ];
  });
  return ['| Key | Value | Default | Meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** A default that is made of the defaults of its own keys is theirs to show. */
function presetOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text === '{}' || text === '[]' ? '' : codeCell(text);
}

function descriptionOf(schema: Schema): string {
  return (
    schema.description ??
    (typeof schema.items === 'object' ? ((schema.items as Schema).description ?? '') : '')
  );
}

function alternatives({ oneOf = [] }: Schema): string[] {
  return oneOf.flatMap((option) => (typeof option === 'object' ? (option.required ?? []) : []));
}

/** The kind of a value in words, for a table cell. */
function typeOf(schema: Schema): string {
  const kind = KINDS.get(shape(schema));
  if (kind !== undefined) return kind;
  if (schema.const !== undefined) return codeCell(String(schema.const));
  if (schema.enum !== undefined) return schema.enum.map((value) => codeCell(String(value))).join(', ');
  if (schema.anyOf !== undefined) {
    return [...new Set(schema.anyOf.map((option) => typeOf(option as Schema)))].join(' or ');
  }
  switch (schema.type) {
    case 'array':
      return `list of ${inBrackets(typeOf(schema.items as Schema))}`;
    case 'object':
      return typeof schema.additionalProperties === 'object'
        ? `map of ${inBrackets(typeOf(schema.additionalProperties as Schema))}`
        : 'keys below';
    case 'integer':
      return schema.minimum === undefined || schema.minimum < 0
        ? 'whole number'
        : `whole number from ${schema.minimum}`;
    case 'number':
      return schema.exclusiveMinimum === 0 ? 'number above 0' : 'number';
    case 'boolean':
      return '`true` or `false`';
    case 'null':
      return 'nothing';
    default:
      return schema.pattern === undefined ? 'text' : `text like ${codeCell(schema.pattern)}`;
  }
}

function inBrackets(kind: string): string {
  return / or |, /.test(kind) ? `(${kind})` : kind;
}
