import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { compile as compileProject } from '../support/compile.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const guide = readFileSync(path('../../docs/guide/module.md'), 'utf8');

const OPTIONS = {
  target: 'ES2022',
  lib: ['ES2022', 'ESNext.Disposable'],
  module: 'NodeNext',
  types: ['node'],
  noEmit: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitReturns: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  skipLibCheck: true,
};

/** What the page takes for granted: names of the program around its examples. */
const SURROUNDINGS = `
declare const exporter: import('@opentelemetry/sdk-metrics').PushMetricExporter;
declare const queue: readonly unknown[];
declare function readGpu(): Promise<{ used: number; busy: number }>;
declare function prefill(prompt: string): Promise<{ rest(): Promise<number> }>;
declare const app: { get(path: string, handler: import('node:http').RequestListener): void };
`;

/** The examples as one program. All else becomes empty lines, so that the compiler names the lines of the page. */
function programOf(page: string): string {
  let isCode = false;
  const lines = page.split('\n').map((line) => {
    if (line.startsWith('```')) {
      isCode = !isCode && line === '```ts';
      return '';
    }
    return isCode ? line : '';
  });
  return lines.join('\n');
}

/** What tsc says about the examples of a page; empty when they compile. */
function compile(page: string): string {
  const files = {
    'ryot-metrics.ts': readFileSync(path('../../generated/typescript/ryot-metrics.ts'), 'utf8'),
    'shop-metrics.ts': readFileSync(path('../typescript/golden/shop-metrics.ts'), 'utf8'),
    'module.ts': `${programOf(page)}${SURROUNDINGS}`,
  };
  return compileProject({ files, options: OPTIONS, packages: true });
}

describe('docs/guide/module.md', () => {
  test('has examples that compile against the committed modules', () => {
    expect(programOf(guide).match(/\bmetrics\./g)?.length).toBeGreaterThan(15);
    expect(compile(guide)).toBe('');
  });

  test('would fail for an example that is wrong, at its line of the page', () => {
    const wrong = guide.replace('device_id: 3 }, 0.8)', 'device_id: 8 }, 0.8)');
    const line = wrong.split('\n').findIndex((text) => text.includes('device_id: 8')) + 1;
    expect(line).toBeGreaterThan(0);
    expect(compile(wrong)).toMatch(new RegExp(`module\\.ts\\(${line},\\d+\\): error TS2322`));
  });

  test('has no example that the compiler does not see', () => {
    const blocks = guide.match(/^```ts$/gm)?.length;
    const errors = compile(guide.replaceAll(/^```ts$/gm, '```ts\nmetrics.nope();'));
    expect(errors.match(/Property 'nope' does not exist/g)).toHaveLength(blocks ?? 0);
  });

  test('names the reasons of a refusal as the module does', () => {
    const module = readFileSync(path('../../generated/typescript/ryot-metrics.ts'), 'utf8');
    const [header = ''] = module.split('declare global');
    const reasons = [...header.matchAll(/^\/\/ {3}(\w+) {2,}/gm)].map(([, reason]) => reason);
    const named = [...guide.matchAll(/^\| `(\w+)` \| the /gm)].map(([, reason]) => reason);
    expect(reasons).toHaveLength(5);
    expect(named).toEqual(reasons);
  });
});
