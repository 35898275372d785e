import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { REPORTERS } from '../../src/report/reporters.ts';
import { checkText } from '../../src/run.ts';
import { TODAY } from '../support/check.ts';

/** Name of the file in the outputs of the pages: that which `lint` finds without an argument. */
export const FILE = 'ryot-metrics.yaml';

/** The page of a finding, cut into its sections. */
export interface Page {
  /** Titles of the sections, in order. */
  readonly sections: readonly string[];
  readonly text: (section: string) => string;
  /** The code block of a section; empty where it has none. */
  readonly block: (section: string) => string;
}

export function pageOf(markdown: string): Page {
  const parts = markdown.split(/^## (.*)\n/m).slice(1);
  const texts = new Map<string, string>();
  for (let index = 0; index < parts.length; index += 2) texts.set(parts[index] ?? '', parts[index + 1] ?? '');
  const sections = parts.filter((_, index) => index % 2 === 0);
  const text = (section: string) => texts.get(section) ?? '';
  const block = (section: string) => /```\w+\n([\s\S]*?)```/.exec(text(section))?.[1] ?? '';
  return { sections, text, block };
}

/** A corpus spec that a page takes its wrong example from. */
export interface Example {
  readonly spec: string;
  /** The spec with the wrong example replaced by another one. */
  readonly replacedBy: (example: string) => string;
}

/**
 * The spec that holds the wrong example of a page: the example itself where it is a whole spec, else the one in
 * `test/corpus/<code>/` that it is an excerpt of. `# ...` in the example stands for lines that are left out.
 */
export function exampleOf(code: string, wrong: string): Example {
  if (/^version:/m.test(wrong)) return { spec: wrong, replacedBy: (example) => example };
  const folder = new URL(`../corpus/${code}/`, import.meta.url);
  const specs = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : [];
  const examples = specs.flatMap((name) => {
    const spec = readFileSync(new URL(name, folder), 'utf8');
    const stretches = stretchesOf(spec.split('\n'), chunksOf(wrong));
    const [line] = checkText(FILE, spec, TODAY).findings.map(({ place }) => place.line - 1);
    const isShown = stretches?.some(({ from, to }) => line !== undefined && from <= line && line < to);
    return stretches !== undefined && isShown ? [{ spec, stretches }] : [];
  });
  const [example] = examples;
  if (example === undefined || examples.length > 1)
    throw new Error(`${examples.length} specs in test/corpus/${code} hold the wrong example and its finding`);
  return {
    spec: example.spec,
    replacedBy: (text) => replaced(example.spec.split('\n'), example.stretches, chunksOf(text)),
  };
}

/** What `ryot-metrics lint` prints for a spec, without colours. */
export function outputOf(spec: string): string {
  const checked = checkText(FILE, spec, TODAY);
  const waived = checked.readable ? checked.waived : [];
  return REPORTERS.text(checked.findings, { sources: new Map([[FILE, spec]]), colour: false, waived });
}

/** Lines of a spec, `to` exclusive, and the indentation that an example of them leaves out. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly indent: string;
}

/** The stretches of an example without their common indentation. */
function chunksOf(example: string): string[][] {
  return example
    .replace(/\n$/, '')
    .split(/^ *# \.\.\.$\n?/m)
    .filter((chunk) => chunk !== '')
    .map((chunk) => {
      const lines = chunk.replace(/\n$/, '').split('\n');
      const indent = Math.min(...lines.map((line) => line.search(/\S|$/)));
      return lines.map((line) => line.slice(indent));
    });
}

function stretchesOf(spec: readonly string[], chunks: readonly string[][]): Stretch[] | undefined {
  const found: Stretch[] = [];
  for (const chunk of chunks) {
    const start = found.at(-1)?.to ?? 0;
    const from = spec.findIndex((line, at) => {
      if (at < start || !line.endsWith(chunk[0] ?? '')) return false;
      const indent = line.slice(0, line.length - (chunk[0] ?? '').length);
      return /^ *$/.test(indent) && chunk.every((part, index) => spec[at + index] === `${indent}${part}`);
    });
    if (from === -1) return undefined;
    const indent = (spec[from] ?? '').slice(0, (spec[from] ?? '').length - (chunk[0] ?? '').length);
    found.push({ from, to: from + chunk.length, indent });
  }
  return found;
}

function replaced(
  spec: readonly string[],
  stretches: readonly Stretch[],
  chunks: readonly string[][],
): string {
  if (chunks.length !== stretches.length)
    throw new Error(`the right example has ${chunks.length} stretches, the wrong one ${stretches.length}`);
  const lines = [...spec];
  for (const [index, { from, to, indent }] of [...stretches.entries()].toReversed()) {
    lines.splice(from, to - from, ...(chunks[index] ?? []).map((line) => `${indent}${line}`));
  }
  return lines.join('\n');
}
