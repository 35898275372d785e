import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { compile as compileProject, type Project } from '../support/compile.ts';
import { specText } from './build-model.ts';
import { moduleText } from './load-module.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Every check that the compiler has, and no types but those of the language. */
const STRICTEST = {
  target: 'ES2022',
  lib: ['ES2022'],
  module: 'NodeNext',
  types: [] as string[],
  noEmit: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noPropertyAccessFromIndexSignature: true,
  noUncheckedSideEffectImports: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  allowUnreachableCode: false,
  allowUnusedLabels: false,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  erasableSyntaxOnly: true,
  allowImportingTsExtensions: true,
  declaration: true,
  isolatedDeclarations: true,
};

/** What tsc says about a project under the strictest settings. */
function compile({ options = {}, ...project }: Omit<Project, 'options'> & Partial<Project>): string {
  return compileProject({ ...project, options: { ...STRICTEST, ...options } });
}

const shop = moduleText(specText('service.yaml'));
const program = (name: string) => ({
  'golden/shop-metrics.ts': shop,
  [`types/${name}.ts`]: readFileSync(path(`types/${name}.ts`), 'utf8'),
});

describe('Under the strictest settings', () => {
  test('the modules of all specs compile, the reference spec among them', () => {
    const files = {
      'edge.ts': moduleText(specText('edge.yaml')),
      'empty.ts': moduleText(specText('empty.yaml')),
      'ryot.ts': moduleText(specText('../../spec/ryot.yaml')),
      'bench.ts': moduleText(specText('../bench/bench.yaml')),
    };
    expect(compile({ files })).toBe('');
  });

  test('a program that uses the module rightly compiles without any package', () => {
    expect(compile({ files: program('correct') })).toBe('');
  });

  test('every mistake is an error where it is made', () => {
    expect(compile({ files: program('mistakes') })).toBe('');
  });

  test('a `using` declaration works where the library knows it', () => {
    expect(compile({ files: program('disposal'), options: { lib: ['ES2022', 'ESNext.Disposable'] } })).toBe(
      '',
    );
  });

  test('the module fits prom-client, the OpenTelemetry SDK and node:http without a cast', () => {
    const options = { types: ['node'], skipLibCheck: true, isolatedDeclarations: false, declaration: false };
    expect(compile({ files: program('interop'), options, packages: true })).toBe('');
  });
});

test('A mistake that nobody expects makes the compiler fail, so that these tests can', () => {
  const files = {
    'shop-metrics.ts': shop,
    'x.ts': "import { metrics } from './shop-metrics.ts';\nmetrics.nope();\n",
  };
  expect(compile({ files })).toContain("Property 'nope' does not exist");
});

test('The module imports nothing, save that the handler loads the compression of Node when it is asked for it', () => {
  const text = moduleText(specText('../../spec/ryot.yaml'));
  expect(text).not.toMatch(/^\s*import\b|\brequire\(/m);
  expect(text.match(/\bimport\(.*/g)).toEqual([expect.stringMatching(/^import\(.* ZLIB\)\)/)]);
  expect(text).toContain("const ZLIB: string = 'node:zlib';");
});
