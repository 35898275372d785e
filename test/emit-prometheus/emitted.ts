import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { emitPrometheus } from '../../src/emit/prometheus/emit.ts';
import { planRules } from '../../src/plan/plan-rules.ts';
import { modelOf } from '../support/model.ts';

/** A spec with every kind of objective, condition and receiver. */
export const SHOP = readFileSync(new URL('spec.yaml', import.meta.url), 'utf8');

/** The emitted files by path. */
export function emitted(spec: string): Map<string, string> {
  const model = modelOf(spec);
  return new Map(emitPrometheus(model, planRules(model)).map(({ path, content }) => [path, content]));
}

/** Writes files into a new folder and returns it. */
export function writeOut(files: ReadonlyMap<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'emitted-'));
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}
