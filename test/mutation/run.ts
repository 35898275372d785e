import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ruleFiles } from '../../src/emit/prometheus/rule-files.ts';
import { testFile } from '../../src/emit/prometheus/test-files.ts';
import { buildModel } from '../../src/model/build.ts';
import type { Model } from '../../src/model/model.ts';
import { planRules } from '../../src/plan/plan-rules.ts';
import type { TestFile } from '../../src/rule-tests/rule-test.ts';
import { testFiles } from '../../src/rule-tests/rule-tests.ts';
import { readSpec } from '../../src/spec/read.ts';
import { findTool, type Tool } from '../../src/toolchain/find.ts';
import { testRules } from '../../src/toolchain/promtool.ts';
import { type Mutant, mutantsOf } from './mutate.ts';
import { reasonFor } from './reasons.ts';
import { relevantTests } from './relevant.ts';

/** Mutants that must be killed, in percent. */
const TARGET = 95;

interface Verdict {
  readonly mutant: Mutant;
  readonly killed: boolean;
}

function load(file: string): Model {
  const read = readSpec(file, readFileSync(file, 'utf8'));
  if (!read.ok) throw new Error(`${file} is no spec`);
  return buildModel(read.document, read.spec).model;
}

/** Runs the tests of one mutant, the cheapest first, until one fails. */
async function judge(
  model: Model,
  promtool: Tool,
  files: readonly TestFile[],
  mutant: Mutant,
): Promise<Verdict> {
  const directory = await mkdtemp(join(tmpdir(), 'mutant-'));
  const write = async (path: string, content: string) => {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  };
  try {
    const group = { ...mutant.group, rules: mutant.group.rules.with(mutant.index, mutant.rule) };
    for (const { path, content } of ruleFiles(model, { groups: [group] })) await write(path, content);
    for (const { file } of relevantTests(files, mutant)) {
      const { path, content } = testFile(model, { ...file, ruleFiles: [group.file] });
      await write(path, content);
      const [result] = await testRules(promtool, [join(directory, path)]);
      if (result?.ok === false) return { mutant, killed: true };
    }
    return { mutant, killed: false };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The unmutated rules must pass every test alone: else a kill would prove nothing. */
async function checkOriginals(
  model: Model,
  promtool: Tool,
  files: readonly TestFile[],
  mutants: readonly Mutant[],
) {
  const groups = [...new Set(mutants.map(({ group }) => group))];
  for (const group of groups) {
    const [rule] = group.rules;
    if (rule === undefined) continue;
    const original: Mutant = { group, index: 0, rule, kind: 'none', change: 'none' };
    const { killed } = await judge(model, promtool, files, original);
    if (killed) throw new Error(`the tests of ${group.name} fail without any mutation`);
  }
}

async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}

function describe({ rule, kind, change }: Mutant): string {
  const name = rule.kind === 'alert' ? rule.alert : rule.record;
  const which = rule.labels.get('tier') ?? rule.labels.get('slo') ?? '';
  return `${kind}: ${name}${which === '' ? '' : ` (${which})`}: ${change}`;
}

function report(verdicts: readonly Verdict[], total: number): number {
  const survivors = verdicts.filter(({ killed }) => !killed).map(({ mutant }) => mutant);
  const kinds = [...new Set(verdicts.map(({ mutant }) => mutant.kind))];
  for (const kind of kinds) {
    const own = verdicts.filter(({ mutant }) => mutant.kind === kind);
    console.log(`${kind.padEnd(20)} ${own.filter(({ killed }) => killed).length} of ${own.length} killed`);
  }
  for (const mutant of survivors) {
    console.log(`survived  ${describe(mutant)}\n          ${reasonFor(mutant, model) ?? 'no test notices'}`);
  }
  const killed = verdicts.length - survivors.length;
  const percent = (killed / verdicts.length) * 100;
  console.log(
    `${killed} of ${verdicts.length} mutants killed (${percent.toFixed(1)} %), of ${total} that there are`,
  );
  return percent;
}

/** Every nth mutant, so that all rules and kinds are touched. */
function sample(mutants: readonly Mutant[], most: number): readonly Mutant[] {
  const stride = mutants.length / most;
  if (stride <= 1) return mutants;
  return Array.from({ length: most }, (_, index) => mutants[Math.floor(index * stride)]).filter(
    (mutant) => mutant !== undefined,
  );
}

const [spec = 'spec/ryot.yaml', most = '350', about = ''] = process.argv.slice(2);
const lookup = await findTool('promtool', { env: process.env });
if (!lookup.found) {
  console.error(lookup.missing.hint);
  process.exit(2);
}
const model = load(spec);
const plan = planRules(model);
const files = testFiles(model, plan);
const all = mutantsOf(plan, model.service.prometheus).filter((mutant) => describe(mutant).includes(about));
const chosen = sample(all, most === 'all' ? all.length : Number(most));
await checkOriginals(model, lookup.tool, files, chosen);
const verdicts = await inParallel(chosen, (mutant) => judge(model, lookup.tool, files, mutant));
process.exitCode = report(verdicts, all.length) >= TARGET ? 0 : 1;
