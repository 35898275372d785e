import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { build } from 'esbuild';

const TEXTS = { '.hbs': 'text', '.md': 'text' };

/** Compiles the templates of the runbooks once, here, and not in every run. */
const precompiledTemplates = {
  name: 'precompiled-templates',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]emit[\\/]runbooks[\\/]precompiled\.ts$/ }, async () => {
      const { outputFiles } = await build({
        entryPoints: ['src/emit/runbooks/precompile.ts'],
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

await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  minifySyntax: true,
  loader: TEXTS,
  plugins: [precompiledTemplates],
  legalComments: 'linked',
  // Bundled CommonJS dependencies call require and read __filename, which an ES module does not have.
  banner: {
    js: [
      "import { createRequire as __createRequire } from 'node:module';",
      "import { fileURLToPath as __fileURLToPath } from 'node:url';",
      'const require = __createRequire(import.meta.url);',
      'const __filename = __fileURLToPath(import.meta.url);',
    ].join('\n'),
  },
  logLevel: 'warning',
});
