import { readFileSync } from 'node:fs';
import { buildModel } from '../../src/model/build.ts';
import type { Model } from '../../src/model/model.ts';
import { readSpec } from '../../src/spec/read.ts';

/** The model of a spec text; a spec with findings fails the test that uses it. */
export function modelOf(text: string): Model {
  const read = readSpec('spec.yaml', text);
  if (!read.ok) throw new Error(JSON.stringify(read.findings, undefined, 2));
  const { model, findings } = buildModel(read.document, read.spec);
  if (findings.length > 0) throw new Error(JSON.stringify(findings, undefined, 2));
  return model;
}

/** Text of a spec beside the tests. */
export function specText(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}
