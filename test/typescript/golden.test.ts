import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { emitTypescript } from '../../src/emit/typescript/emit.ts';
import { planRules } from '../../src/plan/plan-rules.ts';
import { modelOf, specText } from './build-model.ts';

const GOLDEN = new URL('golden/', import.meta.url);
const isUpdate = process.env['UPDATE_GOLDEN'] === '1';

describe('The emitted module', () => {
  test.each(['service', 'edge', 'empty'])('of %s.yaml is the one in test/typescript/golden', (name) => {
    const model = modelOf(specText(`${name}.yaml`));
    const files = emitTypescript(model, planRules(model));
    expect(files).toHaveLength(1);
    for (const { path, content } of files) {
      const golden = new URL(path.slice(path.lastIndexOf('/') + 1), GOLDEN);
      if (isUpdate) {
        mkdirSync(GOLDEN, { recursive: true });
        writeFileSync(golden, content);
      }
      expect(content).toBe(readFileSync(golden, 'utf8'));
    }
  });
});
