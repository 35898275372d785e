import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));

export interface Project {
  readonly files: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, unknown>>;
  /** Whether packages can be found. */
  readonly packages?: boolean;
}

/** What tsc says about a project; empty when it compiles. */
export function compile({ files, options, packages = false }: Project): string {
  const folder = mkdtempSync(join(tmpdir(), 'ryot-metrics-compile-'));
  if (packages) symlinkSync(MODULES, join(folder, 'node_modules'));
  const configuration = { compilerOptions: options, include: ['**/*.ts'] };
  const all = {
    'package.json': '{ "type": "module" }',
    'tsconfig.json': JSON.stringify(configuration),
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  try {
    execFileSync(process.execPath, [join(MODULES, 'typescript', 'bin', 'tsc'), '-p', folder], {
      encoding: 'utf8',
    });
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
