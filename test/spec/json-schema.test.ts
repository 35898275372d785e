import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { specJsonSchema } from '../../src/spec/json-schema.ts';
import { isBoolean } from '../../src/spec/yaml-booleans.ts';

const validate = new Ajv2020({ strict: false }).compile(JSON.parse(specJsonSchema()));
const reference = () => parse(readFileSync('spec/ryot.yaml', 'utf8'));

/** Paths of every object of the grammar in a value; maps of names to things are not among them. */
function objects(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => objects(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.entries(value).flatMap(([key, child]) => objects(child, [...path, key]));
  return isMapOfNames(path) ? inside : [path, ...inside];
}

/** Keys are chosen by the author in these: any word is right. */
function isMapOfNames(path: readonly (string | number)[]): boolean {
  const last = path.at(-1);
  const parent = path.at(-2);
  const named = ['labels', 'metrics', 'external', 'operations', 'groups'];
  if (path.length === 1) return named.includes(String(last));
  if (path.length === 2 && parent === 'routing') return false;
  return (
    ['marks', 'outcomes', 'set', 'labels', 'values', 'receivers', 'owners'].includes(String(last)) ||
    ['impossible', 'firing'].includes(String(parent))
  );
}

test('the JSON Schema accepts the reference spec', () => {
  expect(validate(reference()), JSON.stringify(validate.errors, null, 1)).toBe(true);
});

test('the JSON Schema rejects a misspelt key in every object of the reference spec', () => {
  const spec = reference();
  const paths = objects(spec);
  expect(paths.length).toBeGreaterThan(300);
  const accepted = paths.filter((path) => {
    const target = path.reduce((value, step) => value[step], spec);
    target.mispelt_key = 1;
    const valid = validate(spec);
    delete target.mispelt_key;
    return valid;
  });
  expect(accepted).toEqual([]);
});

test('every key that can be written has a description for hover text', () => {
  const missing: string[] = [];
  const walk = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    if ('properties' in schema) {
      for (const [key, child] of Object.entries(schema.properties as Record<string, object>)) {
        if (!('description' in child)) missing.push(`${path}.${key}`);
      }
    }
    for (const [key, child] of Object.entries(schema)) walk(child, `${path}.${key}`);
  };
  walk(JSON.parse(specJsonSchema()), '');
  expect(missing).toEqual([]);
});

/** Every key and every word of the JSON Schema that an author can write. */
function words(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties, enum: values, const: only } = schema as Record<string, unknown>;
  const own = [...Object.keys(properties ?? {}), ...(Array.isArray(values) ? values : []), only];
  return [...own.filter((word) => typeof word === 'string'), ...Object.values(schema).flatMap(words)];
}

test('no key and no word of the grammar is a boolean to YAML 1.1', () => {
  const all = words(JSON.parse(specJsonSchema()));
  expect(all).toContain('severity');
  expect(all).toContain('never');
  expect(all.filter(isBoolean)).toEqual([]);
});
