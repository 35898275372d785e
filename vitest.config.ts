import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [
    {
      // The bundle holds templates and pages as text; tests see them the same way.
      name: 'text-modules',
      enforce: 'pre',
      load(id) {
        if (!/\.(hbs|md|py|ya?ml)$/.test(id)) return undefined;
        return `export default ${JSON.stringify(readFileSync(id, 'utf8'))};`;
      },
    },
  ],
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/build.ts',
    setupFiles: 'test/support/fast-check.ts',
    testTimeout: 60_000,
    // Most tests wait for a program that they have started.
    maxWorkers: '100%',
  },
});
