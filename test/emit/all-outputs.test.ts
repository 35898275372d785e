import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { OutputFile } from '../../src/emit/output.ts';
import { checkExpression } from '../../src/promql/check.ts';
import { type CheckedSpec, checkText, emit } from '../../src/run.ts';
import { TODAY } from '../support/check.ts';

const REFERENCE = readFileSync('spec/ryot.yaml', 'utf8');

function sound(text: string): CheckedSpec {
  const checked = checkText('spec/ryot.yaml', text, TODAY);
  if (!checked.readable) throw new Error('the spec cannot be read');
  return checked;
}

/** Files of which the path matches, as one text. */
function textOf(files: readonly OutputFile[], pattern: RegExp): string {
  const found = files.filter(({ path }) => pattern.test(path));
  expect(found, String(pattern)).not.toEqual([]);
  return found.map(({ content }) => content).join('\n');
}

describe('a threshold that is changed in the spec', () => {
  const WHEN =
    'when: { metric: ryot_gpu_memory_percentage, reduce: max, by: [instance, device_id], above: 85 }';
  let files: readonly OutputFile[];

  beforeAll(async () => {
    expect(REFERENCE).toContain(WHEN);
    files = await emit(sound(REFERENCE.replace(WHEN, WHEN.replace('85', '83.25'))), new Map());
  });

  test.each([
    [
      'rule',
      /prometheus\/rules\/alerts\.yml$/,
      'max by (instance, device_id) (ryot_gpu_memory_percentage{job="ryot"}) > 83.25',
    ],
    ['rule test', /prometheus\/tests\/alerts\.test\.yml$/, '83.25'],
    ['dashboard', /grafana\/dashboards\/ryot-platform\.json$/, '83.25'],
    ['runbook', /runbooks\/alerts\/RyotGpuMemoryPressure\.md$/, 'is above 83.25'],
    ['catalogue', /runbooks\/catalogue\.html$/, '83.25'],
  ])('is changed in the %s', (_, pattern, expected) => {
    expect(textOf(files, pattern)).toContain(expected);
  });

  test('is left in no rule and no runbook of the alert', () => {
    expect(textOf(files, /RyotGpuMemoryPressure\.md$/)).not.toMatch(/> 85\b|above 85 percent/);
    expect(textOf(files, /rules\/alerts\.yml$/)).not.toContain(
      '(ryot_gpu_memory_percentage{job="ryot"}) > 85',
    );
  });
});

test('every query in every page has a meaning to the PromQL checker', async () => {
  const checked = sound(REFERENCE);
  const pages = (await emit(checked, new Map(), ['runbooks'])).filter(({ path }) => path.endsWith('.md'));
  const queries = pages.flatMap(({ path, content }) =>
    [...content.matchAll(/^( *)```promql\n([\s\S]*?)\n\1```$/gm)].map(([, indent = '', query = '']) => ({
      path,
      query: query.replaceAll(`\n${indent}`, '\n').trim(),
    })),
  );
  expect(queries.length).toBeGreaterThan(250);
  const settings = { use: 'panel', version: checked.model.service.prometheus } as const;
  const problems = queries.flatMap(({ path, query }) =>
    checkExpression(query, checked.catalogue, settings).problems.map(
      ({ code }) => `${path}: ${code}: ${query}`,
    ),
  );
  expect(problems).toEqual([]);
});
