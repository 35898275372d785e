import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { testRules } from '../../src/toolchain/promtool.ts';
import { arbitrarySpec } from '../support/arbitrary-spec.ts';
import { checkConfig, checkRules } from '../support/promtool.ts';
import { requireTool } from '../support/tools.ts';
import { emitted, writeOut } from './emitted.ts';

const promtool = await requireTool('promtool');

describe('text of a spec, however unpleasant, is data in every file', () => {
  test('the files are YAML', () => {
    fc.assert(
      fc.property(arbitrarySpec, (spec) => {
        for (const [path, content] of emitted(spec)) {
          if (!path.endsWith('.yml')) continue;
          const { errors } = parseDocument(content);
          expect({ path, errors }).toEqual({ path, errors: [] });
        }
      }),
      { numRuns: 40 },
    );
  });

  test.skipIf(promtool.skip)(
    promtool.title('promtool accepts rules and configuration, and the tests pass'),
    async () => {
      for (const spec of fc.sample(arbitrarySpec, { numRuns: 4, seed: 7 })) {
        const files = emitted(spec);
        const folder = writeOut(files);
        const inside = (part: string) =>
          [...files.keys()].filter((path) => path.includes(part)).map((path) => join(folder, path));
        const rules = await checkRules(promtool.get(), inside('/rules/'));
        expect(rules.filter(({ ok }) => !ok)).toEqual([]);
        const config = await checkConfig(promtool.get(), inside('prometheus.yml'));
        expect(config.filter(({ ok }) => !ok)).toEqual([]);
        const quick = inside('/tests/').filter((path) => !/-(?:page|ticket|info)-|-period/.test(path));
        const results = await testRules(promtool.get(), quick);
        expect(results.flatMap(({ failures }) => failures)).toEqual([]);
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
});
