import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { SMALL_SPEC } from '../support/small-spec.ts';

/** A project with one template of its own. */
function projectWith(template: string): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'ours/runbooks'), { recursive: true });
  writeFileSync(join(folder, 'ours/runbooks/alert.hbs'), template);
  writeFileSync(
    join(folder, 'ryot-metrics.yaml'),
    SMALL_SPEC.replace('outputs:\n', 'outputs:\n  templates: ours\n'),
  );
  return folder;
}

describe("generate with a team's own template", () => {
  test('uses it', async () => {
    const cwd = projectWith('Call the shop about {{name}}.\n');
    const { code, stderr } = await runCli(['generate', '--only', 'runbooks'], { cwd });
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    const page = readFileSync(join(cwd, 'generated/runbooks/alerts/ShopSlow.md'), 'utf8');
    expect(page).toBe('Call the shop about ShopSlow.\n');
  });

  test('that cannot be used says which and why, in one line, and writes nothing', async () => {
    const cwd = projectWith('{{#each nobody}}{{/each}}');
    const { code, stderr } = await runCli(['generate', '--only', 'runbooks'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/error: the template runbooks\/alert\.hbs cannot be used: "nobody"/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
