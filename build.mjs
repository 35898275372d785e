import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { build } from 'esbuild';

const TEXTS = { '.hbs': 'text', '.md': 'text', '.yaml': 'text', '.yml': 'text', '.py': 'text' };

/** Compiles the templates of the runbooks once, here, and not in every run. */
const precompiledTemplates = {
  name: 'precompiled-templates',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]emit[\\/]runbooks[\\/]precompiled\.ts$/ }, async () => {
      const { outputFiles } = await build({
        entryPoints: ['src/emit/runbooks/templates.ts'],
        bundle: true,
        write: false,
        platform: 'node',
        format: 'cjs',
        target: 'node20',
        loader: TEXTS,
        logLevel: 'warning',
      });
      const module = { exports: {} };
      new Function('module', 'require', outputFiles[0].text)(module, createRequire(import.meta.url));
      return { contents: module.exports.precompiledModule(), loader: 'js' };
    });
  },
};

/** What the licences of bundled packages ask for: their texts go where their code goes. */
async function writeLicences({ inputs }) {
  const folders = new Set(
    Object.keys(inputs).flatMap((path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []),
  );
  const texts = [];
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? `Licence: ${license}\n` : await readFile(`${folder}/${file}`, 'utf8');
    texts.push(`${name} ${version}\n\n${text.trim()}\n`);
  }
  await writeFile('dist/THIRD_PARTY_LICENSES.txt', texts.join(`\n${'-'.repeat(80)}\n\n`));
}

/** The command is a file of its own, because it is the one that an old Node must be able to parse. */
const commandAlone = {
  name: 'command-alone',
  setup({ onResolve }) {
    onResolve({ filter: /\/cli\/main\.ts$/ }, () => ({ path: './cli.js', external: true }));
  },
};

const settings = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'warning',
};

await rm('dist', { recursive: true, force: true });
await build({
  ...settings,
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  target: 'node10',
  // Node 10 parses it, and never gets to run it.
  supported: { 'dynamic-import': true },
  plugins: [commandAlone],
});
const { metafile } = await build({
  ...settings,
  entryPoints: { cli: 'src/cli/main.ts' },
  outdir: 'dist',
  splitting: true,
  target: 'node20',
  loader: TEXTS,
  plugins: [precompiledTemplates],
  metafile: true,
  // For the stack trace of an internal error; the sources themselves are not needed for it.
  sourcemap: 'linked',
  sourcesContent: false,
  // Bundled CommonJS dependencies call require and read __filename, which an ES module does not have.
  banner: {
    js: [
      "import { createRequire as __createRequire } from 'node:module';",
      "import { fileURLToPath as __fileURLToPath } from 'node:url';",
      'const require = __createRequire(import.meta.url);',
      'const __filename = __fileURLToPath(import.meta.url);',
    ].join('\n'),
  },
});
await writeLicences(metafile);
