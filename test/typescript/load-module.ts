import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transform } from 'esbuild';
import { emitTypescript } from '../../src/emit/typescript/emit.ts';
import { planRules } from '../../src/plan/plan-rules.ts';
import { modelOf } from './build-model.ts';

/** The text of the module of a spec. */
export function moduleText(spec: string): string {
  const model = modelOf(spec);
  const [file] = emitTypescript(model, planRules(model));
  if (file === undefined) throw new Error('the spec asks for no module');
  return file.content;
}

/** Writes TypeScript as JavaScript into a folder of its own, where no package can be found; returns its address. */
export async function asJavaScript(text: string): Promise<URL> {
  const { code } = await transform(text, { loader: 'ts', target: 'es2022' });
  const file = join(mkdtempSync(join(tmpdir(), 'ryot-metrics-module-')), 'module.mjs');
  writeFileSync(file, code);
  return pathToFileURL(file);
}
