// Builds the emitter from source and turns a spec into an importable module, so that the bench needs no build step.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const ENTRY = `
export { readSpec } from './src/spec/read.ts';
export { buildModel } from './src/model/build.ts';
export { emitTypescript } from './src/emit/typescript/emit.ts';
export { emitPython } from './src/emit/python/emit.ts';
export { planRules } from './src/plan/plan-rules.ts';
`;

/** Bundles the generator into `folder` and returns what it exports. */
export async function loadGenerator(folder) {
  await mkdir(folder, { recursive: true });
  const outfile = join(folder, 'generator.mjs');
  await build({
    stdin: { contents: ENTRY, resolveDir: ROOT },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    loader: { '.hbs': 'text', '.md': 'text', '.py': 'text' },
    banner: {
      js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  return import(outfile);
}

/** Emits the module of a spec as JavaScript into `folder`; returns its path. */
export async function emitModule(
  { readSpec, buildModel, planRules, emitTypescript },
  specFile,
  folder,
  name,
) {
  const read = readSpec(specFile, await readFile(specFile, 'utf8'));
  if (!read.ok) throw new Error(`${specFile} is no valid spec: ${JSON.stringify(read.findings)}`);
  const { model } = buildModel(read.document, read.spec);
  const [file] = emitTypescript(
    { ...model, outputs: { typescript: { file: `${name}.ts` } } },
    planRules(model),
  );
  const { code } = await transform(file.content, { loader: 'ts', target: 'es2022' });
  const path = join(folder, `${name}.mjs`);
  await writeFile(path, code);
  return path;
}
