import { readFileSync } from 'node:fs';
import { emitRunbooks } from '../../src/emit/runbooks/emit.ts';
import { buildModel } from '../../src/model/build.ts';
import type { Model } from '../../src/model/model.ts';
import type { RulePlan } from '../../src/plan/plan.ts';
import { planRules } from '../../src/plan/plan-rules.ts';
import { readSpec } from '../../src/spec/read.ts';

export interface Built {
  readonly model: Model;
  readonly plan: RulePlan;
  /** By path within the output folder. */
  readonly pages: ReadonlyMap<string, string>;
}

/** The pages of a spec text; a spec with findings fails the test that uses it. */
export function build(text: string, templates: ReadonlyMap<string, string> = new Map()): Built {
  const read = readSpec('spec.yaml', text);
  if (!read.ok) throw new Error(JSON.stringify(read.findings, undefined, 2));
  const { model, findings } = buildModel(read.document, read.spec);
  if (findings.length > 0) throw new Error(JSON.stringify(findings, undefined, 2));
  const plan = planRules(model);
  const files = emitRunbooks(model, plan, templates);
  return { model, plan, pages: new Map(files.map(({ path, content }) => [path, content])) };
}

export const SHOP = readFileSync(new URL('spec.yaml', import.meta.url), 'utf8');
export const RYOT = readFileSync(new URL('../../spec/ryot.yaml', import.meta.url), 'utf8');

/** The fenced blocks of a language on a page, without the indentation of the lists that they stand in. */
export function blocks(page: string, language: string): string[] {
  const found: string[] = [];
  let open: { readonly fence: string; readonly indent: number; readonly lines: string[] } | undefined;
  for (const line of page.split('\n')) {
    const [, indent = '', fence, info] = /^( *)(`{3,})(\w*)$/.exec(line) ?? [];
    if (open === undefined) {
      if (fence !== undefined) open = { fence, indent: indent.length, lines: info === language ? [] : [] };
      if (fence !== undefined && info === language) found.push('');
      if (fence !== undefined && info !== language) open = { fence, indent: -1, lines: [] };
      continue;
    }
    if (line.trim() === open.fence) {
      if (open.indent >= 0) found[found.length - 1] = open.lines.join('\n');
      open = undefined;
    } else open.lines.push(line.slice(Math.max(open.indent, 0)));
  }
  return found;
}
