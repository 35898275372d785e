import { readFileSync } from 'node:fs';
import { buildModel } from '../../src/model/build.ts';
import type { Model } from '../../src/model/model.ts';
import { readSpec } from '../../src/spec/read.ts';

/** The model of a spec that has to be sound as far as its own references go. */
export function modelOf(text: string, file = 'spec.yaml'): Model {
  const read = readSpec(file, text);
  if (!read.ok) throw new Error(`the spec is not valid: ${JSON.stringify(read.findings, undefined, 2)}`);
  const { model, findings } = buildModel(read.document, read.spec);
  if (findings.length > 0)
    throw new Error(`the spec has findings: ${JSON.stringify(findings, undefined, 2)}`);
  return model;
}

export function referenceSpec(): string {
  return readFileSync(new URL('../../spec/ryot.yaml', import.meta.url), 'utf8');
}
