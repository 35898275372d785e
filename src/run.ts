import { type CardinalityReport, cardinalityOf } from './cardinality/cardinality.ts';
import type { Side } from './diff/side.ts';
import { EMITTERS } from './emit/emitters.ts';
import { OUTPUT_KINDS, type OutputFile, type OutputKind, type RelativeFile } from './emit/output.ts';
import type { Finding } from './finding/finding.ts';
import { type LintResult, lint } from './lint/lint.ts';
import { buildModel } from './model/build.ts';
import type { Model } from './model/model.ts';
import type { RulePlan } from './plan/plan.ts';
import { planRules } from './plan/plan-rules.ts';
import { type SeriesCatalogue, seriesCatalogue } from './plan/series-catalogue.ts';
import { readSpec } from './spec/read.ts';
import { readSpecFile } from './spec/read-file.ts';

/** Where the spec is and what day it is: the only things a run takes from the world. */
interface RunInput {
  /** Path of the spec file. */
  readonly path: string;
  /** Name of the file in findings. */
  readonly name: string;
  /** YYYY-MM-DD; decides whether a waiver has expired. */
  readonly today: string;
}

/** A spec that could be read, with everything that is to say about it. */
export interface CheckedSpec {
  readonly readable: true;
  /** Name of the file in findings. */
  readonly name: string;
  readonly text: string;
  readonly model: Model;
  readonly plan: RulePlan;
  readonly catalogue: SeriesCatalogue;
  readonly findings: LintResult['findings'];
  /** Findings that a waiver of the spec accepts. */
  readonly waived: LintResult['waived'];
}

/** A spec that could not be read: nothing beyond its form could be checked. */
export interface UnreadableSpec {
  readonly readable: false;
  readonly name: string;
  readonly text: string;
  readonly findings: readonly Finding[];
}

/** file -> text -> check. */
export async function check({ path, name, today }: RunInput): Promise<CheckedSpec | UnreadableSpec> {
  const text = await readSpecFile(path, name);
  if (typeof text !== 'string') return { readable: false, name, text: '', findings: [text] };
  return checkText(name, text, today);
}

/** text -> spec -> model -> rule plan -> findings. */
export function checkText(name: string, text: string, today: string): CheckedSpec | UnreadableSpec {
  const understood = understand(name, text);
  if (!understood.readable) return understood;
  const { model, plan, catalogue } = understood;
  const result = lint({ ...understood, today }, understood.unresolved);
  return { readable: true, name, text, model, plan, catalogue, ...result };
}

/** text -> spec -> model -> rule plan; `unresolved` is what the model leaves out, as it refers to nothing. */
function understand(name: string, text: string) {
  const read = readSpec(name, text);
  if (!read.ok) return { readable: false, name, text, findings: read.findings } as const;
  const { document, spec } = read;
  const { model, findings: unresolved } = buildModel(document, spec);
  const plan = planRules(model);
  const catalogue = seriesCatalogue(model, plan);
  return { readable: true, document, spec, model, plan, catalogue, unresolved } as const;
}

/** A spec as far as `diff` goes by it: its model without the rules of lint, which come and go with versions. */
export function readSide(name: string, text: string): (Side & { readonly readable: true }) | UnreadableSpec {
  const understood = understand(name, text);
  if (!understood.readable || understood.unresolved.length === 0) return understood;
  return { readable: false, name, text, findings: understood.unresolved };
}

/** model, plan -> files, in the order of the outputs. Kinds that the spec does not ask for give none. */
export async function emit(
  { model, plan }: Pick<CheckedSpec, 'model' | 'plan'>,
  templates: ReadonlyMap<string, string>,
  kinds: readonly OutputKind[] = OUTPUT_KINDS,
): Promise<OutputFile[]> {
  const files: OutputFile[] = [];
  for (const kind of OUTPUT_KINDS) {
    if (!kinds.includes(kind) || model.outputs[kind] === undefined) continue;
    const emitter = await EMITTERS[kind]();
    files.push(...emitter(model, plan, templates));
  }
  return files;
}

/** model, plan -> rules and their tests, as promtool runs them fastest. Empty where the spec asks for no rules. */
export async function emitTestRun({
  model,
  plan,
}: Pick<CheckedSpec, 'model' | 'plan'>): Promise<RelativeFile[]> {
  if (model.outputs.prometheus === undefined) return [];
  const prometheus = await import('./emit/prometheus/emit.ts');
  return prometheus.emitTestRun(model, plan);
}

/** model, plan -> the series and samples of every metric, rule, alert and panel. */
export async function cardinalityReport({
  model,
  plan,
  catalogue,
}: Pick<CheckedSpec, 'model' | 'plan' | 'catalogue'>): Promise<CardinalityReport> {
  const { panelQueries } = await import('./plan/panels/dashboards.ts');
  return cardinalityOf(model, plan, catalogue, panelQueries(model, plan));
}
