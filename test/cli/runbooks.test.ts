import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { build, RYOT } from '../runbooks/pages.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';

describe('generate --only runbooks', () => {
  test('writes from the templates that the build compiled what their sources give', async () => {
    const out = temporaryFolder();
    const { code } = await runCli([
      'generate',
      resolve('spec/ryot.yaml'),
      '--only',
      'runbooks',
      '--out',
      out,
    ]);
    expect(code).toBe(0);
    const { pages } = build(RYOT);
    expect(pages.size).toBeGreaterThan(30);
    for (const [path, content] of pages) expect(readFileSync(join(out, path), 'utf8'), path).toBe(content);
  });
});
